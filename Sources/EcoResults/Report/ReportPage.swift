internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What a run did as one page to attach: it needs no network and no script, and holds no clock, so
/// that the same run gives the same bytes.
package struct ReportPage {
  private let summary: Summary
  private let days: GroupRows
  private let command: [String]

  /// - Parameters:
  ///   - days: totals for each day.
  ///   - command: the command line's words, without the program's name.
  package init(summary: Summary, days: GroupRows, command: [String]) {
    self.summary = summary
    self.days = days
    self.command = command
  }

  /// The page.
  package var html: String {
    let sections =
      figureSections + ReportEvidence(summary: summary, command: command).sections
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }.joined()
    let body = sections.map { section in
      """
      <section id="\(section.id)" aria-labelledby="\(section.id)-title">
      <h2 id="\(section.id)-title">\(section.title)</h2>
      \(section.body)</section>

      """
    }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
      <link rel="icon" href="data:,"/>
      <title>Energy and carbon of LLM requests</title>
      <style>
      \(ReportStyle.css)
      </style>
      </head>
      <body>
      <header>
      <h1>Energy and carbon of LLM requests</h1>
      <p>\(summary.totals.records) records, methodology \(HTML.escaped(summary.estimator.methodologyVersion)). \
      An estimate from token counts, usually within a factor of two where the model’s size is known: \
      read every figure with its interval.</p>
      <nav aria-label="Sections"><ul>\(links)</ul></nav>
      </header>
      <main>
      \(body)</main>
      <footer>
      <p>Made by eco-calc \(Release.version). Grid intensity: Our World in Data / Ember, 2026-04, \
      CC BY 4.0; decode constants fitted to ML.ENERGY Benchmark v3, Apache-2.0. \
      Interval ends of a group are the sums of its rates’ own; figures add up to the totals to the \
      last digit.</p>
      </footer>
      </body>
      </html>

      """
  }

  private var figureSections: [ReportSection] {
    let lines = summary.totals.ledger.lines
    return [
      ReportSection(id: "totals", title: "Totals", body: totals(LedgerTotals(lines))),
      ReportSection(id: "coverage", title: "Coverage", body: coverage(LedgerTotals(lines))),
      grouped("model", "By model", lines) { $0.rate.basis.model.id },
      grouped("region", "By region", lines) { line in
        let region = line.rate.basis.region
        return region.name + (region.provider.map { " (\($0))" } ?? "")
      },
      byDay(LedgerTotals(lines)),
      grouped("accuracy", "By accuracy", lines) { $0.accuracy.rawValue },
    ]
  }

  // MARK: Totals and coverage

  private func totals(_ totals: LedgerTotals) -> String {
    func figure(_ name: String, _ value: String, _ note: String) -> String {
      "<div><dt>\(name)</dt><dd class=\"big\">\(value)</dd><dd>\(note)</dd></div>\n"
    }
    return """
      <dl class="figures">
      \(figure(
        "Energy", "\(totals.energy) Wh", "\(totals.energyLow) to \(totals.energyHigh) Wh"))\
      \(figure(
        "Carbon", "\(totals.carbon) g CO₂e", "\(totals.carbonLow) to \(totals.carbonHigh) g"))\
      \(figure(
        "For each 1000 tokens", "\(totals.energyPer1kTokens) Wh",
        "\(totals.carbonPer1kTokens) g CO₂e"))\
      \(figure(
        "Requests with a figure", "\(totals.requests)",
        "\(totals.promptTokens) prompt tokens, \(totals.cachedPromptTokens) of them cached;"
          + " \(totals.completionTokens) completion tokens"))\
      </dl>

      """
  }

  private func coverage(_ totals: LedgerTotals) -> String {
    let share = summary.coverage
    func text(_ key: String) -> String {
      if case .number(let text) = share[key] { text } else { "" }
    }
    var table = HTMLTable(
      id: "coverage-table", caption: "What has a figure, and why the rest has none",
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
    return """
      <p>Share with a figure: <strong id="coverage-requests">\(text("requests"))</strong> of requests, \
      <strong id="coverage-tokens">\(text("tokens"))</strong> of tokens. What has none is in no total.</p>
      \(table.html)
      """
  }

  // MARK: Groups

  /// More rows than this are added up in a last one.
  private static let mostRows = 60
  private static let mostDays = 400
  private static let mostBars = 12

  private static let columns = [
    "records", "requests", "prompt tokens", "completion tokens", "energy, Wh", "low, Wh",
    "high, Wh", "carbon, g", "low, g", "high, g",
  ]

  private func grouped(
    _ id: String, _ title: String, _ lines: [Ledger.Line], by name: (Ledger.Line) -> String
  ) -> ReportSection {
    let rows = ReportRows.of(lines, limit: Self.mostRows, by: name)
    let bars = ReportRows.of(lines, limit: Self.mostBars, by: name)
    var table = HTMLTable(
      id: "\(id)-table", caption: "\(title), largest energy first", columns: [id] + Self.columns)
    table.rows = rows.rows.map(cells)
    table.total = cells(ReportRow(name: "total", LedgerTotals(lines)))
    let body = charts(id, title, bars.rows) { $0.bars } + table.html
    return ReportSection(id: "by-\(id)", title: title, body: body)
  }

  private func cells(_ row: ReportRow) -> [String] {
    func nanos(_ value: Int128?) -> String { value.map { "\(Decimal9(nanos: $0))" } ?? "–" }
    return [
      HTML.escaped(row.name), "\(row.records)", "\(row.requests)", "\(row.promptTokens)",
      "\(row.completionTokens)", nanos(row.energy), nanos(row.ends?.energyLow),
      nanos(row.ends?.energyHigh), nanos(row.carbon), nanos(row.ends?.carbonLow),
      nanos(row.ends?.carbonHigh),
    ]
  }

  private func byDay(_ totals: LedgerTotals) -> ReportSection {
    let all = days.rows.filter { $0.sums.records > $0.sums.omitted }.map { group in
      ReportRow(name: group.values[0].isEmpty ? "no date" : group.values[0], group.sums)
    }
    let rows = ReportRows(all, limit: Self.mostDays)
    var table = HTMLTable(
      id: "day-table", caption: "By day (UTC)",
      columns: [
        "day", "records", "prompt tokens", "completion tokens", "energy, Wh", "carbon, g",
      ])
    func cells(_ row: ReportRow) -> [String] {
      [
        HTML.escaped(row.name), "\(row.records)", "\(row.promptTokens)", "\(row.completionTokens)",
        "\(Decimal9(nanos: row.energy))", "\(Decimal9(nanos: row.carbon))",
      ]
    }
    table.rows = rows.rows.map(cells)
    table.total = cells(ReportRow(name: "total", totals))
    let drawn = rows.othersCount > 0 ? Array(rows.rows.dropLast()) : rows.rows
    return ReportSection(
      id: "by-day", title: "By day",
      body: charts("day", "By day", drawn) { $0.columns } + table.html)
  }

  private func charts(
    _ id: String, _ title: String, _ rows: [ReportRow], _ drawing: (ReportChart) -> String
  ) -> String {
    func figure(_ quantity: String, _ unit: String, _ value: (ReportRow) -> Int128) -> String {
      let chart = ReportChart(
        id: "\(id)-\(quantity)", title: "\(title): \(quantity)", unit: unit,
        values: rows.map { ($0.name, value($0)) })
      return """
        <figure class="\(quantity)"><figcaption><h3>\(quantity == "energy" ? "Energy" : "Carbon")</h3></figcaption>
        \(drawing(chart))</figure>

        """
    }
    guard !rows.isEmpty else { return "" }
    return "<div class=\"charts\">\n" + figure("energy", "Wh") { $0.energy }
      + figure("carbon", "g") { $0.carbon } + "</div>\n"
  }
}

/// A part of a report's page.
struct ReportSection {
  let id: String
  let title: String
  /// HTML that ends with a line end.
  let body: String
}
