internal import EcoModel

/// `eco-calc calc`: enriches logs.
struct CalcCommand {
  let plan: RunPlan
  let diagnostics: Diagnostics

  func run() async throws -> ExitCode {
    let estimator = try EcoEstimator(
      tables: Tables.load(plan.dataDirectory), methodology: plan.methodology)
    let progress = Progress(diagnostics, isQuiet: plan.isQuiet)
    var run = Run(plan: plan, estimator: estimator, diagnostics: diagnostics, progress: progress)
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

/// One run over all inputs: what has been opened and what has been counted.
private struct Run {
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

/// Which file the rows of each input go to.
struct OutputTargets {
  /// Whether all inputs go to one place.
  let isShared: Bool
  private let plan: RunPlan

  init(_ plan: RunPlan) throws(UsageError) {
    self.plan = plan
    guard let output = plan.output, plan.tally.groupBy.isEmpty,
      output.hasSuffix("/") || InputFile.isDirectory(output)
    else {
      isShared = true
      try checkPaths()
      return
    }
    isShared = false
    var names: [String: String] = [:]
    for input in plan.inputs {
      guard input != "-" else {
        throw UsageError("standard input has no name in the directory \(output); name a file")
      }
      if let other = names.updateValue(input, forKey: Self.name(input)) {
        throw UsageError("\(other) and \(input) would both become \(output)/\(Self.name(input))")
      }
    }
    try checkPaths()
  }

  /// Where the records go that an output lacks; `nil` for a device, which has nothing beside it.
  static func rejectsPath(_ output: String) -> String? {
    OutputFile.isSpecial(output) ? nil : output + ".rejects.jsonl"
  }

  /// Refuses to write two things into one file, or anything but rows over an input.
  private func checkPaths() throws(UsageError) {
    var taken: [String: String] = [:]
    func take(_ path: String?, _ role: String) throws(UsageError) {
      guard let path, path != "-", !OutputFile.isSpecial(path) else { return }
      if let other = taken.updateValue(role, forKey: Self.plain(path)) {
        throw UsageError("\(path) would be \(other) and \(role); name another file")
      }
    }
    for path in Set(plan.inputs.map(path)) {
      try take(path, "an output")
      if plan.rejects == nil { try take(path.flatMap(Self.rejectsPath), "a file of rejects") }
    }
    for input in Set(plan.inputs.map(Self.plain)) where taken[input] != "an output" {
      try take(input, "an input")
    }
    try take(plan.rejects, "the file of rejects")
    try take(plan.summary, "the summary")
    try take(plan.report, "the report")
  }

  /// A path without the parts that mean nothing.
  private static func plain(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The file for an input's rows; `nil` is standard output.
  func path(for input: String) -> String? {
    guard let output = plan.output else { return nil }
    guard !isShared else { return output }
    return output + (output.hasSuffix("/") ? "" : "/") + Self.name(input)
  }

  /// A file's name without its directory, and without the suffix of a compression: output has none.
  private static func name(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return name
  }
}

/// The tables of a run.
enum Tables {
  /// The bundled ones, with those replaced that are in a directory.
  static func load(_ directory: String?) throws -> EcoTables {
    guard let directory else { return .bundled }
    guard InputFile.isDirectory(directory) else {
      throw FileError(directory, "read", reason: "it is no directory")
    }
    var own: [EcoTables.Name: [UInt8]] = [:]
    for name in EcoTables.Name.allCases {
      let path = "\(directory)/\(name.rawValue)"
      if InputFile.exists(path) { own[name] = try InputFile.contents(path) }
    }
    guard !own.isEmpty else {
      let names = EcoTables.Name.allCases.map(\.rawValue).joined(separator: ", ")
      throw FileError(directory, "read", reason: "it has none of \(names)")
    }
    return EcoTables(replacing: own)
  }
}
