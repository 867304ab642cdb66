internal import EcoModel
internal import EcoResults
internal import SystemFiles
internal import UsageLogs

/// One run over all inputs: what has been opened and what has been counted.
struct CalcRun {
  let options: CalcOptions
  let estimator: EcoEstimator
  let diagnostics: Diagnostics
  let progress: Progress
  private var logs: [LogResult] = []
  private var totals = TallyTotals()
  private var calls: CallTable?
  private var outputs: [OutputFile] = []
  private var rejectOutputs: [RejectOutput] = []
  private var rowOutputs: [RowOutput] = []
  private var replacedInput: String?

  /// Files of directories that are not read, and why.
  private var unread: [(path: String, reason: String)] = []

  /// - Throws: `FileError` where a directory cannot be read.
  init(
    _ options: CalcOptions, estimator: EcoEstimator, diagnostics: Diagnostics, progress: Progress
  ) throws(FileError) {
    var options = options
    let logs = try LogPaths(options.inputs)
    options.inputs = logs.paths
    options.found.formUnion(logs.found)
    unread += logs.unread
    self.options = options
    self.estimator = estimator
    self.diagnostics = diagnostics
    self.progress = progress
  }

  /// Reads all inputs and writes what becomes of their records.
  ///
  /// - Throws: `UsageError` where files or options do not go together, and what `LogRun.run` throws.
  mutating func readAll() async throws {
    let targets = try OutputTargets(options)
    replacedInput = targets.replacedInput
    let inputs = try await LogInputs(
      options.inputs, found: options.found, logOptions.opening, jobs: options.log.jobs,
      hashes: options.log.hashesFiles, progress: progress.advance)
    calls = inputs.calls
    unread += inputs.unread
    for input in inputs.logs {
      if targets.isShared, let shared = rowOutputs.first, let rejects = rejectOutputs.first {
        try await read(input, shared, rejects)
      } else {
        let (output, rejects) = try open(targets, input.path)
        try await read(input, output, rejects)
        // There may be more outputs than a process can have open.
        if !targets.isShared {
          try output.finish()
          if options.rejects == nil { try rejects.finish() }
        }
      }
    }
  }

  private mutating func open(
    _ targets: OutputTargets, _ input: String
  ) throws -> (RowOutput, RejectOutput) {
    // `--summary -` without `-o` takes standard output instead of the rows.
    let wantsRows =
      options.log.tally.groupBy.isEmpty && (options.summary != "-" || options.output != nil)
    let path = targets.path(for: input)
    let file = wantsRows ? try OutputFile.to(path, hashes: options.log.hashesFiles) : nil
    if let file { outputs.append(file) }
    let output = RowOutput(
      file: file, form: options.outputForm, with: options.log.tally.with)
    rowOutputs.append(output)
    // A file that was named has the rejects of all inputs.
    if options.rejects != nil, let shared = rejectOutputs.first { return (output, shared) }
    let rejects = RejectOutput(
      path: options.rejects ?? path.flatMap(OutputTargets.rejectsPath), isStrict: options.isStrict,
      most: options.mostRejects, diagnostics: diagnostics)
    rejectOutputs.append(rejects)
    return (output, rejects)
  }

  private mutating func read(
    _ input: LogInput, _ output: RowOutput, _ rejects: RejectOutput
  ) async throws {
    var log = try await LogRun(
      logOptions, estimator: estimator, output: output, rejects: rejects,
      progress: progress.advance
    ).run(input)
    let records = log.totals.records
    totals.merge(log.totals)
    try totals.checkLimits()
    // What was counted is held once, for there may be much of it.
    log.totals = TallyTotals()
    log.totals.records = records
    logs.append(log)
  }

  /// How logs are run through, with what the report and the score need besides `--by`: a log is read
  /// once for both.
  private var logOptions: LogRun.Options {
    var log = options.log
    log.calls = calls
    var more: [GroupDimension] = options.report != nil || options.sci != nil ? [.day] : []
    if options.sci != nil { more.append(.session) }
    log.tally.groupBy += more.filter { !log.tally.groupBy.contains($0) }
    log.tally.keepsDays = options.report != nil
    return log
  }

  private func groups(by dimensions: [GroupDimension], atLeast least: Int = 1) -> GroupRows {
    let groups = (totals.groups ?? GroupTotals(dimensions: dimensions)).projected(on: dimensions)
    return GroupRows(least > 1 ? groups.withSmallOnesTogether(below: least) : groups)
  }

  /// Totals for each day.
  var days: GroupRows { groups(by: [.day]) }

  /// Totals for each session.
  var sessions: GroupRows { groups(by: [.session]) }

  /// Writes the table of groups, where one was asked for.
  mutating func writeGroups() throws {
    guard !options.log.tally.groupBy.isEmpty else { return }
    let groups = groups(by: options.log.tally.groupBy, atLeast: options.minimumGroup)
    let file = try OutputFile.to(options.output, hashes: options.log.hashesFiles)
    let isForPeople = options.outputForm == nil && OutputFile.isTerminal(options.output)
    if isForPeople, let table = GroupReport.shown(groups) {
      try file.write(table)
    } else {
      try GroupReport.write(groups, form: options.outputForm, to: file)
    }
    try file.finish()
    outputs.append(file)
  }

  /// Flushes all files.
  func finish() throws {
    for output in rowOutputs { try output.finish() }
    for rejects in rejectOutputs { try rejects.finish() }
  }

  /// An input that must not be replaced: records in it were rejected, and their only copy is there.
  var keptInput: String? { totals.rejected > 0 ? replacedInput : nil }

  /// Puts all files in their places; none was before, so what fails earlier leaves the old ones.
  func commit() throws {
    for rejects in rejectOutputs { try rejects.commit() }
    for output in outputs { try output.commit() }
    // Beside an input may be what was rejected when that was written.
    guard replacedInput == nil else { return }
    for rejects in rejectOutputs { try rejects.removeStale() }
  }

  var summary: Summary {
    Summary(
      estimator: estimator, formats: options.log.reading.formats.sha256,
      providers: options.log.reading.assumptions.providers?.sha256, logs: logs, totals: totals,
      unread: unread,
      outputs: outputs.map {
        (path: $0.path ?? "<stdout>", bytes: $0.bytesWritten, sha256: $0.finishHash())
      })
  }
}
