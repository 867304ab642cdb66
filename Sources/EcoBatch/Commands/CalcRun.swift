internal import EcoModel

/// One run over all inputs: what has been opened and what has been counted.
struct CalcRun {
  let plan: RunPlan
  let estimator: EcoEstimator
  let diagnostics: Diagnostics
  let progress: Progress
  private var logs: [LogResult] = []
  private var totals = TallyTotals()
  private var outputs: [OutputFile] = []
  private var rejectOutputs: [RejectOutput] = []
  private var rowOutputs: [RowOutput] = []

  init(
    plan: RunPlan, estimator: EcoEstimator, diagnostics: Diagnostics, progress: Progress
  ) {
    self.plan = plan
    self.estimator = estimator
    self.diagnostics = diagnostics
    self.progress = progress
  }

  mutating func readAll() async throws {
    let targets = try OutputTargets(plan)
    for input in plan.inputs {
      if targets.isShared, let shared = rowOutputs.first, let rejects = rejectOutputs.first {
        try await read(input, shared, rejects)
      } else {
        let (output, rejects) = try open(targets, input)
        try await read(input, output, rejects)
        // There may be more outputs than a process can have open.
        if !targets.isShared {
          try output.finish()
          if plan.rejects == nil { try rejects.finish() }
        }
      }
    }
  }

  private mutating func open(
    _ targets: OutputTargets, _ input: String
  ) throws -> (RowOutput, RejectOutput) {
    // The summary in the place of the rows, where nobody says where the rows are to go.
    let wantsRows = plan.tally.groupBy.isEmpty && (plan.summary != "-" || plan.output != nil)
    let path = targets.path(for: input)
    var file: OutputFile?
    if wantsRows {
      file =
        try path.map { path throws(FileError) in
          try OutputFile(path: path, hashes: plan.hashesFiles)
        } ?? OutputFile(hashes: plan.hashesFiles)
    }
    if let file { outputs.append(file) }
    let output = RowOutput(file: file, form: plan.outputForm)
    rowOutputs.append(output)
    // A file that was named has the rejects of all inputs.
    if plan.rejects != nil, let shared = rejectOutputs.first { return (output, shared) }
    let rejects = RejectOutput(
      path: plan.rejects ?? path.flatMap(OutputTargets.rejectsPath), isStrict: plan.isStrict,
      diagnostics: diagnostics)
    rejectOutputs.append(rejects)
    return (output, rejects)
  }

  private mutating func read(
    _ input: String, _ output: RowOutput, _ rejects: RejectOutput
  ) async throws {
    let log = try await LogRun(
      plan: groupingPlan, estimator: estimator, output: output, rejects: rejects,
      progress: progress
    ).run(input)
    totals.merge(log.totals)
    logs.append(log)
  }

  /// The plan with what the report needs besides `--by`: a log is read once for both.
  private var groupingPlan: RunPlan {
    var plan = plan
    if plan.report != nil, !plan.tally.groupBy.contains(.day) { plan.tally.groupBy.append(.day) }
    return plan
  }

  private func groups(by dimensions: [GroupDimension]) -> GroupRows {
    GroupRows(totals.groups ?? GroupTotals(dimensions: dimensions)).projected(on: dimensions)
  }

  /// Totals for each day, for the report.
  var days: GroupRows { groups(by: [.day]) }

  /// Writes the table of groups, where one was asked for.
  mutating func writeGroups() throws {
    guard !plan.tally.groupBy.isEmpty else { return }
    let groups = groups(by: plan.tally.groupBy)
    let file =
      try plan.output.map { path throws(FileError) in
        try OutputFile(path: path, hashes: plan.hashesFiles)
      } ?? OutputFile(hashes: plan.hashesFiles)
    try file.write(GroupReport.text(groups, form: plan.outputForm))
    try file.commit()
    outputs.append(file)
  }

  /// Puts every file in its place: nothing has been before, so that a failure leaves the old ones.
  func finish() throws {
    for output in rowOutputs { try output.finish() }
    for rejects in rejectOutputs { try rejects.finish() }
    for rejects in rejectOutputs { try rejects.commit() }
    for output in rowOutputs { try output.commit() }
    for rejects in rejectOutputs { try rejects.removeStale() }
  }

  var summary: Summary {
    Summary(
      plan: plan, estimator: estimator, logs: logs, totals: totals,
      outputs: outputs.map {
        (path: $0.path ?? "<stdout>", bytes: $0.bytesWritten, sha256: $0.finishHash())
      })
  }
}

extension TallyTotals {
  /// Adds another log's.
  mutating func merge(_ other: TallyTotals) {
    records += other.records
    estimated += other.estimated
    rejected += other.rejected
    ledger.merge(other.ledger)
    warnings.merge(other.warnings)
    if let more = other.groups {
      if groups == nil { groups = GroupTotals(dimensions: more.dimensions) }
      groups?.merge(more)
    }
  }
}
