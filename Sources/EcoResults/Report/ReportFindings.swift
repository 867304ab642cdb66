internal import EcoModel
internal import PlainText
internal import UsageLogs

/// Sentences about what dominates a log and what would change it, each worked out from its totals.
struct ReportFindings {
  let summary: Summary
  let lines: [RangedLine]
  let totals: LedgerTotals

  /// At most three, as HTML.
  var sentences: [String] {
    [model, region, gap].compactMap(\.self)
  }

  /// The model with the most carbon, and how it compares with the others for each token.
  private var model: String? {
    let rows = ReportRows.of(lines, limit: .max, order: \.carbon) { $0.rate.basis.model.id }.rows
    guard let first = rows.first, first.carbon > 0 else { return nil }
    let all = totals
    let tokens = first.promptTokens + first.completionTokens
    guard rows.count > 1 else {
      return "All carbon is of one model, <strong>\(HTML.escaped(first.name))</strong>."
    }
    return """
      <strong>\(HTML.escaped(first.name))</strong> made \
      \(Readable.share(first.carbon, of: all.carbon.nanos)) of the carbon with \
      \(Readable.share(tokens, of: all.tokens)) of the tokens\(comparison(first, tokens, all)).
      """
  }

  /// `: for each token, 3.2 times as much as the others`, where there are others.
  private func comparison(_ row: ReportRow, _ tokens: Int128, _ all: LedgerTotals) -> String {
    let (carbon, rest) = (all.carbon.nanos - row.carbon, all.tokens - tokens)
    guard carbon > 0, rest > 0, tokens > 0 else { return "" }
    // A ratio for people: two digits of it are shown.
    let ratio = (Double(row.carbon) / Double(tokens)) / (Double(carbon) / Double(rest))
    let tenths = Int((min(ratio, 1e6) * 10).rounded())
    return ": for each token, \(tenths / 10).\(tenths % 10) times as much as the others"
  }

  /// The region with the most carbon, and what its requests would have emitted on the cleanest grid of
  /// the log.
  private var region: String? {
    let rows = ReportRows.of(lines, limit: .max, order: \.carbon, by: ReportRows.region).rows
    guard let first = rows.first, first.carbon > 0 else { return nil }
    let share = Readable.share(first.carbon, of: rows.reduce(0) { $0 + $1.carbon })
    let start = "<strong>\(HTML.escaped(first.name))</strong> made \(share) of the carbon"
    guard
      let cleanest = lines.map(\.line).min(by: {
        $0.rate.basis.grid.intensity < $1.rate.basis.grid.intensity
      }),
      ReportRows.region(cleanest) != first.name
    else { return start + "." }
    let intensity = cleanest.rate.basis.grid.intensity
    // Wh · g/kWh / 1000; both in billionths.
    let (energy, factor) = (first.energy, intensity.nanos)
    let (high, overflow) = energy.multipliedReportingOverflow(by: factor / 1_000_000)
    guard !overflow else { return start + "." }
    let instead = GramsCO2e(nanos: high / 1_000_000)
    guard instead.nanos < first.carbon else { return start + "." }
    return start + """
      : on the grid of \(HTML.escaped(ReportRows.region(cleanest))), the cleanest in this log, the same \
      energy would have emitted \(Readable.text(instead)) instead of \
      \(Readable.text(GramsCO2e(nanos: first.carbon))).
      """
  }

  /// What is missing most, by tokens, where it is a tenth or more.
  private var gap: String? {
    let omitted = summary.totals.ledger.omitted
    let all = omitted.values.reduce(totals.tokens) { $0 + $1.tokens }
    let largest = Unclassified.allCases.compactMap { reason in omitted[reason].map { (reason, $0) }
    }
    .max { $0.1.tokens < $1.1.tokens }
    guard let (reason, omission) = largest, omission.tokens * 10 >= all, all > 0 else { return nil }
    let remedy = reason.remedy.map { " What helps: \(HTML.escaped($0))." } ?? ""
    return """
      \(Readable.share(omission.tokens, of: all)) of the tokens have no figure, because their records \
      \(reason.words).\(remedy)
      """
  }
}
