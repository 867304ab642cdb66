internal import EcoModel

/// `eco-calc merge`: adds the summaries of shards, so that a log may be worked on in parts, on many
/// machines, and end in the summary that one run over all of it would have written.
enum MergeCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "output", short: "o", value: "PATH", help: "write there instead of stdout"),
    OptionSpec(name: "data", value: "DIR", help: "the tables of the summaries, where not bundled"),
    OptionSpec(name: "color", value: "WHEN", help: ""),
    OptionSpec(name: "help", short: "h", help: "this page"),
  ]

  static func run(_ typed: TypedArguments) throws -> ExitCode {
    guard !typed.operands.isEmpty else {
      throw UsageError("merge needs at least one summary: eco-calc merge SUMMARY...")
    }
    let text = try merged(typed.operands, dataDirectory: typed.last("data")).json.text
    let file =
      try typed.last("output").map { path throws(FileError) in
        try OutputFile(path: path)
      } ?? OutputFile()
    try file.write(text)
    try file.commit()
    return .success
  }

  private static func merged(_ paths: [String], dataDirectory: String?) throws -> Summary {
    let tables = try Tables.load(dataDirectory)
    let files = try paths.map(SummaryFile.init(path:))
    // One estimator for all: only then do equal rows make equal rates.
    let first = files[0]
    for other in files.dropFirst() { try check(other, against: first) }
    let estimator = try first.estimator(tables: tables, option: "--data")
    var totals = TallyTotals()
    var logs: [LogResult] = []
    var outputs: [(path: String, bytes: Int, sha256: String?)] = []
    for file in files {
      totals.merge(try file.totals(estimator))
      logs += try file.logs()
      outputs += try file.outputs()
    }
    return Summary(
      plan: RunPlan(inputs: paths), estimator: estimator, logs: logs, totals: totals,
      outputs: outputs)
  }

  /// Figures of different methods or tables do not add up to anything.
  private static func check(_ file: SummaryFile, against first: SummaryFile) throws(UsageError) {
    guard file.methodologyVersion == first.methodologyVersion else {
      throw UsageError(
        "\(first.path) is of methodology \(first.methodologyVersion), \(file.path) of"
          + " \(file.methodologyVersion): summaries of different methodologies cannot be added;"
          + " run calc again with --methodology")
    }
    for (name, sha256) in first.tables.sorted(by: { $0.key < $1.key })
    where file.tables[name] != sha256 {
      throw UsageError(
        "\(first.path) and \(file.path) were made with different \(name): they cannot be added;"
          + " run calc again with the same --data")
    }
  }
}
