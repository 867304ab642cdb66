internal import EcoAudit
internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc data coverage`: the models that a log or a list names, and which of them have no figure.
enum CoverageCommand {
  static func coverage(
    of path: String, _ typed: TypedArguments, _ estimator: EcoEstimator
  ) async throws -> Coverage {
    if typed.has("ids") {
      let list = try list(path)
      return Coverage(list.names, unit: list.unit, estimator)
    }
    let names = try await LogScan(path, try ReadingArguments.options(typed)).modelNames(jobs: .one)
    return Coverage(names, unit: "tokens", estimator)
  }

  /// The names of a list: CSV with a column `id` and, where they differ, `weight`, else a name in each
  /// line.
  private static func list(_ path: String) throws -> (names: ModelNames, unit: String) {
    let bytes = try InputFile.contents(path)
    var names = ModelNames()
    guard let table = try? SmallCSV(bytes, file: path), table.columns.contains("id") else {
      let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      for line in lines { names.add(String(decoding: line, as: UTF8.self), requests: 1, tokens: 1) }
      return (names, "names")
    }
    let isWeighted = table.columns.contains("weight")
    for row in table.rows {
      guard let weight = isWeighted ? Int128(row["weight"]) : 1, weight >= 0 else {
        throw ListError(path: path, line: row.line, weight: row["weight"])
      }
      names.add(row["id"], requests: 1, tokens: weight)
    }
    return (names, isWeighted ? "weight" : "names")
  }
}

/// A weight that is not a whole number.
struct ListError: Fault {
  let path: String
  let line: Int
  let weight: String

  var family: FaultFamily { .result }
  var description: String {
    "\(path):\(line): weight: expected a whole number, found \"\(weight)\""
  }
}
