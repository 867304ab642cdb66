internal import EcoModel
internal import UsageLogs

/// Our figures for what was used, and what the provider says of it: of one provider, month and region.
struct BoundRow {
  struct Key: Hashable, Comparable {
    let month: String
    let provider: String
    let region: String

    var texts: [String] { [month, provider, region] }

    static func < (a: Key, b: Key) -> Bool { ByteOrder.precedes(a.texts, b.texts) }
  }

  /// A cause of the difference between our figure for the log and the provider's.
  enum Part: String, CaseIterable {
    /// What was used and is not in the log, less what is in the log and was not billed.
    case amount
    /// What the operator itself burns, which our figures have not.
    case scope1 = "scope_1"
    /// What was made for it, which our figures have not.
    case scope3 = "scope_3"
    /// Another energy for the same usage.
    case energy
    /// Another factor for the same energy.
    case gridFactor = "grid_factor"
    /// All that nobody states.
    case unexplained
  }

  let key: Key
  var tokens = (billed: Int128(0), logged: Int128(0), covered: Int128(0), figured: Int128(0))
  var logged = EndsOf<GramsCO2e>()
  var loggedEnergy = EndsOf<WattHours>()
  var scaled = ScaledFigures()
  /// Energy by whose key paid.
  var keys: [String: Int128] = [:]
  /// What the provider says; `nil` where there is no line of a statement.
  var stated: StatedCarbon?
  var versions: Set<String> = []
  /// Services of the statement that are in it.
  var services: Set<String> = []
  /// Whether a bill has anything of the provider.
  let hasBill: Bool

  init(_ key: Key, hasBill: Bool) {
    self.key = key
    self.hasBill = hasBill
  }

  mutating func add(_ row: ReconcileRow) {
    tokens.billed += row.billed.total
    tokens.logged += row.logged.tokens.total
    tokens.covered += row.covered
    tokens.figured += row.logged.figured.total
    let totals = LedgerTotals(row.logged.ledger.lines)
    logged.add(
      EndsOf(point: totals.carbon, low: totals.carbonLow, high: totals.carbonHigh))
    loggedEnergy.add(
      EndsOf(point: totals.energy, low: totals.energyLow, high: totals.energyHigh))
    scaled.add(row)
  }

  /// Our figure for as much as was billed; for the log where there is no bill.
  var ours: EndsOf<GramsCO2e> { hasBill ? scaled.carbon : logged }
  var ourEnergy: EndsOf<WattHours> { hasBill ? scaled.energy : loggedEnergy }

  /// The provider's location-based figure less ours for the log, by cause; `nil` where the provider has
  /// none. The parts add up to the difference to the last digit.
  var parts: [(part: Part, carbon: Int128)]? {
    guard let stated, let total = stated.locationBased else { return nil }
    var parts: [(Part, Int128)] = []
    if hasBill { parts.append((.amount, ours.point.nanos - logged.point.nanos)) }
    if let scope1 = stated.scope1 { parts.append((.scope1, scope1)) }
    if let scope3 = stated.scope3 { parts.append((.scope3, scope3)) }
    parts += factors(stated)
    let rest = parts.reduce(total - logged.point.nanos) { $0 - $1.1 }
    return parts + [(.unexplained, rest)]
  }

  /// The parts of energy and of the grid's factor, where the provider states both.
  private func factors(_ stated: StatedCarbon) -> [(Part, Int128)] {
    guard let energy = stated.energy, let factor = stated.gridFactor, ourEnergy.point.nanos > 0
    else { return [] }
    let kilowattHour = 1000 * Decimal9.one.nanos
    // Theirs for our energy, less ours; then theirs for the rest of the energy.
    guard let same = Proportion.of(ourEnergy.point.nanos, factor, over: kilowattHour),
      let rest = Proportion.of(energy - ourEnergy.point.nanos, factor, over: kilowattHour)
    else { return [] }
    return [(.energy, rest), (.gridFactor, same - ours.point.nanos)]
  }
}

extension Reconciliation {
  /// The lines of statements that are compared, and those of other services.
  var statedLines: (compared: [StatementLine], others: [StatementLine]) {
    let wanted = options.services.map(Spelling.folded)
    var (compared, others): ([StatementLine], [StatementLine]) = ([], [])
    for line in statements.flatMap(\.lines) {
      let isWanted =
        line.service.isEmpty
        || (wanted.isEmpty
          ? PlaceNames.answersPrompts(line.service)
          : wanted.contains(Spelling.folded(line.service)))
      if isWanted { compared.append(line) } else { others.append(line) }
    }
    return (compared, others)
  }

  /// Our figures and the provider's, by month, provider and region as far as all sides tell them.
  var bound: [BoundRow] {
    let stated = statedLines.compared
    var bounds: [BoundRow.Key: BoundRow] = [:]
    func provider(_ text: String) -> String {
      tellsProviders ? PlaceNames.provider(text) : ""
    }
    let lines = Dictionary(grouping: stated) { provider($0.provider) }
    let rows = Dictionary(grouping: rows) { $0.key.provider }
    let keys = Dictionary(grouping: keys) { provider($0.provider) }
    for provider in Set(rows.keys).union(lines.keys) {
      let (rows, lines) = (rows[provider] ?? [], lines[provider] ?? [])
      func isTold(_ ours: Bool, _ theirs: Bool) -> Bool {
        (ours || rows.isEmpty) && (theirs || lines.isEmpty)
      }
      let hasMonth = isTold(
        rows.allSatisfy { $0.month != nil }, lines.allSatisfy { $0.period?.month != nil })
      let hasRegion = isTold(
        rows.contains { !$0.key.region.isEmpty }, lines.contains { !$0.region.isEmpty })
      func bound(_ month: String?, _ region: String) -> BoundRow.Key {
        BoundRow.Key(
          month: hasMonth ? month ?? "" : "", provider: provider, region: hasRegion ? region : "")
      }
      let hasBill = rows.contains { $0.billedRows > 0 }
      for row in rows {
        let key = bound(row.month, row.key.region)
        bounds[key, default: BoundRow(key, hasBill: hasBill)].add(row)
      }
      for usage in keys[provider] ?? [] {
        let month = usage.day.map { String($0.description.prefix(7)) }
        bounds[bound(month, PlaceNames.region(usage.region))]?.keys[usage.key, default: 0] +=
          usage.energy.nanos
      }
      for line in lines {
        let key = bound(line.period?.month, PlaceNames.region(line.region))
        bounds[key, default: BoundRow(key, hasBill: hasBill)].add(line)
      }
    }
    return bounds.values.sorted { $0.key < $1.key }
  }
}

extension BoundRow {
  fileprivate mutating func add(_ line: StatementLine) {
    var carbon = stated ?? StatedCarbon()
    carbon.add(line.carbon)
    stated = carbon
    if !line.version.isEmpty { versions.insert(line.version) }
    if !line.service.isEmpty { services.insert(line.service) }
  }
}
