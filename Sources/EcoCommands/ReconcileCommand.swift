internal import EcoModel
internal import EcoResults
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc reconcile`: logs held against bills and statements.
enum ReconcileCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "bill", value: "FILE", help: "what the provider charges; repeatable"),
    OptionSpec(
      name: "statement", value: "FILE", help: "what the provider says was emitted; repeatable"),
    OptionSpec(
      name: "by", value: "LIST",
      choices: { ReconcileOptions.Dimension.allCases.map(\.rawValue) },
      help: "day or month, model, provider, region; default: all, by day"),
    OptionSpec(
      name: "tolerance", value: "P%", help: "amounts that differ by no more match (default 0%)"),
    OptionSpec(
      name: "service", value: "NAME",
      help: "the statement's service, if not one that is known to answer prompts"),
    OptionSpec(
      name: "same", value: "NAME=ID", help: "what model a bill means by a name; repeatable"),
    OptionSpec(name: "bill-map", value: "FIELD=COLUMN", help: "where a field is in a bill"),
    OptionSpec(
      name: "table", value: "NAME", choices: { ReconcileOptions.Table.allCases.map(\.rawValue) },
      help: "of --csv: completeness (default), bound or allocation"),
    OptionSpec(name: "csv", help: "a table as CSV"), OptionSpec(name: "json", help: "all as JSON"),
    OptionSpec(name: "report", value: "FILE.html", help: "all as a page to attach"), .output, .from,
    .map, .assume, SeriesArguments.grid, SeriesArguments.market,
    .dedupe, .methodology, .data, .jobs,
    .blockSize, .color, .help,
  ]

  static func run(_ typed: TypedArguments, _ diagnostics: Diagnostics) async throws -> ExitCode {
    let options = try options(typed)
    let methodology = options.reading.methodology
    let estimator = try SeriesArguments.estimator(
      methodology, data: options.dataDirectory, grid: typed.all("grid"),
      market: typed.all("market"))
    try ServingArguments.check(options.reading.assumptions, estimator)
    var roles = FileRoles()
    try roles.write(typed.output, as: "the output")
    let report = try typed.file("report")
    try roles.write(report, as: "the report")
    for path in options.logs + options.bills + options.statements { try roles.read(path) }
    try roles.read(tables: typed.tables)
    let result = try await Reconciliation.of(options, estimator)
    for fault in result.faults { diagnostics.report(fault) }
    diagnostics.finish()
    if let report { try OutputFile.write(result.page, to: report) }
    try OutputFile.write(result.text(options.form), to: typed.output)
    return result.isDifferent ? .difference : .success
  }

  /// The options for words as typed.
  ///
  /// - Throws: `UsageError`, `MethodologyError`, `FileError`.
  private static func options(_ typed: TypedArguments) throws -> ReconcileOptions {
    let logs = try LogPaths(typed.operands)
    var options = ReconcileOptions(logs: logs.paths)
    options.found = logs.found
    options.unread = logs.unread
    options.repeats = typed.has("dedupe") ? RepeatTable() : nil
    options.bills = typed.all("bill")
    options.statements = typed.all("statement")
    guard !options.logs.isEmpty, !(options.bills + options.statements).isEmpty else {
      throw UsageError(
        "reconcile needs logs, and what to hold them against: eco-calc reconcile LOG... --bill FILE"
          + " [--statement FILE]")
    }
    guard !typed.has("csv") || !typed.has("json") else {
      throw UsageError("--csv and --json: choose one")
    }
    let files = options.logs + options.bills + options.statements
    if let path = files.first(where: { path in files.count { $0 == path } > 1 }) {
      throw UsageError("\(path) is named twice: each log, bill and statement counts once")
    }
    options.form = typed.has("csv") ? .csv : typed.has("json") ? .json : .text
    options.table = try typed.choice("table", ReconcileOptions.Table.self) ?? options.table
    options.reading = try ReadingArguments.options(typed)
    options.billReading.formats = options.reading.formats
    options.billReading.holding = .bill
    options.billReading.blockSize = options.reading.blockSize
    options.billReading.maps = try typed.all("bill-map").map(ReadingArguments.map)
    options.hasPage = typed.has("report")
    options.hasMarket = typed.has("market")
    options.jobs = try typed.jobs()
    let dimensions = try typed.list("by", ReconcileOptions.Dimension.self)
    if !dimensions.isEmpty { options.by = Set(dimensions) }
    options.tolerance = try tolerance(typed) ?? options.tolerance
    options.services = typed.all("service")
    options.dataDirectory = typed.last("data")
    for pair in try typed.all("same").map({ try ReadingArguments.pair("same", $0) }) {
      options.sameModels[pair.0] = pair.1
    }
    return options
  }

  private static func tolerance(_ typed: TypedArguments) throws(UsageError) -> Decimal9? {
    guard let text = typed.last("tolerance") else { return nil }
    guard text.hasSuffix("%"), let nanos = DecimalText.nanos(text.dropLast().utf8, places: 9),
      nanos <= 100 * Decimal9.one.nanos
    else {
      throw UsageError("--tolerance \(text): expected a percentage from 0% to 100%, such as 0.5%")
    }
    return Decimal9(nanos: nanos)
  }
}
