internal import EcoModel
internal import PlainText

/// The rules of the accuracy label in their order: the first that is broken decides.
struct LabelRule {
  /// What is asked.
  let rule: String
  /// What is so.
  let fact: String
  let holds: Bool
  /// The label where the rule is broken.
  let otherwise: Accuracy

  /// The rules for a rate; `spread` is the size part, high end over low.
  static func all(_ basis: Rate.Basis, spread: Fraction) -> [LabelRule] {
    let evidence = basis.model.evidence
    let guardLimit = Methodology.sharedConstants.first { $0.name == "guard" }?.text ?? "3"
    let oldest = Accuracy.oldestRecentFactor
    return [
      region(basis),
      LabelRule(
        rule: "the size is not only read off the model's name",
        fact: "evidence is \(evidence.rawValue)", holds: evidence != .name, otherwise: .gross),
      LabelRule(
        rule: "the size is published by its maker or corroborated",
        fact: "evidence is \(evidence.rawValue)",
        holds: evidence == .vendor || evidence == .corroborated, otherwise: .medium),
      LabelRule(
        rule: "the grid factor is of the region's own grid",
        fact: "match is \(basis.region.match.rawValue)", holds: basis.region.match == .own,
        otherwise: .medium),
      LabelRule(
        rule: "the grid factor is at most \(oldest) years older than the request",
        fact: "it is of \(basis.grid.year), \(years(basis.factorAge)) older",
        holds: basis.factorAge <= oldest, otherwise: .medium),
      LabelRule(
        rule: "the size part of the interval spans at most ×\(guardLimit)",
        fact: "it spans ×\(spread.rounded(significantDigits: 4))",
        holds: !((Fraction(guardLimit) ?? .zero) < spread), otherwise: .medium),
    ]
  }

  /// The rules where the accelerators were measured, so that no size counts.
  static func measured(_ basis: Rate.Basis) -> [LabelRule] {
    [
      region(basis),
      LabelRule(
        rule: "the model's tokens are charged", fact: "what was measured is", holds: false,
        otherwise: .medium),
    ]
  }

  /// `1 year`, `2 years`.
  static func years(_ count: Int) -> String { count == 1 ? "1 year" : "\(count) years" }

  private static func region(_ basis: Rate.Basis) -> LabelRule {
    LabelRule(
      rule: "the region is not the caller's assumption",
      fact: basis.regionAssumed ? "it is assumed" : "it is stated",
      holds: !basis.regionAssumed, otherwise: .gross)
  }

  var json: JSONValue {
    .object([
      ("rule", .string(rule)), ("fact", .string(fact)), ("holds", .bool(holds)),
      ("otherwise", .string(otherwise.rawValue)),
    ])
  }
}
