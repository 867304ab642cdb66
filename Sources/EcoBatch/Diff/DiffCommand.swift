internal import EcoModel

/// `eco-calc diff`: what changed between two results, and why.
struct DiffCommand {
  let plan: DiffPlan
  let diagnostics: Diagnostics

  func run() async throws -> ExitCode {
    let table = try await table()
    let file =
      try plan.output.map { path throws(FileError) in
        try OutputFile(path: path)
      } ?? OutputFile()
    try file.write(DiffReport(table: table).text(plan.form))
    try file.commit()
    return table.isDifferent ? .difference : .success
  }

  private func table() async throws -> DiffTable {
    let summaries = try plan.operands.filter(Self.isSummary)
    if !summaries.isEmpty {
      guard plan.operands.count == 2, summaries.count == 2, plan.otherMethodology == nil else {
        throw UsageError("a summary can only be compared with one other summary")
      }
      return try SummaryDiff(
        plan: plan, old: SummaryFile(path: plan.operands[0]),
        new: SummaryFile(path: plan.operands[1])
      ).table()
    }
    guard plan.isOfOneLog else {
      guard plan.dataDirectory == nil else {
        throw UsageError("--data: the figures of two enriched logs need no tables")
      }
      return try await EnrichedDiff(plan: plan).table()
    }
    let old = try EcoEstimator(
      tables: Tables.load(plan.dataDirectory), methodology: plan.reading.methodology)
    let new = try EcoEstimator(
      tables: Tables.load(plan.otherDataDirectory ?? plan.dataDirectory),
      methodology: plan.otherMethodology ?? plan.reading.methodology)
    return try await MethodDiff(plan: plan, old: old, new: new).table()
  }

  /// Whether a file begins as a summary does. Standard input is not looked at: it can be read once.
  private static func isSummary(_ path: String) throws -> Bool {
    guard path != "-" else { return false }
    let file = try InputFile(path: path)
    guard file.size != nil else { return false }
    var head = [UInt8](repeating: 0, count: 1 << 14)
    let count = try file.read(into: &head, at: 0, limit: head.count - Words.slack)
    let start = JSONSyntax.skipSpace(head.span, 0, count)
    guard start < count, head[start] == UInt8(ascii: "{") else { return false }
    return ["records", "estimated", "passed_through"].allSatisfy(
      PathLister.paths(head.span, start, count).contains)
  }
}
