internal import PlainText

/// A record of any log as a row of the canonical fields: what a JSON log becomes as CSV.
enum CanonicalRow {
  static let columns = [
    "id", "time", "model", "provider", "region", "prompt_tokens", "cached_prompt_tokens",
    "completion_tokens", "requests",
  ]

  private static let texts: [Field] = [.id, .time, .model, .provider, .region]

  /// The header.
  static func header(with more: [String]) -> String {
    (columns + EcoColumns.names + more.map(EcoColumns.more)).joined(separator: ",") + "\n"
  }

  /// Appends a row with its line end.
  static func append(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>,
    _ plan: FieldPlan, _ outcome: Outcome, _ writer: EcoWriter, _ more: [[UInt8]],
    to output: inout OutputBuffer
  ) {
    for field in texts {
      let bytes = plan.bytes(field, text, unescaped, fields)
      output.append(CSVText.quoted(String(decoding: bytes, as: UTF8.self)))
      output.append(UInt8(ascii: ","))
    }
    var counts = TokenCounts()
    _ = counts.read(plan, text, unescaped, fields)
    output.append(counts.prompt.map { "\($0)" } ?? "")
    output.append(",\(counts.cached),")
    output.append(counts.completion.map { "\($0)" } ?? "")
    output.append(",\(counts.requestsOrOne)")
    for column in EcoColumns.names.indices {
      output.append(UInt8(ascii: ","))
      writer.appendField(column, outcome, to: &output)
    }
    for text in more {
      output.append(UInt8(ascii: ","))
      output.append(text.span, 0..<text.count)
    }
    output.append(UInt8(ascii: "\n"))
  }
}
