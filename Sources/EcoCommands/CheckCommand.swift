internal import EcoAudit
internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc check`: replays conformance vectors and names what differs; or holds the formula against
/// what a log measured.
enum CheckCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(
      name: "measured", value: "LOG",
      help: "hold the formula against metered records of a log; repeatable"),
    OptionSpec(name: "data", value: "DIR", help: "replay over your own tables"),
    OptionSpec(name: "quiet", short: "q", help: "say nothing if all agree"),
    OptionSpec(name: "csv", help: "with --measured: the table as CSV"), .from, .map, .assume,
    .methodology, .jobs, .color, .help,
  ]

  static func run(_ typed: TypedArguments) async throws -> ExitCode {
    if typed.has("measured") { return try await measured(typed) }
    for option in ["csv", "from", "map", "assume", "methodology", "jobs"] where typed.has(option) {
      throw UsageError("--\(option) goes with --measured LOG")
    }
    guard typed.operands.count <= 1 else {
      throw UsageError("check takes one file of vectors; run it once for each")
    }
    let tables = try Tables.load(typed.last("data"), for: .newest(of: .newest))
    let report: CheckReport
    if let path = typed.operands.first {
      let name = path == "-" ? "<stdin>" : path.split(separator: "/").last.map(String.init) ?? path
      let vectors = try ConformanceVector.all(InputFile.contents(path), file: name)
      report = try CheckReport([VectorSet(name: name, vectors: vectors, tables: tables)])
    } else {
      report = try CheckReport(VectorSet.shipped(tables), tables: tables)
    }
    if !(typed.has("quiet") && report.isClean) { try OutputFile.write(report.text, to: nil) }
    return report.isClean ? .success : .difference
  }

  /// `eco-calc check --measured LOG`.
  private static func measured(_ typed: TypedArguments) async throws -> ExitCode {
    guard typed.operands.isEmpty else {
      throw UsageError("--measured takes logs, and no file of vectors beside them")
    }
    let reading = try ReadingArguments.options(typed)
    let methodology = reading.methodology
    guard methodology.knowsServing else {
      throw UsageError("--measured: \(methodology.id) knows no measured energy; name a newer one")
    }
    let estimator = try EcoEstimator(
      tables: Tables.load(typed.last("data"), for: methodology), methodology: methodology)
    var models = MeasuredModels()
    for path in typed.all("measured") {
      models.merge(
        try await LogScan(path, reading).measured(estimator, jobs: typed.jobs()))
    }
    let report = MeasuredReport(models)
    guard !report.isEmpty else { throw NothingMeasured() }
    try OutputFile.write(typed.has("csv") ? report.csv : report.text, to: nil)
    return .success
  }
}

/// Logs in which no record that has a figure was measured.
private struct NothingMeasured: Fault {
  var family: FaultFamily { .result }
  var description: String {
    "no record has both tokens of a model of known size and measured energy; where that is:"
      + " --map accelerator_wh=COLUMN (in Wh, metered at the accelerators)"
  }
}
