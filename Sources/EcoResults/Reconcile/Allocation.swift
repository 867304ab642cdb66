internal import EcoModel
internal import UsageLogs

/// A provider's own figures spread over whose key paid, in proportion to our energy.
///
/// First by tokens: what was billed and is not in the log stays with nobody, and so do tokens for which
/// we have no figure. The rest by energy. Both by `Proportion.spread`, in billionths of a gram.
struct AllocationRow {
  /// Who a share belongs to. The raw values are stable codes.
  enum Owner: String {
    case key
    /// What was billed and is not in the log.
    case notInLog = "not_in_log"
    /// What is in the log without a figure.
    case withoutFigure = "without_figure"
  }

  let bound: BoundRow.Key
  let owner: Owner
  /// The key; empty for records without one, and for what is no key's.
  let key: String
  let energy: WattHours
  let locationBased: Int128?
  let marketBased: Int128?

  static let rule =
    "by tokens between what the log has and what it lacks, then by energy; each part rounded down to"
    + " a billionth of a gram, the rest one each to the parts that lost most, of equals to the first by"
    + " name"

  /// The shares of one provider, month and region; empty where the provider states nothing.
  static func rows(_ bound: BoundRow) -> [AllocationRow] {
    guard let stated = bound.stated else { return [] }
    let location = parts(of: stated.locationBased, bound)
    let market = parts(of: stated.marketBased, bound)
    let keys = bound.keys.keys.sorted { ByteOrder.precedes([$0], [$1]) }
    var owners = keys.map { (Owner.key, $0) }
    owners += [(.withoutFigure, ""), (.notInLog, "")]
    return owners.enumerated().map { index, owner in
      AllocationRow(
        bound: bound.key, owner: owner.0, key: owner.1,
        energy: WattHours(nanos: owner.0 == .key ? bound.keys[owner.1] ?? 0 : 0),
        locationBased: location?[index], marketBased: market?[index])
    }.filter { $0.owner == .key || ($0.locationBased ?? 0, $0.marketBased ?? 0) != (0, 0) }
  }

  /// The parts of a figure: of each key in order, of what has no figure, of what is not in the log.
  private static func parts(of figure: Int128?, _ bound: BoundRow) -> [Int128]? {
    guard let figure else { return nil }
    let keys = bound.keys.sorted { ByteOrder.precedes([$0.key], [$1.key]) }
    let hasEnergy = keys.contains { $0.value > 0 }
    let tokens = bound.tokens
    let covered = bound.hasBill ? tokens.covered : tokens.logged
    let missing = bound.hasBill ? max(0, tokens.billed - tokens.covered) : 0
    let figured = hasEnergy ? tokens.figured : 0
    // The covered tokens are with and without a figure as the log's are.
    let shares = Proportion.spread(
      covered, [("figured", figured), ("without", tokens.logged - figured)])
    let first = Proportion.spread(
      figure,
      [("figured", shares[0]), ("not_in_log", missing), ("without_figure", shares[1])])
    let isNowhere = first.allSatisfy { $0 == 0 }
    let spread = Proportion.spread(first[0], keys.map { ($0.key, $0.value) })
    return spread + [first[2], isNowhere ? figure : first[1]]
  }
}
