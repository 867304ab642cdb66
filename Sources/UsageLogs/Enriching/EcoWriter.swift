internal import EcoModel

/// Writes figures into records, in JSON or as delimited fields.
struct EcoWriter {
  private let methodologyVersion: [UInt8]
  private let labels: LabelTexts
  private let energyKey = Array(#"{"energy_wh":"#.utf8)
  private let carbonKey = Array(#","carbon_g":"#.utf8)
  private let carbonPer1kKey = Array(#","carbon_per_1k_tokens_g":"#.utf8)
  /// The JSON from after the last figure to the end of the block.
  private let jsonTails: LabelTexts
  /// The most bytes that `appendJSON` appends.
  let blockCapacity: Int
  /// What separates delimited fields.
  private let delimiter: UInt8
  /// The fields after the last figure, a delimiter before each.
  private let fieldTails: LabelTexts
  /// The most bytes that `appendFields` appends.
  let fieldsCapacity: Int

  /// - Parameter delimiter: what separates the fields of a delimited log.
  init(methodologyVersion: String, delimiter: UInt8 = UInt8(ascii: ",")) {
    self.delimiter = delimiter
    fieldTails = LabelTexts { label in
      [delimiter] + Array(label.rawValue.utf8) + [delimiter] + Array(methodologyVersion.utf8)
        + [delimiter]
    }
    fieldsCapacity =
      3 * (DecimalText.maximumCount + 1) + methodologyVersion.utf8.count + EcoColumns.names.count
      + 64
    self.methodologyVersion = Array(methodologyVersion.utf8)
    blockCapacity =
      energyKey.count + carbonKey.count + carbonPer1kKey.count + 3 * DecimalText.maximumCount
      + methodologyVersion.utf8.count + 64
    labels = LabelTexts { Array($0.rawValue.utf8) }
    jsonTails = LabelTexts {
      Array(#","accuracy":"\#($0.rawValue)","methodology_version":"\#(methodologyVersion)"}"#.utf8)
    }
  }

  /// The same for logs with another delimiter.
  func delimited(by delimiter: UInt8) -> EcoWriter {
    EcoWriter(
      methodologyVersion: String(decoding: methodologyVersion, as: UTF8.self), delimiter: delimiter)
  }

  /// Appends the block as a JSON object; at most `blockCapacity` bytes.
  @inline(__always)
  func appendJSON(_ figures: EcoFigures, to output: inout OutputSpan<UInt8>) {
    output.append(energyKey.span)
    DecimalText.append(nanos: figures.energy, to: &output)
    output.append(carbonKey.span)
    DecimalText.append(nanos: figures.carbon, to: &output)
    output.append(carbonPer1kKey.span)
    DecimalText.append(nanos: figures.carbonPer1k, to: &output)
    jsonTails.append(figures.accuracy, to: &output)
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
      fieldTails.append(figures.accuracy, to: &output)
    case .none(let code):
      for _ in EcoColumns.names { output.append(delimiter) }
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
      output.append(capacity: labels.capacity) { labels.append(figures.accuracy, to: &$0) }
    case (.figures, 4): output.append(methodologyVersion.span)
    case (.none(let code), 5): output.append(code)
    default: break
    }
  }
}

/// A text for each label, all in one array: an array for each would be counted as it is read, for
/// every record, and by all lanes concurrently.
private struct LabelTexts {
  private var texts: [UInt8] = []
  /// Where the text of each label starts, the worst first, and the last one ends.
  private var bounds = InlineArray<4, Int32>(repeating: 0)

  init(_ text: (Accuracy) -> [UInt8]) {
    for label in [Accuracy.gross, .medium, .accurate] {
      texts += text(label)
      bounds[label.ordinal + 1] = Int32(texts.count)
    }
  }

  /// The most bytes that `append` appends.
  var capacity: Int { texts.count }

  @inline(__always)
  func append(_ label: Accuracy, to output: inout OutputSpan<UInt8>) {
    let index = label.ordinal
    output.append(texts.span, Int(bounds[index])..<Int(bounds[index + 1]))
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
