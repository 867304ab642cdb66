internal import EcoModel
package import PlainText
internal import UsageLogs

/// A vector file that is not in the schema of METHODOLOGY.md.
package struct VectorError: Fault {
  let file: String
  let line: Int
  let message: String

  package var family: FaultFamily { .data }
  package var description: String { "\(file):\(line): error: \(message)" }
}

/// One row of a vector file: a request, and what is expected of it.
package struct ConformanceVector {
  static let inputs = [
    "case", "methodology", "model", "provider", "region", "region_assumed", "date",
    "prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests",
  ]
  static let figures = [
    "energy_wh", "carbon_g", "energy_per_1k_tokens_wh", "carbon_per_1k_tokens_g", "energy_low_wh",
    "energy_high_wh", "carbon_low_g", "carbon_high_g",
  ]
  static let answers = figures + ["accuracy", "methodology_version", "omitted"]

  let name: String
  let line: Int
  /// The methodology's id, where the vector names one.
  let methodology: String?
  let request: ExplainRequest
  let regionAssumed: Bool
  /// The expected answers by column; an answer that is not expected is empty.
  let expected: [String: String]

  /// The vectors of a file.
  ///
  /// - Throws: `DataError` if it is not CSV text, `VectorError` if a row is not in the schema.
  package static func all(_ bytes: [UInt8], file: String) throws -> [ConformanceVector] {
    let table = try SmallCSV(bytes, file: file)
    for column in inputs + answers where !table.columns.contains(column) {
      throw VectorError(file: file, line: 1, message: "the column \(column) is missing")
    }
    if let line = table.ragged.first {
      throw VectorError(file: file, line: line, message: "not as many fields as the header has")
    }
    var vectors: [ConformanceVector] = []
    for row in table.rows { vectors.append(try ConformanceVector(row, file: file)) }
    return vectors
  }

  private init(_ row: SmallCSV.Row, file: String) throws(VectorError) {
    func error(_ column: String, _ expected: String) -> VectorError {
      VectorError(
        file: file, line: row.line,
        message: "\(column): expected \(expected), found \"\(row[column])\"")
    }
    func count(_ column: String, _ range: ClosedRange<Int>) throws(VectorError) -> Int {
      if row[column].isEmpty { return range.lowerBound }
      guard let value = Int(row[column]), range.contains(value) else {
        throw error(column, "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    name = row["case"]
    line = row.line
    methodology = row["methodology"].isEmpty ? nil : row["methodology"]
    guard ["", "yes"].contains(row["region_assumed"]) else {
      throw error("region_assumed", "yes or nothing")
    }
    regionAssumed = row["region_assumed"] == "yes"
    var request = ExplainRequest()
    request.model = row["model"]
    request.provider = row["provider"].isEmpty ? nil : row["provider"]
    request.region = row["region"]
    if !row["date"].isEmpty {
      guard let date = RequestDate(text: row["date"]) else {
        throw error("date", "YYYY-MM-DD or YYYY")
      }
      request.date = date
    }
    request.promptTokens = try count("prompt_tokens", 0...TokenUsage.maximumTokens)
    request.cachedTokens = try count("cached_prompt_tokens", 0...TokenUsage.maximumTokens)
    request.completionTokens = try count("completion_tokens", 0...TokenUsage.maximumTokens)
    request.requests = try count("requests", 1...TokenUsage.maximumRequests)
    self.request = request
    expected = Dictionary(uniqueKeysWithValues: Self.answers.map { ($0, row[$0]) })
  }
}
