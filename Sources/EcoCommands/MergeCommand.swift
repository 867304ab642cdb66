internal import EcoResults
internal import PlainText
internal import SystemFiles

/// `eco-calc merge`: adds the summaries of shards.
enum MergeCommand {
  static let specs: [OptionSpec] = [
    .output,
    OptionSpec(
      name: "data", value: "DIR", help: "the tables of the summaries, if they are not bundled"),
    .color, .help,
  ]

  static func run(_ typed: TypedArguments) throws -> ExitCode {
    guard !typed.operands.isEmpty else {
      throw UsageError("merge needs at least one summary: eco-calc merge SUMMARY...")
    }
    var roles = FileRoles()
    try roles.write(typed.output, as: "the output")
    for operand in typed.operands { try roles.read(operand) }
    try roles.read(tables: typed.tables)
    let summary = try SummaryMerge.summary(of: typed.operands, dataDirectory: typed.last("data"))
    try OutputFile.write(summary.json.text, to: typed.output)
    return .success
  }
}
