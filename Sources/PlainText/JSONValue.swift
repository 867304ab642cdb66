/// A JSON text that is built to be printed, with its members in the order in which they were put in.
package indirect enum JSONValue {
  case string(String)
  /// A number, already formatted.
  case number(String)
  case bool(Bool)
  case null
  case array([JSONValue])
  /// An array of so many elements, each made when it is printed.
  case rows(Int, (Int) -> JSONValue)
  case object([(String, JSONValue)])

  package static func integer(_ value: some BinaryInteger) -> JSONValue {
    // A wide integer takes twenty times as long, and is nearly always a small one.
    .number(Int(exactly: value).map { "\($0)" } ?? "\(value)")
  }

  /// The text over several lines, indented by two spaces, with a line end.
  package var text: String {
    var output: [UInt8] = []
    write(to: &output, indent: 0)
    output.append(UInt8(ascii: "\n"))
    return String(decoding: output, as: UTF8.self)
  }

  /// The text as it stands in an array over several lines.
  package var element: String {
    var output = Array("  ".utf8)
    write(to: &output, indent: 1)
    return String(decoding: output, as: UTF8.self)
  }

  /// The text on one line without a line end.
  package var line: String {
    var output: [UInt8] = []
    write(to: &output, indent: nil)
    return String(decoding: output, as: UTF8.self)
  }

  private func write(to output: inout [UInt8], indent: Int?) {
    switch self {
    case .string(let text): Self.write(text, to: &output)
    case .number(let text): output += text.utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .null: output += "null".utf8
    case .array(let elements):
      Self.list(elements, "[", "]", to: &output, indent: indent) { element, output, indent in
        element.write(to: &output, indent: indent)
      }
    case .rows(let count, let row):
      Self.list(0..<count, "[", "]", to: &output, indent: indent) { number, output, indent in
        row(number).write(to: &output, indent: indent)
      }
    case .object(let members):
      Self.list(members, "{", "}", to: &output, indent: indent) { member, output, indent in
        Self.write(member.0, to: &output)
        output.append(UInt8(ascii: ":"))
        if indent != nil { output.append(UInt8(ascii: " ")) }
        member.1.write(to: &output, indent: indent)
      }
    }
  }

  private static func list<Items: Collection>(
    _ items: Items, _ open: Unicode.Scalar, _ close: Unicode.Scalar, to output: inout [UInt8],
    indent: Int?,
    _ write: (Items.Element, inout [UInt8], Int?) -> Void
  ) {
    output.append(UInt8(ascii: open))
    var isFirst = true
    for item in items {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      newline(to: &output, indent.map { $0 + 1 })
      write(item, &output, indent.map { $0 + 1 })
    }
    if !isFirst { newline(to: &output, indent) }
    output.append(UInt8(ascii: close))
  }

  private static func newline(to output: inout [UInt8], _ indent: Int?) {
    guard let indent else { return }
    output.append(UInt8(ascii: "\n"))
    output += repeatElement(UInt8(ascii: " "), count: 2 * indent)
  }

  /// Writes text as a JSON string. What would be hidden is escaped, for texts are of other people and
  /// JSON is looked at on terminals.
  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    defer { output.append(UInt8(ascii: "\"")) }
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      output += text.utf8
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += #"\""#.utf8
      case "\\": output += #"\\"#.utf8
      case "\n": output += #"\n"#.utf8
      case "\r": output += #"\r"#.utf8
      case "\t": output += #"\t"#.utf8
      case _ where scalar.isHidden:
        let digits = String(scalar.value, radix: 16)
        output += (#"\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8
      default: output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }
}
