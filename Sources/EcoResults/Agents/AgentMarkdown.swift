package import EcoModel
internal import PlainText
internal import UsageLogs

/// What agents used, in Markdown: for a pull request.
package struct AgentMarkdown {
  private let usage: AgentUsage
  private let first: UTCDay?
  private let dimensions: [AgentUsage.Dimension]

  /// - Parameter first: the day from which on calls count; `nil`: all.
  package init(
    _ usage: AgentUsage, since first: UTCDay?, by dimensions: [AgentUsage.Dimension]
  ) {
    (self.usage, self.first, self.dimensions) = (usage, first, dimensions)
  }

  package var text: String {
    let days = usage.days(since: first)
    let period = first == nil ? nil : days.map { AgentUsage.Period(name: "", days: $0) }
    if first != nil, period == nil { return nothing }
    let ledger = usage.ledger(period)
    let totals = LedgerTotals(ledger.lines)
    let omitted = ledger.omitted.values.reduce(0) { $0 + $1.requests }
    guard totals.requests + omitted > 0 else { return nothing }
    let tables = dimensions.map { table($0, AgentRows(usage, period).rows(by: $0)) }
    let head = [heading(totals), scope(totals.requests + omitted, totals.tokens, days)]
    return (head + tables + [origin, notes(ledger), details(totals)])
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var nothing: String {
    "No calls of coding agents\(usage.selection.words) were found.\n"
  }

  private func heading(_ totals: LedgerTotals) -> String {
    let energy = Readable.text(totals.energy, low: totals.energyLow, high: totals.energyHigh)
    let carbon = Readable.text(totals.carbon, low: totals.carbonLow, high: totals.carbonHigh)
    return "### Coding agents: \(energy), \(carbon.replacing(" (", with: " CO₂e ("))\n"
  }

  private func scope(
    _ calls: Int128, _ tokens: Int128, _ days: ClosedRange<UTCDay>?
  ) -> String {
    let agents = usage.agents.joined(separator: ", ")
    let span = days.map { days in
      ", \(days.lowerBound)"
        + (days.lowerBound == days.upperBound ? "" : " to \(days.upperBound)")
    }
    return "\(Readable.text(calls, "call"))"
      + "\(agents.isEmpty ? "" : " of \(agents)"), \(Readable.text(tokens)) tokens"
      + "\(usage.selection.markdown)\(span ?? "") (UTC).\n"
  }

  private func table(_ dimension: AgentUsage.Dimension, _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    let columns = [dimension.rawValue] + AgentRows.columns.dropFirst() + ["share"]
    let cells = rows.map { row in
      // In a table a bar ends a cell, in code too.
      [(row.first ?? "").markdownCode.replacing("|", with: "\\|")] + row.dropFirst()
    }
    return ([columns, ["---"] + columns.dropFirst().map { _ in "--:" }] + cells)
      .map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private var origin: String {
    "An estimate by eco-calc, \(usage.estimator.methodologyVersion): from the tokens that the agents"
      + " logged, the sizes of the models and the carbon intensity where they are served. The interval"
      + " is what is not known of that.\n"
  }

  private func notes(_ ledger: Ledger) -> String {
    usage.notes(ledger).map { "- \($0.printable)\n" }.joined()
  }

  /// Every digit, and where each place was taken from.
  private func details(_ totals: LedgerTotals) -> String {
    let exact: [(String, String)] = [
      ("energy_wh", "\(totals.energy)"), ("energy_low_wh", "\(totals.energyLow)"),
      ("energy_high_wh", "\(totals.energyHigh)"), ("carbon_g", "\(totals.carbon)"),
      ("carbon_low_g", "\(totals.carbonLow)"), ("carbon_high_g", "\(totals.carbonHigh)"),
      ("requests", "\(totals.requests)"), ("prompt_tokens", "\(totals.promptTokens)"),
      ("cached_prompt_tokens", "\(totals.cachedPromptTokens)"),
      ("completion_tokens", "\(totals.completionTokens)"),
    ]
    let rows = exact.map { "| \($0) | \($1) |\n" }.joined()
    let places = usage.assumedPlaces.map { "- \(usage.words($0).joined(separator: ", "))\n" }
      .joined()
    return "<details><summary>Exact figures</summary>\n\n| | |\n|---|--:|\n\(rows)"
      + "\(places.isEmpty ? "" : "\nPlaces taken for those that are not logged:\n\n\(places)")"
      + "\n</details>\n"
  }
}

extension String {
  /// The text as code in Markdown: nothing in it means anything, nor calls anybody.
  var markdownCode: String {
    let text = printable
    guard text.contains("`") else { return "`\(text)`" }
    let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence) \(text) \(fence)"
  }
}
