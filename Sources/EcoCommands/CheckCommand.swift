internal import EcoAudit
internal import EcoModel
internal import PlainText
internal import SystemFiles

/// `eco-calc check`: replays conformance vectors and names what differs.
enum CheckCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "data", value: "DIR", help: "replay over your own tables"),
    OptionSpec(name: "quiet", short: "q", help: "say nothing if all agree"), .color, .help,
  ]

  static func run(_ typed: TypedArguments) throws -> ExitCode {
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
}
