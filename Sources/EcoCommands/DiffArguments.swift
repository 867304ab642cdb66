internal import EcoResults
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// The options of `diff`.
enum DiffArguments {
  static let specs: [OptionSpec] = [
    OptionSpec(
      name: "methodology", short: "m", value: "ID", choices: OptionSpec.methodology.choices,
      help: "the old side's methodology"),
    OptionSpec(
      name: "against", value: "ID", choices: OptionSpec.methodology.choices,
      help: "the new side's methodology"),
    OptionSpec(name: "data", value: "DIR", help: "the old side's tables"),
    OptionSpec(name: "against-data", value: "DIR", help: "the new side's tables"),
    OptionSpec(
      name: "by", value: "LIST", choices: { GroupDimension.allCases.map(\.rawValue) },
      help: "day, month, model, provider, region, key, accuracy; default model"),
    OptionSpec(name: "csv", help: "the table as CSV"),
    OptionSpec(name: "json", help: "the table as JSON"),
    .output, .from, .map, .assume, .jobs, .blockSize, .color, .help,
  ]

  /// The options for words as typed.
  ///
  /// - Throws: `UsageError`, `MethodologyError`.
  static func options(_ typed: TypedArguments) throws -> DiffOptions {
    guard !typed.has("csv") || !typed.has("json") else {
      throw UsageError("--csv and --json: choose one")
    }
    var options = DiffOptions(operands: typed.operands)
    options.reading = try ReadingArguments.options(typed)
    options.jobs = try typed.jobs()
    let groups = try ReadingArguments.groups(typed)
    if !groups.isEmpty { options.by = groups }
    options.form = typed.has("csv") ? .csv : typed.has("json") ? .json : .text
    options.dataDirectory = typed.last("data")
    options.otherDataDirectory = typed.last("against-data")
    if let id = typed.last("against") { options.otherMethodology = try .shipped(id) }
    if options.isOfOneLog {
      guard !options.operands.isEmpty else {
        throw UsageError(
          "--against and --against-data need the log: eco-calc diff LOG --against ID")
      }
    } else if options.operands.count != 2 {
      throw UsageError(
        "diff needs two things to compare, eco-calc diff OLD NEW; or a log with --against ID or"
          + " --against-data DIR")
    }
    return options
  }
}
