internal import EcoModel

/// Writes figures into records, in JSON or as delimited fields.
struct EcoWriter {
  /// The columns that a delimited record gets, in order.
  static let columns = [
    "eco.energy_wh", "eco.carbon_g", "eco.carbon_per_1k_tokens_g", "eco.accuracy",
    "eco.methodology_version", "eco.omitted",
  ]

  private let methodologyVersion: [UInt8]
  /// For each label, its name.
  private let labels: [[UInt8]]
  private let energyKey = Array(#"{"energy_wh":"#.utf8)
  private let carbonKey = Array(#","carbon_g":"#.utf8)
  private let carbonPer1kKey = Array(#","carbon_per_1k_tokens_g":"#.utf8)
  /// For each label, the JSON from behind the last figure to the end of the block.
  private let jsonTails: [[UInt8]]
  /// The most bytes that `appendJSON` appends.
  let blockCapacity: Int
  /// What separates delimited fields.
  private let delimiter: UInt8
  /// For each label, the fields behind the last figure, a delimiter before each.
  private let fieldTails: [[UInt8]]
  /// The most bytes that `appendFields` appends.
  let fieldsCapacity: Int

  /// - Parameter delimiter: what separates the fields of a delimited log.
  init(methodologyVersion: String, delimiter: UInt8 = UInt8(ascii: ",")) {
    self.delimiter = delimiter
    fieldTails = Self.allLabels.map { label in
      [delimiter] + Array(label.rawValue.utf8) + [delimiter] + Array(methodologyVersion.utf8)
        + [delimiter]
    }
    fieldsCapacity =
      3 * (DecimalText.maximumCount + 1) + (fieldTails.map(\.count).max() ?? 0)
      + Self.columns.count + 64
    self.methodologyVersion = Array(methodologyVersion.utf8)
    blockCapacity =
      energyKey.count + carbonKey.count + carbonPer1kKey.count + 3 * DecimalText.maximumCount
      + methodologyVersion.utf8.count + 64
    labels = Self.allLabels.map { Array($0.rawValue.utf8) }
    jsonTails = Self.allLabels.map {
      Array(#","accuracy":"\#($0.rawValue)","methodology_version":"\#(methodologyVersion)"}"#.utf8)
    }
  }

  /// The same for logs with another delimiter.
  func delimited(by delimiter: UInt8) -> EcoWriter {
    EcoWriter(
      methodologyVersion: String(decoding: methodologyVersion, as: UTF8.self), delimiter: delimiter)
  }

  private static let allLabels: [Accuracy] = [.gross, .medium, .accurate]

  @inline(__always)
  private static func index(_ label: Accuracy) -> Int {
    switch label {
    case .gross: 0
    case .medium: 1
    case .accurate: 2
    }
  }

  /// Appends the block as a JSON object; at most `blockCapacity` bytes.
  @inline(__always)
  func appendJSON(_ figures: EcoFigures, to output: inout OutputSpan<UInt8>) {
    let tail = jsonTails[Self.index(figures.accuracy)]
    output.append(energyKey.span)
    DecimalText.append(nanos: figures.energy, to: &output)
    output.append(carbonKey.span)
    DecimalText.append(nanos: figures.carbon, to: &output)
    output.append(carbonPer1kKey.span)
    DecimalText.append(nanos: figures.carbonPer1k, to: &output)
    output.append(tail.span)
  }

  /// Appends the fields of all columns, a delimiter before each; at most `fieldsCapacity` bytes.
  @inline(__always)
  func appendFields(_ outcome: Outcome, to output: inout OutputSpan<UInt8>) {
    switch outcome {
    case .figures(let figures):
      output.append(delimiter)
      DecimalText.append(nanos: figures.energy, to: &output)
      output.append(delimiter)
      DecimalText.append(nanos: figures.carbon, to: &output)
      output.append(delimiter)
      DecimalText.append(nanos: figures.carbonPer1k, to: &output)
      let tail = fieldTails[Self.index(figures.accuracy)]
      output.append(tail.span)
    case .none(let code):
      for _ in Self.columns { output.append(delimiter) }
      output.append(code)
    case .rejected: break
    }
  }

  /// Appends the field of a column; a record without figures has only the reason.
  @inline(__always)
  func appendField(_ column: Int, _ outcome: Outcome, to output: inout OutputBuffer) {
    switch (outcome, column) {
    case (.figures(let figures), 0): output.append(nanos: figures.energy)
    case (.figures(let figures), 1): output.append(nanos: figures.carbon)
    case (.figures(let figures), 2): output.append(nanos: figures.carbonPer1k)
    case (.figures(let figures), 3):
      let label = labels[Self.index(figures.accuracy)]
      output.append(label.span)
    case (.figures, 4): output.append(methodologyVersion.span)
    case (.none(let code), 5): output.append(code)
    default: break
    }
  }
}

extension OutputBuffer {
  /// Appends a number of billionths as a plain decimal.
  @inline(__always)
  mutating func append(nanos: Int128) {
    append(capacity: DecimalText.maximumCount) { DecimalText.append(nanos: nanos, to: &$0) }
  }

  /// Appends a constant text.
  mutating func append(_ text: StaticString) {
    append(capacity: text.utf8CodeUnitCount) { $0.append(text) }
  }
}
