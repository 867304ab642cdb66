package import EcoModel
internal import PlainText
package import UsageLogs

/// What a request would have come to if it had been served otherwise, beside what it came to.
package struct Alternative {
  private let words: String
  private let old: Explanation
  private let new: Result<Explanation, Unclassified>

  package init(
    _ request: ExplainRequest, _ explanation: Explanation, _ whatIf: WhatIf,
    _ estimator: EcoEstimator
  ) {
    words = whatIf.words
    old = explanation
    let other = request.served(otherwise: whatIf, in: estimator)
    new = other.resolve(estimator).map { Explanation($0.rate, $0.usage, serving: other.serving) }
  }

  package var text: String {
    var rows = [["", "energy", "", "carbon", ""], row("as it was", old)]
    var lines = ["", "what if"]
    switch new {
    case .success(let new):
      rows.append(row(words, new))
      lines += TextTable.indented(rows)
    case .failure(let reason): lines.append("  \(words): no figure, \(reason.code)")
    }
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  private func row(_ name: String, _ side: Explanation) -> [String] {
    let (before, after) = (old.estimate, side.estimate)
    let range = after.uncertainty
    return [
      name, Readable.text(after.energy, low: range.energy.low, high: range.energy.high),
      Readable.change(from: before.energy.nanos, to: after.energy.nanos) ?? "",
      Readable.text(after.carbon, low: range.carbon.low, high: range.carbon.high),
      Readable.change(from: before.carbon.nanos, to: after.carbon.nanos) ?? "",
    ]
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [("what_if", .string(words))]
    switch new {
    case .success(let new):
      let estimate = new.estimate
      let range = estimate.uncertainty
      members += [
        ("energy_wh", .number("\(estimate.energy)")),
        ("energy_low_wh", .number("\(range.energy.low)")),
        ("energy_high_wh", .number("\(range.energy.high)")),
        ("carbon_g", .number("\(estimate.carbon)")),
        ("carbon_low_g", .number("\(range.carbon.low)")),
        ("carbon_high_g", .number("\(range.carbon.high)")),
      ]
    case .failure(let reason): members.append(("omitted", .string(reason.code)))
    }
    return .object(members)
  }
}

extension ExplainRequest {
  /// The same tokens, served otherwise.
  fileprivate func served(otherwise whatIf: WhatIf, in estimator: EcoEstimator) -> ExplainRequest {
    var request = self
    request.model = whatIf.model(model, at: date, in: estimator)
    request.region = whatIf.region ?? region
    request.serving = whatIf.serving(serving)
    return request
  }
}
