/// A JSON text that is built to be printed, with its members in the order in which they were put in.
indirect enum JSONValue {
  case string(String)
  /// A number as it is to stand.
  case number(String)
  case bool(Bool)
  case null
  case array([JSONValue])
  case object([(String, JSONValue)])

  static func integer(_ value: some BinaryInteger) -> JSONValue {
    // A wide integer takes twenty times as long, and is nearly always a small one.
    .number(Int(exactly: value).map { "\($0)" } ?? "\(value)")
  }

  /// The text over several lines, indented by two spaces, with a line end.
  var text: String {
    var output = OutputBuffer()
    write(to: &output, indent: 0)
    output.append(UInt8(ascii: "\n"))
    return output.string
  }

  /// The text on one line without a line end.
  var line: String {
    var output = OutputBuffer()
    write(to: &output, indent: nil)
    return output.string
  }

  private func write(to output: inout OutputBuffer, indent: Int?) {
    switch self {
    case .string(let text): Self.write(text, to: &output)
    case .number(let text): output.append(text)
    case .bool(let value): output.append(value ? "true" : "false")
    case .null: output.append("null")
    case .array(let elements):
      Self.list(elements, "[", "]", to: &output, indent: indent) { element, output, indent in
        element.write(to: &output, indent: indent)
      }
    case .object(let members):
      Self.list(members, "{", "}", to: &output, indent: indent) { member, output, indent in
        Self.write(member.0, to: &output)
        output.append(indent == nil ? ":" : ": ")
        member.1.write(to: &output, indent: indent)
      }
    }
  }

  private static func list<Item>(
    _ items: [Item], _ open: String, _ close: String, to output: inout OutputBuffer, indent: Int?,
    _ write: (Item, inout OutputBuffer, Int?) -> Void
  ) {
    output.append(open)
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(",") }
      newline(to: &output, indent.map { $0 + 1 })
      write(item, &output, indent.map { $0 + 1 })
    }
    if !items.isEmpty { newline(to: &output, indent) }
    output.append(close)
  }

  private static func newline(to output: inout OutputBuffer, _ indent: Int?) {
    guard let indent else { return }
    output.append(UInt8(ascii: "\n"))
    for _ in 0..<indent { output.append("  ") }
  }

  private static func write(_ text: String, to output: inout OutputBuffer) {
    let bytes = Array(text.utf8)
    output.append(UInt8(ascii: "\""))
    JSONString.escape(bytes.span, 0..<bytes.count, into: &output)
    output.append(UInt8(ascii: "\""))
  }
}
