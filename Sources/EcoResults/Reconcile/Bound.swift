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
  var loggedMarket = MarketFigures()
  var scaled = ScaledFigures()
  /// Energy by whose key paid.
  var keys: [String: Int128] = [:]
  /// What the provider says; `nil` where there is no line of a statement.
  var stated: StatedCarbon?
  var versions: Set<String> = []
  /// Services of the statement that are in it.
  var services: Set<String> = []
  /// Whether a bill has anything of the provider, and is of that time.
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
    logged.add(row.logged.carbon)
    loggedEnergy.add(row.logged.energy)
    loggedMarket.add(row.logged.market)
    scaled.add(row)
  }

  /// Our figure for as much as was billed; for the log where there is no bill.
  var ours: EndsOf<GramsCO2e> { hasBill ? scaled.carbon : logged }
  var ourEnergy: EndsOf<WattHours> { hasBill ? scaled.energy : loggedEnergy }

  /// Our market-based figure for as much as was billed, for the log where there is no bill; `nil` where no
  /// factor is for any of it.
  var ourMarket: MarketFigures? {
    let market = hasBill ? scaled.market : loggedMarket
    return market.energy > 0 ? market : nil
  }

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
    func provider(_ text: String) -> String {
      tellsProviders ? PlaceNames.provider(text) : ""
    }
    var scopes: [String: BoundScope] = [:]
    for (place, scope) in scopesOfRows { scopes[name(place)] = scope }
    for line in stated { scopes[provider(line.provider), default: BoundScope()].add(line) }
    var bounds: [BoundRow.Key: Int] = [:]
    var result: [BoundRow] = []
    func number(_ month: UTCDay?, _ provider: String, _ region: String, isNew: Bool) -> Int? {
      guard let scope = scopes[provider] else { return nil }
      let key = BoundRow.Key(
        month: scope.hasMonth ? month.map { String($0.description.prefix(7)) } ?? "" : "",
        provider: provider, region: scope.hasRegion ? region : "")
      if let known = bounds[key] { return known }
      guard isNew else { return nil }
      bounds[key] = result.count
      result.append(BoundRow(key, hasBill: scope.hasBill(month)))
      return result.count - 1
    }
    var known: [RowPlace: Int] = [:]
    for row in rows {
      let place = RowPlace(row)
      guard
        let index = known[place]
          ?? number(place.month, name(place.provider), name(place.region), isNew: true)
      else { continue }
      known[place] = index
      result[index].add(row)
    }
    for usage in keys {
      let region = PlaceNames.region(usage.region)
      guard let index = number(usage.month, provider(usage.provider), region, isNew: false) else {
        continue
      }
      result[index].keys[usage.key, default: 0] += usage.energy.nanos
    }
    for line in stated {
      let (month, region) = (line.period?.month, PlaceNames.region(line.region))
      guard let index = number(month, provider(line.provider), region, isNew: true) else {
        continue
      }
      result[index].add(line)
    }
    return result.sorted { $0.key < $1.key }
  }

  /// What the rows tell, by the place of the provider's name.
  private var scopesOfRows: [Int32: BoundScope] {
    rows.reduce(into: [:]) { $0[$1.key.provider, default: BoundScope()].add($1) }
  }
}

/// Where a row belongs.
private struct RowPlace: Hashable {
  let month: UTCDay?
  let provider: Int32
  let region: Int32

  init(_ row: ReconcileRow) {
    (month, provider, region) = (row.key.period.month, row.key.provider, row.key.region)
  }
}

/// By what the figures of one provider are compared: by that which both sides tell, where both are.
private struct BoundScope {
  /// What a side tells: whether all of it says the month, and any of it the region.
  private struct Side {
    var isEmpty = true
    var hasMonth = true
    var hasRegion = false

    mutating func add(_ month: UTCDay?, hasRegion: Bool) {
      isEmpty = false
      hasMonth = hasMonth && month != nil
      self.hasRegion = self.hasRegion || hasRegion
    }
  }

  private var ours = Side()
  private var theirs = Side()
  private var hasBill = false
  /// The first and the last month of the bills.
  private var billed: ClosedRange<UTCDay>?

  mutating func add(_ row: ReconcileRow) {
    ours.add(row.key.period.month, hasRegion: row.key.region != 0)
    guard row.billedRows > 0 else { return }
    hasBill = true
    guard let month = row.key.period.month else { return }
    billed = min(billed?.lowerBound ?? month, month)...max(billed?.upperBound ?? month, month)
  }

  /// Whether the bills have anything of the provider, and are of a month's time.
  func hasBill(_ month: UTCDay?) -> Bool {
    guard hasBill, hasMonth, let month, let billed else { return hasBill }
    return billed.contains(month)
  }

  mutating func add(_ line: StatementLine) {
    theirs.add(line.period?.month, hasRegion: !line.region.isEmpty)
  }

  var hasMonth: Bool { ours.hasMonth && theirs.hasMonth }

  var hasRegion: Bool {
    (ours.hasRegion || ours.isEmpty) && (theirs.hasRegion || theirs.isEmpty)
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
