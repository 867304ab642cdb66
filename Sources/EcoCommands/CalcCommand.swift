internal import EcoModel
internal import EcoResults
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc calc`: enriches logs.
struct CalcCommand {
  let options: CalcOptions
  let diagnostics: Diagnostics

  func run() async throws -> ExitCode {
    let methodology = options.log.reading.methodology
    guard options.sci == nil || methodology.knowsServing else {
      throw UsageError(
        "--sci: \(methodology.id) knows nothing of making the hardware; name a newer --methodology")
    }
    let estimator = try SeriesArguments.estimator(
      methodology, data: options.dataDirectory, grid: options.grid, market: options.market)
    try ServingArguments.check(options.log.reading.assumptions, estimator)
    let progress = Progress(diagnostics, isQuiet: options.isQuiet)
    var run = try CalcRun(
      options, estimator: estimator, diagnostics: diagnostics, progress: progress)
    do {
      try await run.readAll()
    } catch let stop as RejectStop {
      progress.finish()
      if case .tooMany(let most) = stop {
        diagnostics.write(
          "more than \(most) records were rejected: nothing was written; allow more with"
            + " --max-rejects\n")
      }
      return .difference
    }
    try run.writeGroups()
    try run.finish()
    progress.finish()
    diagnostics.finish()
    let summary = run.summary
    if let input = run.keptInput {
      diagnostics.write(
        "\(input.printable) is an input as well, so nothing was written: \(summary.totals.rejected) of"
          + " \(summary.totals.records) records were rejected; name another file with -o\n")
      return .difference
    }
    var papers: [OutputFile] = []
    if let path = options.summary {
      papers.append(try .written(summary.json.text, to: path == "-" ? nil : path))
    }
    if let path = options.report {
      let page = ReportPage(summary: summary, days: run.days, command: options.command)
      papers.append(try .written(page.html, to: path))
    }
    if let path = options.sci {
      let score = SciDocument(summary: summary, days: run.days, sessions: run.sessions)
      papers.append(try .written(score.json.text, to: path))
    }
    if let path = options.metrics {
      papers.append(try .written(MetricsText(summary.totals.ledger).text, to: path))
    }
    try run.commit()
    for paper in papers { try paper.commit() }
    if !options.isQuiet {
      let words = ClosingWords(summary)
      diagnostics.write(diagnostics.isTerminal ? words.all : words.important)
    }
    return exitCode(summary.totals)
  }

  private func exitCode(_ totals: TallyTotals) -> ExitCode {
    let omitted = totals.records - totals.estimated - totals.rejected
    if options.maximumRejects.isExceeded(totals.rejected, of: totals.records) {
      if !options.isQuiet {
        diagnostics.write(
          "\(totals.rejected) of \(totals.records) records were rejected, over the limit of"
            + " \(options.maximumRejects); raise it with --max-rejects\n")
      }
      return .difference
    }
    if options.maximumOmitted.isExceeded(omitted, of: totals.records) {
      if !options.isQuiet {
        diagnostics.write(
          "\(omitted) of \(totals.records) records have no figure, over the limit of"
            + " \(options.maximumOmitted); raise it with --max-omitted\n")
      }
      return .difference
    }
    return .success
  }
}
