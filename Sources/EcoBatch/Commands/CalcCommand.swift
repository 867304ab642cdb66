internal import EcoModel

/// `eco-calc calc`: enriches logs.
struct CalcCommand {
  let plan: RunPlan
  let diagnostics: Diagnostics

  func run() async throws -> ExitCode {
    let estimator = try EcoEstimator(
      tables: Tables.load(plan.dataDirectory), methodology: plan.methodology)
    let progress = Progress(diagnostics, isQuiet: plan.isQuiet)
    var run = CalcRun(
      plan: plan, estimator: estimator, diagnostics: diagnostics, progress: progress)
    do {
      try await run.readAll()
    } catch is StrictFailure {
      progress.finish()
      return .difference
    }
    try run.writeGroups()
    try run.finish()
    progress.finish()
    diagnostics.finish()
    let summary = run.summary
    try write(summary)
    if let path = plan.report { try ReportPage(summary: summary, days: run.days).write(to: path) }
    if diagnostics.isTerminal, !plan.isQuiet { diagnostics.write(shortText(summary)) }
    return exitCode(summary.totals)
  }

  private func write(_ summary: Summary) throws {
    guard let path = plan.summary else { return }
    let file = try path == "-" ? OutputFile() : OutputFile(path: path)
    try file.write(summary.json.text)
    try file.commit()
  }

  private func exitCode(_ totals: TallyTotals) -> ExitCode {
    let omitted = totals.records - totals.estimated - totals.rejected
    if plan.maximumRejects.isExceeded(totals.rejected, of: totals.records) {
      if !plan.isQuiet {
        diagnostics.write(
          "\(totals.rejected) of \(totals.records) records were rejected; --max-rejects allows"
            + " more\n")
      }
      return .difference
    }
    if plan.maximumOmitted.isExceeded(omitted, of: totals.records) {
      if !plan.isQuiet {
        diagnostics.write(
          "\(omitted) of \(totals.records) records have no figure; --max-omitted allows more\n")
      }
      return .difference
    }
    return .success
  }

  private func shortText(_ summary: Summary) -> String {
    let totals = LedgerTotals(summary.totals.ledger.lines)
    let omitted = summary.totals.ledger.omitted
    let reasons = Unclassified.allCases.compactMap { reason in
      omitted[reason].map { "\(reason.code) \($0.records)" }
    }
    return """
      \(summary.totals.records) records: \(summary.totals.estimated) estimated, \
      \(omitted.values.reduce(0) { $0 + $1.records }) without a figure\
      \(reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"), \
      \(summary.totals.rejected) rejected
      \(totals.energy) Wh (\(totals.energyLow) to \(totals.energyHigh)), \(totals.carbon) g CO₂e \
      (\(totals.carbonLow) to \(totals.carbonHigh)), \(summary.estimator.methodologyVersion)

      """
  }
}
