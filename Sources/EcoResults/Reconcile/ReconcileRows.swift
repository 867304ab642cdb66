internal import EcoModel
internal import UsageLogs

/// Puts what is compared together in rows.
struct ReconcileRows {
  private let charged: [[Ledger.Line]]
  private let omitted: [[OmittedUsage]]
  private let amounts: [[BilledAmount]]
  /// Whether anybody asks for the figures of rows.
  private let wantsFigures: Bool
  private let tolerance: Decimal9
  private var ranges = RangeMemory()

  init(
    _ visitors: [UsageVisitor], _ lines: [BillLine], wantsFigures: Bool, tolerance: Decimal9
  ) {
    charged = visitors.map(\.charged)
    omitted = visitors.map(\.omitted)
    amounts = lines.map(\.amounts)
    self.wantsFigures = wantsFigures
    self.tolerance = tolerance
  }

  /// The rows in their order; those of no tokens left out.
  ///
  /// - Parameter keyed: all that is compared, by what it is about and sorted by that.
  mutating func rows(
    _ keyed: [(key: ReconcileKey, source: ReconcileItem.Source)]
  ) -> [ReconcileRow] {
    var rows: [ReconcileRow] = []
    // A row is a third of a kilobyte: none is moved.
    rows.reserveCapacity(keyed.indices.count { $0 == 0 || keyed[$0 - 1].key != keyed[$0].key })
    var start = 0
    while start < keyed.count {
      var end = start + 1
      while end < keyed.count, keyed[end].key == keyed[start].key { end += 1 }
      let row = row(keyed[start].key, keyed[start..<end].lazy.map(\.source))
      if row.billed.total != 0 || row.logged.tokens.total != 0 { rows.append(row) }
      start = end
    }
    return rows
  }

  private mutating func row(
    _ key: ReconcileKey, _ sources: some Sequence<ReconcileItem.Source>
  ) -> ReconcileRow {
    var (billedRows, billed, logged) = (0, TokenAmounts(), LoggedUsage())
    var lines: [Ledger.Line] = []
    for source in sources {
      switch source {
      case .billed(let line, let number):
        let amount = amounts[Int(line)][Int(number)]
        billedRows += amount.rows
        billed.add(amount.tokens)
      case .omitted(let visitor, let number):
        logged.add(omitted[Int(visitor)][Int(number)])
      case .charged(let visitor, let number):
        logged.add(charged[Int(visitor)], Int(number))
        if wantsFigures { lines.append(charged[Int(visitor)][Int(number)]) }
      }
    }
    if !lines.isEmpty { addFigures(lines, to: &logged) }
    return ReconcileRow(
      key: key, billedRows: billedRows, billed: billed, logged: logged, tolerance: tolerance)
  }

  private mutating func addFigures(_ charged: [Ledger.Line], to logged: inout LoggedUsage) {
    var lines = charged
    if charged.count > 1 {
      // What was charged at one rate has one interval.
      var ledger = Ledger()
      for line in charged { ledger.merge(line) }
      lines = Array(ledger.unorderedLines)
    }
    let totals = LedgerTotals(lines.map { (line: $0, range: ranges.range(of: $0)) })
    logged.energy = EndsOf(
      point: totals.energy, low: totals.energyLow, high: totals.energyHigh)
    logged.market = MarketFigures(
      carbon: totals.marketCarbon.nanos, energy: totals.marketEnergy.nanos)
    logged.carbon = EndsOf(
      point: totals.carbon, low: totals.carbonLow, high: totals.carbonHigh)
  }
}
