internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

extension DiffTable {
  /// Compares what the options name.
  ///
  /// - Throws: `UsageError` where the operands cannot be compared, and all that reading logs, tables
  ///   and summaries throws.
  package static func of(_ options: DiffOptions) async throws -> DiffTable {
    let summaries = try options.operands.filter(SummaryFile.isSummary)
    if !summaries.isEmpty {
      guard options.operands.count == 2, summaries.count == 2, options.otherMethodology == nil,
        options.whatIf.isEmpty
      else {
        throw UsageError("a summary can only be compared with one other summary")
      }
      return try SummaryDiff(
        options: options, old: SummaryFile(path: options.operands[0]),
        new: SummaryFile(path: options.operands[1])
      ).table()
    }
    guard options.isOfOneLog else {
      guard options.dataDirectory == nil else {
        throw UsageError("--data: the figures of two enriched logs need no tables")
      }
      return try await EnrichedDiff(options: options).table()
    }
    let methodology = options.reading.methodology
    let old = try EcoEstimator(
      tables: Tables.load(options.dataDirectory, for: methodology), methodology: methodology)
    let other = options.otherMethodology ?? methodology
    let new = try EcoEstimator(
      tables: Tables.load(options.otherDataDirectory ?? options.dataDirectory, for: other),
      methodology: other)
    try options.whatIf.check(in: new)
    return try await MethodDiff(options: options, old: old, new: new).table()
  }
}
