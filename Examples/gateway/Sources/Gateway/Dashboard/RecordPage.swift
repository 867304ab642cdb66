import EcoModel

/// The page of one record: all its fields with all their digits, where it was sent and why, and what
/// its figures were made from.
struct RecordPage {
  let record: GenerationRecord
  /// What its figures were made from; `nil`: there are none, or this gateway makes other ones.
  let estimate: Estimate?

  var html: String {
    HTML.page(
      record.generationID,
      """
      <nav aria-label="Back"><a href="/dashboard">All records</a></nav>
      <h1>\(HTML.escaped(record.generationID))</h1>
      <h2>Figures</h2>
      \(eco)<h2>Request</h2>
      \(HTML.list(fields))<h2>Route</h2>
      \(trace)
      """)
  }

  private var fields: [(String, String)] {
    record.fields.compactMap { field in
      switch field {
      case .text(let name, let value), .number(let name, let value):
        guard let value, name != "eco_omitted" else { return nil }
        return (name.replacing("_", with: " "), HTML.escaped(value))
      case .eco, .json: return nil
      }
    }
  }

  private var eco: String {
    guard let eco = record.eco else {
      return "<p>There are none: \(Figures.reason(record.ecoOmitted)).</p>\n"
    }
    var terms = [
      ("Energy", "\(HTML.escaped(eco.energy)) Wh"),
      ("Carbon", "\(HTML.escaped(eco.carbon)) g CO₂e"),
      ("Carbon per 1000 tokens", "\(HTML.escaped(eco.carbonPer1kTokens)) g CO₂e"),
      ("Accuracy of the inputs", HTML.escaped(eco.accuracy)),
      ("Methodology", HTML.escaped(eco.methodologyVersion)),
    ]
    guard let estimate else {
      return HTML.list(terms)
        + "<p>They were made by another methodology than this gateway has, so their derivation "
        + "is not shown.</p>\n"
    }
    let interval = estimate.uncertainty
    terms += [
      ("Energy, interval", "\(interval.energy.low) to \(interval.energy.high) Wh"),
      ("Carbon, interval", "\(interval.carbon.low) to \(interval.carbon.high) g CO₂e"),
    ]
    return HTML.list(terms) + derivation(estimate)
  }

  private func derivation(_ estimate: Estimate) -> String {
    let basis = estimate.rate.basis
    let parameters = basis.size.map { "\($0.active.point) (\($0.active.low) to \($0.active.high))" }
    let rows: [[String]] = [
      ["Prompt tokens", "\(estimate.usage.promptTokens)", "the upstream"],
      ["of them cached", "\(estimate.usage.cachedPromptTokens)", "the upstream"],
      [
        "Completion tokens", "\(estimate.usage.completionTokens)",
        record.usageEstimated ? "estimated" : "the upstream",
      ],
      [
        "Active parameters, billions", parameters ?? "not published",
        "\(basis.model.id): \(basis.model.source)",
      ],
      [
        "Power usage effectiveness", "\(basis.pue)", "\(basis.region.name): \(basis.region.source)",
      ],
      [
        "Carbon intensity, g/kWh", "\(basis.grid.intensity)",
        "\(basis.grid.zone), \(basis.grid.year): \(basis.grid.source)",
      ],
    ]
    let cells = rows.map { row in row.map(HTML.escaped) }
    return HTML.table("What they were made from", ["", "Value", "Source"], numbers: 3, cells)
      + "<p>Every line of the calculation:</p>\n<pre>\(HTML.escaped(command))</pre>\n"
  }

  /// The command that shows the whole derivation.
  private var command: String {
    let day = UTCDay(unixSeconds: record.createdAt.unixSeconds)
    var words = [
      "eco-calc explain --steps", "--model \(quoted(record.resolvedModel))",
      "--provider \(quoted(record.provider))", "--region \(quoted(record.region))",
      "--prompt-tokens \(record.promptTokens ?? 0)",
    ]
    if let cached = record.cachedTokens { words.append("--cached-tokens \(cached)") }
    words += ["--completion-tokens \(record.completionTokens ?? 0)", "--at \(day)"]
    return words.joined(separator: " ")
  }

  private func quoted(_ text: String?) -> String {
    let text = text ?? ""
    let isPlain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || "-._/:".utf8.contains($0)
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  private var trace: String {
    // Figures stay as they are written: a decoder would make binary fractions of them.
    let rows = JSONMembers.objects(in: Array(record.routingTrace.utf8)).map { step in
      func text(_ key: String) -> String { HTML.escaped(step.string(key) ?? "–") }
      func digits(_ key: String) -> String {
        step[key].map { HTML.escaped(String(decoding: $0, as: UTF8.self)) } ?? "–"
      }
      return [
        text("model"), text("provider"), text("region"),
        digits("picked") == "true" ? "taken" : "", text("why"), digits("carbon_per_1k_tokens_g"),
        digits("carbon_g"), digits("saved_carbon_g"),
      ]
    }
    guard !rows.isEmpty else { return "<p>It was sent nowhere.</p>\n" }
    return HTML.table(
      "Where it could go",
      [
        "Model", "Provider", "Region", "Taken", "Why", "Carbon of 1000 tokens, g",
        "Carbon of this request, g", "Saved against the mean, g",
      ], numbers: 5, rows)
  }
}
