internal import PlainText

/// Reads small JSON files whole. Numbers stay the text that they are: no figure ever passes through a
/// floating-point number.
extension JSONValue {
  /// The value of a text that is nothing but one JSON value.
  package init(reading bytes: [UInt8]) throws(JSONError) {
    let padded = bytes + [UInt8](repeating: 0, count: Words.slack)
    let text = padded.span
    let start = JSONSyntax.skipSpace(text, 0, bytes.count)
    let end = try JSONSyntax.value(text, start, bytes.count, depth: 0)
    guard JSONSyntax.skipSpace(text, end, bytes.count) == bytes.count else {
      throw JSONError(offset: end, message: "expected nothing more after the JSON text")
    }
    // Everything is valid from here on, so that building only has to look.
    var index = start
    self = try Self.build(text, &index, end)
  }

  private static func build(
    _ text: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(JSONError) -> JSONValue {
    let start = index
    switch text[start] {
    case UInt8(ascii: "\""): return .string(try string(text, &index, end))
    case UInt8(ascii: "{"):
      var members: [(String, JSONValue)] = []
      try elements(text, &index, end, close: UInt8(ascii: "}")) { index throws(JSONError) in
        let key = try string(text, &index, end)
        index = try JSONSyntax.colon(text, index, end)
        members.append((key, try build(text, &index, end)))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSONValue] = []
      try elements(text, &index, end, close: UInt8(ascii: "]")) { index throws(JSONError) in
        values.append(try build(text, &index, end))
      }
      return .array(values)
    default:
      index = try JSONSyntax.bare(text, start, end)
      switch text[start] {
      case UInt8(ascii: "t"): return .bool(true)
      case UInt8(ascii: "f"): return .bool(false)
      case UInt8(ascii: "n"): return .null
      default:
        return .number(String(decoding: (start..<index).map { text[$0] }, as: UTF8.self))
      }
    }
  }

  private static func elements(
    _ text: Span<UInt8>, _ index: inout Int, _ end: Int, close: UInt8,
    _ element: (inout Int) throws(JSONError) -> Void
  ) throws(JSONError) {
    index = JSONSyntax.skipSpace(text, index + 1, end)
    while text[index] != close {
      try element(&index)
      index = JSONSyntax.skipSpace(text, index, end)
      if text[index] == UInt8(ascii: ",") { index = JSONSyntax.skipSpace(text, index + 1, end) }
    }
    index += 1
  }

  private static func string(
    _ text: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(JSONError) -> String {
    let first = index + 1
    var escapes = false
    let close = try JSONSyntax.string(text, first, end, hasEscapes: &escapes)
    var bytes: [UInt8] = []
    JSONString.unescape(text, first..<close, into: &bytes)
    index = close + 1
    return String(decoding: bytes, as: UTF8.self)
  }
}
