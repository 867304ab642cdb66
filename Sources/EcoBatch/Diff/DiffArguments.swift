internal import EcoModel

/// What `diff` is to do.
struct DiffPlan {
  enum Form { case text, csv, json }

  var operands: [String]
  /// How logs are read; the old side's methodology is in it.
  var reading: RunPlan
  var by: [GroupDimension]
  var form: Form
  var output: String?
  /// The new side's methodology, where one log is compared with itself.
  var otherMethodology: Methodology?
  var dataDirectory: String?
  var otherDataDirectory: String?
}

/// The options of `diff`.
enum DiffArguments {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "methodology", short: "m", value: "ID", help: "the old side's methodology"),
    OptionSpec(name: "against", value: "ID", help: "the new side's methodology"),
    OptionSpec(name: "data", value: "DIR", help: "the old side's tables"),
    OptionSpec(name: "against-data", value: "DIR", help: "the new side's tables"),
    OptionSpec(
      name: "by", value: "LIST",
      help: "day, month, model, provider, region, key, accuracy; default model"),
    OptionSpec(name: "csv", help: "the table as CSV"),
    OptionSpec(name: "json", help: "the table as JSON"),
    OptionSpec(name: "output", short: "o", value: "PATH", help: "write there instead of stdout"),
    OptionSpec(name: "from", short: "f", value: "NAME", help: "the log format, as for calc"),
    OptionSpec(name: "map", value: "FIELD=COLUMN", help: "where a field is, as for calc"),
    OptionSpec(name: "assume", value: "FIELD=VALUE", help: "for rows that lack it, as for calc"),
    OptionSpec(name: "jobs", short: "j", value: "N", help: "threads"),
    OptionSpec(name: "block-size", value: "BYTES", help: ""),
    OptionSpec(name: "color", value: "WHEN", help: ""),
    OptionSpec(name: "help", short: "h", help: "this page"),
  ]

  static func plan(_ typed: TypedArguments) throws -> DiffPlan {
    guard !typed.has("csv") || !typed.has("json") else {
      throw UsageError("--csv and --json: choose one")
    }
    // What both commands know, calc's rules say; what diff has not is not there.
    let reading = try CalcArguments.plan(typed, command: [])
    var plan = DiffPlan(
      operands: typed.operands, reading: reading,
      by: reading.tally.groupBy.isEmpty ? [.model] : reading.tally.groupBy,
      form: typed.has("csv") ? .csv : typed.has("json") ? .json : .text, output: reading.output)
    plan.reading.tally = TallyPlan()
    plan.dataDirectory = typed.last("data")
    plan.otherDataDirectory = typed.last("against-data")
    if let id = typed.last("against") { plan.otherMethodology = try CalcArguments.methodology(id) }
    if plan.isOfOneLog {
      guard !plan.operands.isEmpty else {
        throw UsageError(
          "--against and --against-data need the log: eco-calc diff LOG --against ID")
      }
    } else if plan.operands.count != 2 {
      throw UsageError(
        "diff needs two things to compare, eco-calc diff OLD NEW; or a log with --against ID or"
          + " --against-data DIR")
    }
    return plan
  }
}

extension DiffPlan {
  /// Whether a log is compared with itself under two methodologies or sets of tables, rather than two
  /// files. Two summaries may have tables of their own too; `DiffCommand` looks.
  var isOfOneLog: Bool { otherMethodology != nil || otherDataDirectory != nil }
}
