internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What calls came to as cells of a table, with figures of three digits.
struct AgentRows {
  static let columns = [
    "", "energy", "(low to high)", "CO₂e", "(low to high)", "calls", "tokens",
  ]
  /// How many values of a dimension have a row of their own.
  private static let most = 8

  private let usage: AgentUsage
  private let period: AgentUsage.Period?

  init(_ usage: AgentUsage, _ period: AgentUsage.Period?) {
    (self.usage, self.period) = (usage, period)
  }

  static func row(_ name: String, _ ledger: Ledger) -> [String] {
    let totals = LedgerTotals(ledger.lines)
    let energy = Readable.text(totals.energy, low: totals.energyLow, high: totals.energyHigh)
    let carbon = Readable.text(totals.carbon, low: totals.carbonLow, high: totals.carbonHigh)
    let omitted = ledger.omitted.values.reduce(0) { $0 + $1.requests }
    if totals.requests + omitted == 0 { return [name, "nothing"] }
    return [name] + split(energy) + split(carbon)
      + [Readable.text(totals.requests + omitted), Readable.text(totals.tokens)]
  }

  /// A figure, and its interval in brackets.
  private static func split(_ figure: String) -> [String] {
    guard let bracket = figure.firstIndex(of: "(") else { return [figure, ""] }
    return [String(figure[..<bracket].dropLast()), String(figure[bracket...])]
  }

  /// The values of a dimension with their shares of the energy, that with most first; nothing where no
  /// call says one.
  func rows(by dimension: AgentUsage.Dimension) -> [[String]] {
    let groups = usage.groups(period, by: dimension)
    guard groups.contains(where: { !$0.name.isEmpty }) else { return [] }
    let all = Self.energy(usage.ledger(period))
    var names = groups.map { dimension == .project ? $0.name.lastPart : $0.name }
    if Set(names).count < names.count { names = groups.map(\.name) }
    var rows = zip(names, groups).prefix(Self.most).map { name, group in
      Self.row(name.isEmpty ? "(not said)" : name, group.ledger) + [share(group.ledger, of: all)]
    }
    if groups.count > Self.most {
      var others = Ledger()
      for group in groups.dropFirst(Self.most) { others.merge(group.ledger) }
      rows.append(
        Self.row("\(groups.count - Self.most) others", others) + [share(others, of: all)])
    }
    return rows
  }

  private func share(_ ledger: Ledger, of all: WattHours) -> String {
    Readable.share(Self.energy(ledger).nanos, of: all.nanos)
  }

  private static func energy(_ ledger: Ledger) -> WattHours {
    LedgerTotals(withoutRanges: ledger.unorderedLines).energy
  }
}
