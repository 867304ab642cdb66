internal import EcoResults
internal import PlainText
internal import UsageLogs

/// The options of `calc`, and how the words of a command line become options with values.
enum CalcArguments {
  static let specs: [OptionSpec] = [
    OptionSpec(
      name: "output", short: "o", value: "PATH",
      help: "write there instead of stdout; a directory for several inputs"),
    .from,
    OptionSpec(
      name: "to", short: "t", value: "FORM", choices: { OutputForm.allCases.map(\.rawValue) },
      help: "csv, jsonl, json, or focus for billing pipelines; default: as the input"),
    .map, .assume, .measuredUnknown, .methodology, .data,
    SeriesArguments.grid, SeriesArguments.market,
    OptionSpec(
      name: "significant-digits", value: "N", help: "round the printed figures, never the totals"),
    OptionSpec(
      name: "with", value: "LIST", choices: { MoreField.allCases.map(\.rawValue) },
      help: "fields beside the block: interval, basis, embodied, market, factors"),
    OptionSpec(
      name: "by", value: "LIST", choices: { GroupDimension.allCases.map(\.rawValue) },
      help: "totals per day, month, model, project, session and others; see diff --help"),
    OptionSpec(
      name: "min-group", value: "N", help: "groups of fewer requests are added up in one row"),
    .dedupe,
    OptionSpec(
      name: "rejects", value: "PATH",
      help: "where unreadable records go (default: OUTPUT.rejects.jsonl)"),
    OptionSpec(
      name: "max-rejects", value: "N|P%",
      help: "exit 1 if more records than this are rejected (default 0)"),
    OptionSpec(
      name: "max-omitted", value: "P%", help: "exit 1 if more records than this have no figure"),
    OptionSpec(name: "strict", help: "stop at the first bad record and write nothing"),
    OptionSpec(name: "summary", value: "PATH|-", help: "totals, coverage and reasons as JSON"),
    OptionSpec(
      name: "report", value: "FILE.html", help: "the summary as a self-contained HTML page"),
    OptionSpec(
      name: "sci", value: "FILE.json", help: "the consumer's score by SCI for AI, and its inputs"),
    OptionSpec(
      name: "metrics", value: "FILE.prom", help: "the totals as Prometheus reads them from a file"),
    OptionSpec(name: "sha256", help: "add the SHA-256 of inputs and outputs to the summary"),
    .jobs, OptionSpec(name: "quiet", short: "q", help: "no progress and no closing words"), .color,
    .blockSize, .help, OptionSpec(name: "version", help: "the version"),
  ]

  /// Options of other commands, and what to write for them here.
  static let instead = [
    "--region": "--assume region=NAME", "--provider": "--assume provider=NAME",
    "--model": "--assume model=ID",
  ]

  /// The options for words as typed.
  ///
  /// - Parameter command: all words of the command line, for the report.
  /// - Throws: `UsageError`, `MethodologyError`.
  static func options(_ typed: TypedArguments, command: [String]) throws -> CalcOptions {
    var options = CalcOptions(inputs: typed.operands.isEmpty ? ["-"] : typed.operands)
    options.command = command
    options.output = typed.output
    options.rejects = try typed.file("rejects")
    options.summary = typed.last("summary")
    options.report = try typed.file("report")
    options.sci = try typed.file("sci")
    options.metrics = try typed.file("metrics")
    options.minimumGroup = try typed.number("min-group", 1...1_000_000_000) ?? 1
    if options.minimumGroup > 1, typed.last("by") == nil {
      throw UsageError("--min-group is about the groups of --by")
    }
    options.dataDirectory = typed.last("data")
    options.grid = typed.all("grid")
    options.market = typed.all("market")
    options.tables = typed.tables
    options.isStrict = typed.has("strict")
    options.isQuiet = typed.has("quiet")
    options.outputForm = try typed.choice("to", OutputForm.self)
    options.maximumRejects = try gate("max-rejects", typed) ?? options.maximumRejects
    options.maximumOmitted = try gate("max-omitted", typed) ?? options.maximumOmitted
    options.log.reading = try ReadingArguments.options(typed)
    options.log.hashesFiles = typed.has("sha256")
    options.log.jobs = try typed.jobs()
    options.log.tally.repeats = typed.has("dedupe") ? RepeatTable() : nil
    options.log.tally.significantDigits = try typed.number("significant-digits", 1...18)
    // In their own order.
    let more = try typed.list("with", MoreField.self)
    options.log.tally.with = MoreField.allCases.filter(more.contains)
    options.log.tally.groupBy = try typed.list("by", GroupDimension.self)
    if options.outputForm == .focus {
      guard more.isEmpty, options.log.tally.groupBy.isEmpty else {
        throw UsageError("--to focus has columns of its own: no --with, no --by")
      }
      options.log.tally.with = FocusColumn.fields
      options.log.tally.written = [.id, .key]
    }
    return options
  }

  private static func gate(
    _ option: String, _ typed: TypedArguments
  ) throws(UsageError) -> CalcOptions.Gate? {
    guard let text = typed.last(option) else { return nil }
    guard let gate = CalcOptions.Gate(text) else {
      throw UsageError("--\(option) \(text): expected a number, or a percentage such as 5%")
    }
    return gate
  }
}
