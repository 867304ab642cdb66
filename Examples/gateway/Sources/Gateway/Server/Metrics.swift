import EcoModel
import Synchronization

/// Counters in Prometheus' text format. Energy and carbon are added exactly, so that they equal the
/// sum of the records. What starts with `llm_` is named and labelled as by `eco-calc --metrics`, so that
/// one dashboard shows both.
final class Metrics: Sendable {
  enum Counter: String, CaseIterable {
    case requests = "lowrouter_requests_total"
    case tokens = "lowrouter_tokens_total"
    case estimated = "llm_requests_total"
    case promptTokens = "llm_prompt_tokens_total"
    case cachedTokens = "llm_cached_prompt_tokens_total"
    case completionTokens = "llm_completion_tokens_total"
    case energy = "llm_energy_joules_total"
    case carbon = "llm_carbon_grams_total"
    case omitted = "llm_requests_without_figure_total"
    case upstreamFailures = "lowrouter_upstream_failures_total"
    case storeFailures = "lowrouter_store_failures_total"

    fileprivate var help: String {
      switch self {
      case .requests: "Requests with a known key, by outcome."
      case .tokens: "Tokens that upstreams reported."
      case .estimated: "LLM requests with a figure."
      case .promptTokens: "Prompt tokens, cached ones included."
      case .cachedTokens: "Prompt tokens served from a cache."
      case .completionTokens: "Tokens generated."
      case .energy: "Estimated energy at the facility's meter."
      case .carbon: "Estimated emissions, CO2 equivalent."
      case .omitted: "LLM requests without a figure, by reason."
      case .upstreamFailures: "Attempts that an upstream failed."
      case .storeFailures: "Records that the store did not take in time; the log has them."
      }
    }

    /// Whether it counts billionths.
    fileprivate var isQuantity: Bool { self == .energy || self == .carbon }
  }

  private struct State {
    var counts: [Counter: [String: Int128]] = [:]
    var open = 0
    var durations = Array(repeating: 0, count: Metrics.bounds.count + 1)
    var milliseconds: Int64 = 0
  }

  /// Upper bounds of the duration histogram, in milliseconds.
  private static let bounds: [Int64] = [10, 50, 100, 500, 1000, 5000, 10_000, 60_000]

  private let state = Mutex(State())

  func add(_ counter: Counter, _ labels: KeyValuePairs<String, String>, _ amount: Int128 = 1) {
    add([(counter, amount)], labels)
  }

  /// Adds to several counters of the same labels.
  private func add(_ amounts: [(Counter, Int128)], _ labels: KeyValuePairs<String, String>) {
    let labels = labels.map { "\($0)=\(JSONText.string($1))" }.joined(separator: ",")
    state.withLock { state in
      for (counter, amount) in amounts {
        state.counts[counter, default: [:]][labels, default: 0] += amount
      }
    }
  }

  func requestOpened() { state.withLock { $0.open += 1 } }
  func requestClosed() { state.withLock { $0.open -= 1 } }

  /// Counts a finished request.
  func add(_ record: GenerationRecord, _ estimate: Estimate?) {
    let model = record.resolvedModel ?? ""
    let provider = record.provider ?? ""
    let region = record.region ?? ""
    add(
      .requests,
      ["model": model, "provider": provider, "region": region, "status": record.status.rawValue])
    for (kind, count) in [("prompt", record.promptTokens), ("completion", record.completionTokens)]
    {
      guard let count else { continue }
      add(.tokens, ["model": model, "region": region, "kind": kind], Int128(count))
    }
    if let estimate {
      add(estimate)
    } else if let reason = record.ecoOmitted {
      add(.omitted, ["reason": reason])
    }
    let latency = record.durationMilliseconds
    state.withLock { state in
      state.durations[Self.bounds.firstIndex { latency <= $0 } ?? Self.bounds.count] += 1
      state.milliseconds += latency
    }
  }

  /// Counts a figure and the tokens that it is for.
  private func add(_ estimate: Estimate) {
    let (usage, basis) = (estimate.usage, estimate.rate.basis)
    let labels: KeyValuePairs = [
      "model": basis.model.id, "region": basis.region.name,
      "accuracy": estimate.accuracy.rawValue,
    ]
    add(
      [
        (.estimated, 1), (.promptTokens, Int128(usage.promptTokens)),
        (.cachedTokens, Int128(usage.cachedPromptTokens)),
        (.completionTokens, Int128(usage.completionTokens)),
        // A watt-hour is 3600 joules.
        (.energy, estimate.energy.nanos * 3600), (.carbon, estimate.carbon.nanos),
      ], labels)
  }

  /// All of them as text.
  ///
  /// - Parameter heldBytes: what requests and answers hold now.
  /// - Parameter queuedRecords: those that are not stored yet.
  func text(heldBytes: Int, queuedRecords: Int) -> String {
    let state = state.withLock { $0 }
    var lines: [String] = []
    for counter in Counter.allCases {
      lines.append("# HELP \(counter.rawValue) \(counter.help)")
      lines.append("# TYPE \(counter.rawValue) counter")
      for (labels, amount) in (state.counts[counter] ?? [:]).sorted(by: { $0.key < $1.key }) {
        let value = counter.isQuantity ? "\(WattHours(nanos: amount))" : "\(amount)"
        lines.append("\(counter.rawValue){\(labels)} \(value)")
      }
    }
    for (name, help, value) in [
      ("lowrouter_open_requests", "Requests being answered now.", state.open),
      ("lowrouter_held_bytes", "What limits.memory_bytes bounds.", heldBytes),
      ("lowrouter_queued_records", "Records that are not stored yet.", queuedRecords),
    ] {
      lines += ["# HELP \(name) \(help)", "# TYPE \(name) gauge", "\(name) \(value)"]
    }
    let name = "lowrouter_request_duration_seconds"
    lines += ["# HELP \(name) Time to the end of the answer.", "# TYPE \(name) histogram"]
    var total = 0
    for (index, count) in state.durations.enumerated() {
      total += count
      let bound = index < Self.bounds.count ? "\(Double(Self.bounds[index]) / 1000)" : "+Inf"
      lines.append("\(name)_bucket{le=\"\(bound)\"} \(total)")
    }
    lines.append("\(name)_sum \(Double(state.milliseconds) / 1000)")
    lines.append("\(name)_count \(total)")
    return lines.joined(separator: "\n") + "\n"
  }
}
