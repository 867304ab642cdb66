internal import EcoModel
internal import UsageLogs

/// How a row of bill and log compares. The raw values are stable codes.
enum ReconcileClass: String, CaseIterable {
  /// Both have it, and as much of it.
  case matched
  /// Both have it, and not as much of it.
  case differs = "amount_differs"
  /// The log has none of it.
  case billOnly = "bill_only"
  /// The bill has none of it.
  case logOnly = "log_only"
}

/// What a log has of something.
struct LoggedUsage {
  var records = 0
  var tokens = TokenAmounts()
  /// The tokens of those records that have figures.
  var figured = TokenAmounts()
  /// Their figures; none where nobody asks for them.
  var energy = EndsOf<WattHours>()
  var carbon = EndsOf<GramsCO2e>()
  var market = MarketFigures()

  /// Adds one of many lines, read where it stands: it is a third of a kilobyte.
  mutating func add(_ lines: [Ledger.Line], _ number: Int) {
    let lines = lines.span
    let amounts = TokenAmounts(
      prompt: lines[number].promptTokens, cachedPrompt: lines[number].cachedPromptTokens,
      completion: lines[number].completionTokens)
    records += lines[number].records
    tokens.add(amounts)
    figured.add(amounts)
  }

  mutating func add(_ usage: OmittedUsage) {
    records += usage.records
    tokens.add(usage.tokens)
  }
}

/// Carbon by the factors of what the caller bought, and the energy for which there is one; in billionths.
struct MarketFigures {
  var carbon: Int128 = 0
  var energy: Int128 = 0

  mutating func add(_ other: MarketFigures) {
    carbon += other.carbon
    energy += other.energy
  }
}

/// One row of the comparison.
struct ReconcileRow {
  let key: ReconcileKey
  let billedRows: Int
  let billed: TokenAmounts
  let logged: LoggedUsage
  let comparison: ReconcileClass

  /// - Parameter tolerance: by how much of the larger one the two may differ, in percent.
  init(
    key: ReconcileKey, billedRows: Int, billed: TokenAmounts, logged: LoggedUsage,
    tolerance: Decimal9
  ) {
    self.key = key
    self.billedRows = billedRows
    self.billed = billed
    self.logged = logged
    func areAlike(_ a: Int128, _ b: Int128) -> Bool {
      if a == b { return true }
      let allowed = Proportion.of(max(a, b), tolerance.nanos, over: 100 * Decimal9.one.nanos)
      return (a < b ? b - a : a - b) <= allowed ?? 0
    }
    // A bill that does not tell all its kinds has only its total to be compared.
    let hasKinds = billed.unknown == 0 && logged.tokens.unknown == 0
    comparison =
      if billedRows == 0 {
        .logOnly
      } else if logged.records == 0 {
        .billOnly
      } else if areAlike(billed.total, logged.tokens.total),
        !hasKinds
          || areAlike(billed.prompt, logged.tokens.prompt)
            && areAlike(billed.completion, logged.tokens.completion)
      {
        .matched
      } else {
        .differs
      }
  }

  /// The billed tokens that the log has too.
  var covered: Int128 { max(0, min(billed.total, logged.tokens.total)) }
  var notInLog: Int128 { billed.total - covered }
  var notInBill: Int128 { logged.tokens.total - covered }
}

/// What our figures for a log come to when as much was used as the bill says.
///
/// The point goes with all tokens. Requests that the log lacks may be of other kinds: the low end goes
/// with the kind of tokens of which the bill has the least for each of the log's, the high end with the
/// one of which it has the most.
struct ScaledFigures {
  private(set) var energy = EndsOf<WattHours>()
  private(set) var carbon = EndsOf<GramsCO2e>()
  private(set) var market = MarketFigures()
  /// Billed tokens for which the log has no figure that could be scaled.
  private(set) var unscaled: Int128 = 0

  mutating func add(_ row: ReconcileRow) {
    guard row.billed.total != 0 else { return }
    guard row.logged.figured.total > 0, row.billed.total > 0,
      let (energy, carbon) = Self.scaled(row)
    else {
      unscaled += row.billed.total
      return
    }
    self.energy.add(energy)
    self.carbon.add(carbon)
    let market = row.logged.market
    func scaled(_ value: Int128) -> Int128 {
      Proportion.of(value, row.billed.total, over: row.logged.figured.total) ?? 0
    }
    self.market.add(
      MarketFigures(carbon: scaled(market.carbon), energy: scaled(market.energy)))
  }

  private static func scaled(
    _ row: ReconcileRow
  ) -> (energy: EndsOf<WattHours>, carbon: EndsOf<GramsCO2e>)? {
    let (billed, figured) = (row.billed, row.logged.figured)
    var factors = [(billed.total, figured.total)]
    if billed.unknown == 0, figured.unknown == 0, billed.prompt >= 0, billed.completion >= 0 {
      factors += [(billed.prompt, figured.prompt), (billed.completion, figured.completion)]
        .filter { $0.1 > 0 }
    }
    func scaled<Quantity: NanoQuantity>(_ ends: EndsOf<Quantity>) -> EndsOf<Quantity>? {
      func scaled(_ value: Quantity) -> [Int128] {
        factors.compactMap { Proportion.of(value.nanos, $0.0, over: $0.1) }
      }
      guard let point = scaled(ends.point).first, let low = scaled(ends.low).min(),
        let high = scaled(ends.high).max()
      else { return nil }
      return EndsOf(
        point: Quantity(nanos: point), low: Quantity(nanos: low), high: Quantity(nanos: high))
    }
    guard let energy = scaled(row.logged.energy), let carbon = scaled(row.logged.carbon) else {
      return nil
    }
    return (energy, carbon)
  }
}

/// A figure and the ends of its interval.
struct EndsOf<Quantity: NanoQuantity> {
  var point = Quantity.zero
  var low = Quantity.zero
  var high = Quantity.zero

  mutating func add(_ other: EndsOf) {
    point += other.point
    low += other.low
    high += other.high
  }
}
