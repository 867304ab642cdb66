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
  static let required = figures + ["accuracy", "methodology_version", "omitted"]
  /// How the request was served: columns that older sets lack.
  static let servingInputs = [
    "concurrency", "gpu_seconds", "accelerator", "accelerator_wh", "measured_unknown",
  ]
  /// What follows from that: likewise.
  static let servingAnswers =
    ["basis"]
    + Uncertainty.Cause.allCases.flatMap { ["\($0.rawValue)_low_wh", "\($0.rawValue)_high_wh"] }
    + ["embodied_g", "embodied_low_g", "embodied_high_g"]

  let name: String
  let line: Int
  /// The methodology's id, where the vector names one.
  let methodology: String?
  let request: ExplainRequest
  let regionAssumed: Bool
  /// Whether a model of unknown size has a figure where its accelerators were measured.
  let measuredUnknown: Bool
  /// The stated serving by column.
  private let stated: [String: String]
  /// The columns of answers that the file has.
  let answers: [String]
  /// The expected answers by column; an answer that is not expected is empty.
  let expected: [String: String]

  /// The vectors of a file.
  ///
  /// - Throws: `DataError` if it is not CSV text, `VectorError` if a row is not in the schema.
  package static func all(_ bytes: [UInt8], file: String) throws -> [ConformanceVector] {
    let table = try SmallCSV(bytes, file: file)
    for column in inputs + required where !table.columns.contains(column) {
      throw VectorError(file: file, line: 1, message: "the column \(column) is missing")
    }
    if let line = table.ragged.first {
      throw VectorError(file: file, line: line, message: "not as many fields as the header has")
    }
    var vectors: [ConformanceVector] = []
    for row in table.rows {
      vectors.append(try ConformanceVector(row, file: file, columns: Set(table.columns)))
    }
    return vectors
  }

  private init(
    _ row: SmallCSV.Row, file: String, columns: Set<String>
  ) throws(VectorError) {
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
    answers = Self.required + Self.servingAnswers.filter(columns.contains)
    expected = Dictionary(uniqueKeysWithValues: answers.map { ($0, row[$0]) })
    let stated = Self.servingInputs.filter { columns.contains($0) && !row[$0].isEmpty }
    self.stated = Dictionary(uniqueKeysWithValues: stated.map { ($0, row[$0]) })
    measuredUnknown = self.stated["measured_unknown"] == "yes"
    for (column, places) in [("concurrency", 9), ("gpu_seconds", 6), ("accelerator_wh", 9)]
    where self.stated[column] != nil {
      guard DecimalText.nanos(row[column].utf8, places: places) != nil else {
        throw error(column, "a plain decimal with at most \(places) places")
      }
    }
  }

  /// How the request was served.
  func serving(_ estimator: EcoEstimator) -> Serving {
    func nanos(_ column: String) -> Int128? {
      stated[column].flatMap { DecimalText.nanos($0.utf8) }
    }
    return Serving(
      concurrency: nanos("concurrency").flatMap { Concurrency(Decimal9(nanos: $0)) },
      accelerator: stated["accelerator"].flatMap(estimator.accelerator),
      gpuMicroseconds: nanos("gpu_seconds").map { UInt64($0 / 1000) },
      meteredNanos: nanos("accelerator_wh")?.magnitude)
  }
}
