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
      name: "against", value: "WHAT", choices: OptionSpec.methodology.choices,
      help: "another methodology, \(WhatIfArguments.forms)"),
    OptionSpec(name: "data", value: "DIR", help: "the old side's tables"),
    OptionSpec(name: "against-data", value: "DIR", help: "the new side's tables"),
    OptionSpec(
      name: "by", value: "LIST", choices: { GroupDimension.allCases.map(\.rawValue) },
      help: "day, month, model, provider, region, key, accuracy, session, project, branch,"
        + " user, tag"),
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
    let groups = try typed.list("by", GroupDimension.self)
    if !groups.isEmpty { options.by = groups }
    options.form = typed.has("csv") ? .csv : typed.has("json") ? .json : .text
    options.dataDirectory = typed.last("data")
    options.otherDataDirectory = typed.last("against-data")
    for side in typed.all("against") { try add(side, to: &options) }
    if options.isOfOneLog {
      guard !options.operands.isEmpty else {
        throw UsageError(
          "--against and --against-data need the log: eco-calc diff LOG --against region=eu-north")
      }
    } else if options.operands.count != 2 {
      throw UsageError(
        "diff needs two things to compare, eco-calc diff OLD NEW; or a log with --against WHAT or"
          + " --against-data DIR")
    }
    return options
  }

  /// Adds what `--against` says of the new side.
  ///
  /// - Throws: `UsageError`, `MethodologyError`.
  private static func add(_ text: String, to options: inout DiffOptions) throws {
    if try WhatIfArguments.add(text, to: &options.whatIf) { return }
    guard !text.contains("=") else {
      throw UsageError(
        "--against \(text): expected a methodology's ID, \(WhatIfArguments.forms)")
    }
    options.otherMethodology = try .shipped(text)
  }
}
