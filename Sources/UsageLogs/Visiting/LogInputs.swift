internal import PlainText
package import SystemFiles

/// The logs of a run, opened, and what is known of them before the first row is written.
package struct LogInputs {
  package let logs: [LogInput]
  /// The calls of all those whose format tells one in several records.
  package let calls: CallTable
  /// Files that were found in a directory and cannot be read as logs, and why.
  package let unread: [(path: String, reason: String)]

  /// How many files are kept open until they are read.
  private static let maximumOpen = 4

  /// Opens logs, and reads those through whose format tells a call in several records.
  ///
  /// - Parameters:
  ///   - found: paths that were found in a directory, which may hold other things than logs.
  ///   - progress: told after each block how far a log has been read.
  /// - Throws: `FileError`, also for what was found: a sum without a log that could not be read is none;
  ///   `UsageError`; `LogError` too where nothing that was found is a log.
  package init(
    _ paths: [String], found: Set<String> = [], _ options: ReadingOptions, jobs: Jobs,
    hashes: Bool = false,
    progress: @escaping (InputFile) -> Void = { _ in }
  ) async throws {
    var scan = CallScan(jobs: jobs, blockSize: options.blockSize)
    var logs: [LogInput] = []
    var unread: [(path: String, reason: String)] = []
    for (number, path) in paths.enumerated() {
      let file: InputFile
      var log: OpenLog
      do {
        file = try InputFile(path: path, hashes: hashes)
        log = try await OpenLog(file, options)
      } catch let fault as LogError where found.contains(path) {
        unread.append((path, fault.message))
        continue
      }
      var input = LogInput(path: path, number: number, hashes: hashes)
      // Standard input may be a file, and is not opened again either.
      let isFile = path != "-" && file.size != nil
      let staysOpen = !isFile || number < Self.maximumOpen
      if log.tellsCallsInParts {
        if !isFile { log = try await log.kept() }
        try await scan.read(log, input: number) { progress(file) }
        input.size = file.bytesRead
        if staysOpen, !isFile || log.isComplete { input.opened = (file, log.rewound()) }
      } else if staysOpen {
        input.opened = (file, log)
      }
      logs.append(input)
    }
    if logs.isEmpty, let first = unread.first {
      let more =
        unread.count > 1 ? " (nor can \(unread.count - 1) more that were found be read)" : ""
      throw LogError(path: first.path, message: first.reason + more)
    }
    self.logs = logs
    calls = scan.table
    self.unread = unread
  }
}
