package import EcoModel

/// How one figure comes about, worked out independently and compared with what `calc` prints.
package struct Explanation {
  let estimate: Estimate
  let derivation: Derivation
  let rules: [LabelRule]
  /// The label by the rules.
  let label: Accuracy
  /// Printed figures in which the derivation and `calc` differ: there must be none.
  package let disagreements: [(figure: String, derived: String, printed: String)]

  package init(_ rate: Rate, _ usage: TokenUsage, serving: Serving = .assumed) {
    estimate = rate.estimate(usage, serving: serving)
    derivation = Derivation(rate, usage, serving: serving)
    rules =
      estimate.basis >= .gpuSeconds
      ? LabelRule.measured(rate.basis)
      : LabelRule.all(rate.basis, spread: derivation.value(of: "size_spread") ?? .one)
    label = rules.first { !$0.holds }?.otherwise ?? .accurate
    let derived = derivation.figures
    var disagreements = estimate.figures.compactMap {
      name, printed -> (figure: String, derived: String, printed: String)? in
      let own = derived[name] ?? ""
      return own == printed ? nil : (name, own, printed)
    }
    if label != estimate.accuracy {
      disagreements.append(("accuracy", label.rawValue, estimate.accuracy.rawValue))
    }
    self.disagreements = disagreements
  }

  var basis: Rate.Basis { estimate.rate.basis }

  /// What decided the label.
  var decision: String {
    rules.first { !$0.holds }.map { "not so: \($0.rule); \($0.fact)" }
      ?? "every rule below holds"
  }
}

extension Estimate {
  /// The printed figures by the columns of a conformance vector, in their order.
  var figures: [(name: String, value: String)] {
    let range = uncertainty
    return [
      ("energy_wh", "\(energy)"), ("carbon_g", "\(carbon)"),
      ("energy_per_1k_tokens_wh", "\(energyPer1kTokens)"),
      ("carbon_per_1k_tokens_g", "\(carbonPer1kTokens)"),
      ("energy_low_wh", "\(range.energy.low)"), ("energy_high_wh", "\(range.energy.high)"),
      ("carbon_low_g", "\(range.carbon.low)"), ("carbon_high_g", "\(range.carbon.high)"),
    ]
  }
}
