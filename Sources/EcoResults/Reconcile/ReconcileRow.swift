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

/// What a row is about. Texts are empty where that is not compared or not said.
struct ReconcileKey: Hashable, Comparable {
  /// A day, a month, or the first and the last day of what is compared.
  let period: String
  let model: String
  let provider: String
  let region: String

  var texts: [String] { [period, provider, model, region] }

  static func < (a: ReconcileKey, b: ReconcileKey) -> Bool {
    ByteOrder.precedes(a.texts, b.texts)
  }
}

/// What a log has of something.
struct LoggedUsage {
  var records = 0
  var tokens = TokenAmounts()
  /// The tokens of those records that have figures.
  var figured = TokenAmounts()
  var ledger = Ledger()

  mutating func add(_ group: UsageGroup) {
    records += group.records
    guard let line = group.line else { return tokens.add(group.tokens) }
    let amounts = TokenAmounts(
      prompt: line.promptTokens, cachedPrompt: line.cachedPromptTokens,
      completion: line.completionTokens)
    tokens.add(amounts)
    figured.add(amounts)
    ledger.merge(line)
  }
}

/// One row of the comparison.
struct ReconcileRow {
  let key: ReconcileKey
  /// The month that it lies in; `nil` where it is of several, or of none that is known.
  let month: String?
  var billedRows = 0
  var billed = TokenAmounts()
  var logged = LoggedUsage()
  /// By how much of the larger one the two may differ, in percent.
  let tolerance: Decimal9

  var comparison: ReconcileClass {
    if billedRows == 0 { return .logOnly }
    if logged.records == 0 { return .billOnly }
    var pairs = [(billed.total, logged.tokens.total)]
    // A bill that does not tell all its kinds has only its total to be compared.
    if billed.unknown == 0, logged.tokens.unknown == 0 {
      pairs += [
        (billed.prompt, logged.tokens.prompt), (billed.completion, logged.tokens.completion),
      ]
    }
    return pairs.allSatisfy(areAlike) ? .matched : .differs
  }

  private func areAlike(_ a: Int128, _ b: Int128) -> Bool {
    if a == b { return true }
    let allowed = Proportion.of(max(a, b), tolerance.nanos, over: 100 * Decimal9.one.nanos)
    return (a < b ? b - a : a - b) <= allowed ?? 0
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
    let totals = LedgerTotals(row.logged.ledger.lines)
    func ends<Quantity: NanoQuantity>(
      _ point: Quantity, _ low: Quantity, _ high: Quantity
    ) -> EndsOf<Quantity>? {
      func scaled(_ value: Quantity) -> [Int128] {
        factors.compactMap { Proportion.of(value.nanos, $0.0, over: $0.1) }
      }
      guard let point = scaled(point).first, let low = scaled(low).min(),
        let high = scaled(high).max()
      else { return nil }
      return EndsOf(
        point: Quantity(nanos: point), low: Quantity(nanos: low), high: Quantity(nanos: high))
    }
    guard let energy = ends(totals.energy, totals.energyLow, totals.energyHigh),
      let carbon = ends(totals.carbon, totals.carbonLow, totals.carbonHigh)
    else { return nil }
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
