internal import EcoResults
internal import SystemFiles

/// `eco-calc diff`: what changed between two results, and why.
enum DiffCommand {
  static func run(_ typed: TypedArguments) async throws -> ExitCode {
    let options = try DiffArguments.options(typed)
    var roles = FileRoles()
    try roles.write(typed.output, as: "the output")
    for operand in typed.operands { try roles.read(operand) }
    try roles.read(tables: typed.tables)
    let table = try await DiffTable.of(options)
    let report = DiffReport(table: table, isForPeople: OutputFile.isTerminal(typed.output))
    try OutputFile.write(report.text(options.form), to: typed.output)
    return table.isDifferent ? .difference : .success
  }
}
