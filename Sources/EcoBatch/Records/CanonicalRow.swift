/// A record of any log as a row of the canonical fields: what a JSON log becomes as CSV.
enum CanonicalRow {
  static let columns = [
    "id", "time", "model", "provider", "region", "prompt_tokens", "cached_prompt_tokens",
    "completion_tokens", "requests",
  ]

  private static let texts: [Field] = [.id, .time, .model, .provider, .region]

  /// The header.
  static var header: String { (columns + EcoWriter.columns).joined(separator: ",") + "\n" }

  /// Appends a row with its line end.
  static func append(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>,
    _ reader: borrowing RecordReader, _ outcome: Outcome, _ writer: EcoWriter,
    to output: inout OutputBuffer
  ) {
    for field in texts {
      if let (range, _) = reader.present(field, fields) {
        let bytes =
          range.isAside ? range.range.map { aside[$0] } : range.range.map { text[$0] }
        output.append(CSVField.quoted(String(decoding: bytes, as: UTF8.self)))
      }
      output.append(UInt8(ascii: ","))
    }
    var counts = TokenCounts()
    _ = counts.read(
      reader.plan.counts.span, decimalComma: reader.hasDecimalComma, text, aside, fields)
    output.append(counts.prompt.map { "\($0)" } ?? "")
    output.append(",\(counts.cached),")
    output.append(counts.completion.map { "\($0)" } ?? "")
    output.append(",\(counts.requestsOrOne)")
    for column in EcoWriter.columns.indices {
      output.append(UInt8(ascii: ","))
      writer.appendField(column, outcome, to: &output)
    }
    output.append(UInt8(ascii: "\n"))
  }
}

extension CSVField {
  /// Text as a field: in quotes where it needs them.
  static func quoted(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.contains(where: { [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D].contains($0) }) else {
      return text
    }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}
