internal import EcoModel
internal import PlainText
internal import UsageLogs

/// Every digit of a report: exact totals, coverage and groups, folded.
struct ReportTables {
  let summary: Summary
  let days: ReportDays
  let lines: [RangedLine]
  let totals: LedgerTotals
  /// By what is known of the serving, where the methodology asks.
  let served: HTMLTable?

  /// More rows than this are added up in a last one.
  private static let mostRows = 60
  private static let mostDays = 400

  private static let columns = [
    "records", "requests", "prompt tokens", "completion tokens", "energy, Wh", "low, Wh",
    "high, Wh", "carbon, g", "low, g", "high, g",
  ]

  var sections: [ReportSection] {
    var tables = [
      ("Totals", totalsTable), ("Coverage", coverage),
      ("By model", grouped("model", "By model") { $0.rate.basis.model.id }),
      ("By region", grouped("region", "By region", by: ReportRows.region)), ("By day", byDay),
      ("By accuracy", grouped("accuracy", "By accuracy") { $0.accuracy.rawValue }),
    ]
    if let served { tables.append(("By what is known of the serving", served)) }
    let folded = tables.map { name, table in HTMLPage.folded(name, table.html) }.joined()
    return [ReportSection(id: "digits", title: "Every digit", body: folded)]
  }

  private var totalsTable: HTMLTable {
    var table = HTMLTable(
      id: "totals-table", caption: "Totals", columns: ["figure", "value", "low", "high", "unit"])
    table.rows = [
      ["energy", "\(totals.energy)", "\(totals.energyLow)", "\(totals.energyHigh)", "Wh"],
      ["carbon", "\(totals.carbon)", "\(totals.carbonLow)", "\(totals.carbonHigh)", "g CO₂e"],
      ["energy for each 1000 tokens", "\(totals.energyPer1kTokens)", "–", "–", "Wh"],
      ["carbon for each 1000 tokens", "\(totals.carbonPer1kTokens)", "–", "–", "g CO₂e"],
      ["requests with a figure", "\(totals.requests)", "–", "–", ""],
      ["prompt tokens", "\(totals.promptTokens)", "–", "–", ""],
      ["of them cached", "\(totals.cachedPromptTokens)", "–", "–", ""],
      ["completion tokens", "\(totals.completionTokens)", "–", "–", ""],
    ]
    return table
  }

  private var coverage: HTMLTable {
    let share = CountsJSON.coverage(summary.totals.ledger)
    func text(_ key: String) -> String {
      if case .number(let text) = share[key] { text } else { "" }
    }
    var table = HTMLTable(
      id: "coverage-table",
      caption: """
        What has a figure: <span id="coverage-requests">\(text("requests"))</span> of requests, \
        <span id="coverage-tokens">\(text("tokens"))</span> of tokens; and why the rest has none
        """,
      columns: ["outcome", "records", "requests", "tokens"])
    table.rows.append(
      ["with a figure", "\(totals.records)", "\(totals.requests)", "\(totals.tokens)"])
    for reason in Unclassified.allCases {
      guard let omission = summary.totals.ledger.omitted[reason] else { continue }
      table.rows.append(
        [reason.code, "\(omission.records)", "\(omission.requests)", "\(omission.tokens)"])
    }
    if summary.totals.rejected > 0 {
      table.rows.append(["rejected: cannot be read", "\(summary.totals.rejected)", "–", "–"])
    }
    if summary.totals.warnings[.exactRepeats] > 0 {
      table.rows.append(["exact repeats", "\(summary.totals.warnings[.exactRepeats])", "–", "–"])
    }
    if summary.totals.warnings[.superseded] > 0 {
      table.rows.append(
        ["superseded by a later record", "\(summary.totals.warnings[.superseded])", "–", "–"])
    }
    table.total = ["all", "\(summary.totals.records)", "", ""]
    return table
  }

  private func grouped(
    _ id: String, _ title: String, by name: (Ledger.Line) -> String
  ) -> HTMLTable {
    var table = HTMLTable(
      id: "\(id)-table", caption: "\(title), largest energy first", columns: [id] + Self.columns)
    let rows = ReportRows.of(lines, limit: Self.mostRows, order: \.energy, by: name)
    table.rows = rows.rows.map(cells(of:))
    table.total = cells(of: ReportRow(name: "total", totals))
    return table
  }

  private func cells(of row: ReportRow) -> [String] {
    func nanos(_ value: Int128?) -> String { value.map { "\(Decimal9(nanos: $0))" } ?? "–" }
    return [
      HTML.escaped(row.name), "\(row.records)", "\(row.requests)", "\(row.promptTokens)",
      "\(row.completionTokens)", nanos(row.energy), nanos(row.ends?.energyLow),
      nanos(row.ends?.energyHigh), nanos(row.carbon), nanos(row.ends?.carbonLow),
      nanos(row.ends?.carbonHigh),
    ]
  }

  private var byDay: HTMLTable {
    let all = days.all.filter { $0.sums.records > $0.sums.omitted }.map { day in
      ReportRow(name: day.name.isEmpty ? "no date" : day.name, day.sums, day.ends)
    }
    var table = HTMLTable(
      id: "day-table", caption: "By day (UTC)",
      columns: [
        "day", "records", "prompt tokens", "completion tokens", "energy, Wh", "low, Wh",
        "high, Wh", "carbon, g", "low, g", "high, g",
      ])
    func withoutRequests(_ row: ReportRow) -> [String] {
      var cells = cells(of: row)
      cells.remove(at: 2)
      return cells
    }
    table.rows = ReportRows(all, limit: Self.mostDays).rows.map(withoutRequests)
    table.total = withoutRequests(ReportRow(name: "total", totals))
    return table
  }
}
