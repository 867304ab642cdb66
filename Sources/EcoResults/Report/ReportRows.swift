internal import EcoModel
internal import UsageLogs

/// A line of a ledger with its range, which a report needs many times and works out once.
typealias RangedLine = (line: Ledger.Line, range: Ledger.Line.Range)

/// One row of a report's table: a group of requests and its exact totals.
struct ReportRow {
  var name: String
  var records = 0
  var requests: Int128 = 0
  var promptTokens: Int128 = 0
  var completionTokens: Int128 = 0
  /// In nanowatt-hours.
  var energy: Int128 = 0
  /// In nanograms of CO₂ equivalent.
  var carbon: Int128 = 0
  /// Ends of the intervals, in the same units; `nil` where they are not known.
  var ends: Ends?

  struct Ends {
    let energyLow: Int128
    let energyHigh: Int128
    let carbonLow: Int128
    let carbonHigh: Int128

    static func + (a: Ends, b: Ends) -> Ends {
      Ends(
        energyLow: a.energyLow + b.energyLow, energyHigh: a.energyHigh + b.energyHigh,
        carbonLow: a.carbonLow + b.carbonLow, carbonHigh: a.carbonHigh + b.carbonHigh)
    }
  }

  init(name: String, _ totals: LedgerTotals) {
    self.name = name
    records = totals.records
    requests = totals.requests
    promptTokens = totals.promptTokens
    completionTokens = totals.completionTokens
    energy = totals.energy.nanos
    carbon = totals.carbon.nanos
    ends = Ends(totals)
  }

  init(name: String, _ sums: GroupSums, _ ends: Ends?) {
    self.name = name
    self.ends = ends
    records = sums.records - sums.omitted
    requests = sums.requests
    promptTokens = sums.promptTokens
    completionTokens = sums.completionTokens
    energy = sums.energy.nanos
    carbon = sums.carbon.nanos
  }

  mutating func add(_ other: ReportRow) {
    records += other.records
    requests += other.requests
    promptTokens += other.promptTokens
    completionTokens += other.completionTokens
    energy += other.energy
    carbon += other.carbon
    ends = ends.flatMap { own in other.ends.map { own + $0 } }
  }
}

extension ReportRow.Ends {
  init(_ totals: LedgerTotals) {
    self.init(
      energyLow: totals.energyLow.nanos, energyHigh: totals.energyHigh.nanos,
      carbonLow: totals.carbonLow.nanos, carbonHigh: totals.carbonHigh.nanos)
  }
}

/// The rows of one table of a report, with what is too much for it added up in a last row.
struct ReportRows {
  private(set) var rows: [ReportRow]
  /// How many rows are in the last one; 0 where all are shown.
  private(set) var othersCount = 0

  /// Rows in the order in which they are to be read; the first `limit` stay.
  init(_ all: [ReportRow], limit: Int) {
    rows = all
    guard all.count > limit, limit > 0 else { return }
    rows = Array(all.prefix(limit - 1))
    othersCount = all.count - rows.count
    var others = all[rows.count]
    for row in all.dropFirst(rows.count + 1) { others.add(row) }
    others.name = "others (\(othersCount))"
    rows.append(others)
  }

  /// The lines of a ledger by something that they say, the largest figure first.
  static func of(
    _ lines: [RangedLine], limit: Int, order figure: (ReportRow) -> Int128,
    by name: (Ledger.Line) -> String
  ) -> ReportRows {
    let rows = Dictionary(grouping: lines) { name($0.line) }.map { name, lines in
      ReportRow(name: name, LedgerTotals(lines))
    }
    return ReportRows(
      rows.sorted { (figure($1), $0.name) < (figure($0), $1.name) }, limit: limit)
  }

  /// Where a line's requests were served: the region, and the provider that a row of the table is for.
  static func region(_ line: Ledger.Line) -> String {
    let region = line.rate.basis.region
    return region.name + (region.provider.map { " (\($0))" } ?? "")
  }
}
