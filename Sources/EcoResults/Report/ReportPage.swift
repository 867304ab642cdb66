internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What a run did as one page to attach: it needs no network and no script, and holds no clock, so
/// that the same run gives the same bytes. The answer comes first; every digit is folded below.
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
    let lines = summary.totals.ledger.lines.map { (line: $0, range: $0.range) }
    let totals = LedgerTotals(lines)
    let overview = ReportOverview(summary: summary, days: days, lines: lines, totals: totals)
    let knowledge = ReportKnowledge(summary: summary, lines: lines, totals: totals)
    let tables = ReportTables(
      summary: summary, days: days, lines: lines, totals: totals, served: knowledge.table)
    let sections =
      overview.sections + knowledge.sections + tables.sections
      + ReportEvidence(summary: summary, command: command).sections
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
      \(overview.headline)<nav aria-label="Sections"><ul>\(links)</ul></nav>
      </header>
      <main>
      \(body)</main>
      <footer>
      <p>Made by eco-calc \(Release.version), methodology \
      \(HTML.escaped(summary.estimator.methodologyVersion)). Figures on this page have three significant \
      digits; those under “Every digit” add up to the totals to the last one.</p>
      </footer>
      </body>
      </html>

      """
  }
}

/// A part of a report's page.
struct ReportSection {
  let id: String
  let title: String
  /// HTML that ends with a line end.
  let body: String
}
