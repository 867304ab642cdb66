internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// Adds the summaries of shards, so that a log may be worked on in parts, on many machines, and end in
/// the summary that one run over all of it would have written.
package enum SummaryMerge {
  /// The summary of one run over all the logs, but for its lists of inputs and outputs.
  ///
  /// - Throws: `UsageError` where summaries do not go together, `SummaryError`, `FileError`, faults in
  ///   the tables.
  package static func summary(
    of paths: [String], dataDirectory: String?
  ) throws -> Summary {
    let files = try paths.map(SummaryFile.init(path:))
    // One estimator for all: only then do equal rows make equal rates.
    let first = files[0]
    for other in files.dropFirst() { try check(other, against: first) }
    let estimator = try first.estimator(directory: dataDirectory, option: "--data")
    var totals = TallyTotals()
    var logs: [LogResult] = []
    var unread: [(path: String, reason: String)] = []
    var outputs: [(path: String, bytes: Int, sha256: String?)] = []
    for file in files {
      totals.merge(try file.totals(estimator))
      logs += try file.logs()
      unread += try file.unread()
      outputs += try file.outputs()
    }
    func common(_ table: String) -> String? {
      let digests = Set(files.map { $0.tables[table] })
      return digests.count == 1 ? digests.first ?? nil : nil
    }
    return Summary(
      estimator: estimator, formats: common(ReadingTables.logFormats),
      providers: common(ReadingTables.providers), logs: logs, totals: totals, unread: unread,
      outputs: outputs)
  }

  /// Figures of different methods or tables do not add up to anything; how logs are read is no matter.
  private static func check(_ file: SummaryFile, against first: SummaryFile) throws(UsageError) {
    guard file.methodologyVersion == first.methodologyVersion else {
      throw UsageError(
        "\(first.path) is of methodology \(first.methodologyVersion), \(file.path) of"
          + " \(file.methodologyVersion): summaries of different methodologies cannot be added;"
          + " run calc again with --methodology")
    }
    for (name, sha256) in first.tables.sorted(by: { $0.key < $1.key })
    where !ReadingTables.all.contains(name) && file.tables[name] != sha256 {
      throw UsageError(
        "\(first.path) and \(file.path) were made with different \(name): they cannot be added;"
          + " run calc again with the same --data")
    }
  }
}
