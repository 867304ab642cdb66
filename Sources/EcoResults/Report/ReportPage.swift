internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What a run did as one page to attach. The answer comes first; every digit is folded below.
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
    let days = ReportDays(days, summary.totals.days)
    let overview = ReportOverview(summary: summary, days: days, lines: lines, totals: totals)
    let knowledge = ReportKnowledge(summary: summary, lines: lines, totals: totals)
    let tables = ReportTables(
      summary: summary, days: days, lines: lines, totals: totals, served: knowledge.table)
    let sections =
      overview.sections + knowledge.sections + tables.sections
      + ReportEvidence(summary: summary, lines: lines, command: command).sections
    return HTMLPage(
      title: "Energy and carbon of LLM requests", headline: overview.headline, sections: sections,
      footer: """
        Made by eco-calc \(Release.version), methodology \
        \(HTML.escaped(summary.estimator.methodologyVersion)). Figures on this page have three significant \
        digits; those under “Every digit” add up to the totals to the last one.
        """
    ).html
  }
}
