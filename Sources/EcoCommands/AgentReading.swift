internal import EcoModel
internal import EcoResults
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// How the sessions of agents are read: what `agents` and `line` have in common.
struct AgentReading {
  private let options: ReadingOptions
  private let estimator: EcoEstimator
  private let jobs: Jobs

  /// - Throws: `UsageError`, `MethodologyError`, `FileError`, faults in a caller's tables.
  init(_ typed: TypedArguments) throws {
    var options = try ReadingArguments.options(typed)
    if options.assumptions.region == nil {
      options.assumptions.region = Providers.word
      options.assumptions.providers = try Providers.load(typed.last("data"))
    }
    self.options = options
    estimator = try EcoEstimator(
      tables: Tables.load(typed.last("data"), for: options.methodology),
      methodology: options.methodology)
    try ServingArguments.check(options.assumptions, estimator)
    jobs = try typed.jobs()
  }

  /// What the agents of the home folder used.
  ///
  /// - Parameters:
  ///   - paths: files that are read besides.
  ///   - selection: which calls are wanted.
  func usage(
    _ found: AgentFolders, and paths: [String] = [],
    _ selection: AgentSelection = AgentSelection(branch: nil, project: nil)
  ) async throws -> AgentUsage {
    let folders = found.folders
    var files: [CallHistory.File] = []
    var folderOfFile: [Int] = []
    for (index, folder) in folders.enumerated() {
      for file in folder.files {
        files.append(
          CallHistory.File(
            path: file.path, size: file.size, format: folder.format, project: file.project))
        folderOfFile.append(index)
      }
    }
    for path in paths {
      let size = try InputFile(path: path).size
      files.append(CallHistory.File(path: path, size: size ?? 0, format: nil))
      folderOfFile.append(folders.count)
    }
    let history = await CallHistory(files, options, estimator, jobs: jobs.count)
    return AgentUsage(
      history, folders, folderOfFile: folderOfFile, selection, estimator,
      providers: options.assumptions.providers)
  }

  /// The day of an option; `nil` where it is not there.
  static func day(_ option: String, _ typed: TypedArguments) throws(UsageError) -> UTCDay? {
    guard let text = typed.last(option) else { return nil }
    guard let day = UTCDay(text) else {
      throw UsageError("--\(option) \(text): expected a date such as 2026-11-26")
    }
    return day
  }

  static func today(_ typed: TypedArguments) throws(UsageError) -> UTCDay {
    try day("today", typed) ?? Clock.today
  }
}
