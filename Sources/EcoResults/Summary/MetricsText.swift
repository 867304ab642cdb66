package import EcoModel

/// Totals in Prometheus' text format, for the textfile collector of its node exporter: counters of all
/// that logs tell, which never fall as long as the logs only grow.
package struct MetricsText {
  private let ledger: Ledger

  package init(_ ledger: Ledger) { self.ledger = ledger }

  /// A counter: its name, what it counts, and its value for a line.
  private struct Counter: Sendable {
    let name: String
    let help: String
    let value: @Sendable (LedgerTotals) -> String
  }

  private static let counters = [
    Counter(name: "llm_requests_total", help: "LLM requests with a figure.") { "\($0.requests)" },
    Counter(name: "llm_prompt_tokens_total", help: "Prompt tokens, cached ones included.") {
      "\($0.promptTokens)"
    },
    Counter(name: "llm_cached_prompt_tokens_total", help: "Prompt tokens served from a cache.") {
      "\($0.cachedPromptTokens)"
    },
    Counter(name: "llm_completion_tokens_total", help: "Tokens generated.") {
      "\($0.completionTokens)"
    },
    Counter(name: "llm_energy_joules_total", help: "Estimated energy at the facility's meter.") {
      joules($0.energy)
    },
    Counter(name: "llm_energy_low_joules_total", help: "The lower end of its interval.") {
      joules($0.energyLow)
    },
    Counter(name: "llm_energy_high_joules_total", help: "The upper end of its interval.") {
      joules($0.energyHigh)
    },
    Counter(name: "llm_carbon_grams_total", help: "Estimated emissions, CO2 equivalent.") {
      "\($0.carbon)"
    },
    Counter(name: "llm_carbon_low_grams_total", help: "The lower end of their interval.") {
      "\($0.carbonLow)"
    },
    Counter(name: "llm_carbon_high_grams_total", help: "The upper end of their interval.") {
      "\($0.carbonHigh)"
    },
  ]

  package var text: String {
    var lines: [String: [Ledger.Line]] = [:]
    for line in ledger.lines { lines[Self.labels(line), default: []].append(line) }
    let totals = lines.sorted { $0.key < $1.key }.map { ($0.key, LedgerTotals($0.value)) }
    let counters = Self.counters.map { counter in
      Self.head(counter.name, counter.help)
        + totals.map { "\(counter.name){\($0)} \(counter.value($1))\n" }.joined()
    }
    let omitted =
      Self.head("llm_requests_without_figure_total", "LLM requests without a figure, by reason.")
      + Unclassified.allCases.compactMap { reason in
        ledger.omitted[reason].map {
          "llm_requests_without_figure_total{reason=\"\(reason.code)\"} \($0.requests)\n"
        }
      }.joined()
    return counters.joined() + omitted
  }

  private static func head(_ name: String, _ help: String) -> String {
    "# HELP \(name) \(help)\n# TYPE \(name) counter\n"
  }

  private static func labels(_ line: Ledger.Line) -> String {
    let basis = line.rate.basis
    return [
      ("model", basis.model.id), ("region", basis.region.name),
      ("accuracy", line.accuracy.rawValue),
    ].map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
  }

  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }

  /// Exact: a watt-hour is 3600 joules.
  private static func joules(_ energy: WattHours) -> String {
    "\(WattHours(nanos: energy.nanos * 3600))"
  }
}
