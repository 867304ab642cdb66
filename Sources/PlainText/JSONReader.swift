/// A text that is not JSON: where and why.
package struct JSONFault: Error {
  package let offset: Int
  package let message: StaticString

  package init(offset: Int, message: StaticString) {
    self.offset = offset
    self.message = message
  }
}

extension JSONValue {
  /// The value of a text that is nothing but one JSON value (RFC 8259), for small texts.
  ///
  /// Numbers stay the text that they are: no figure ever passes through a floating-point number. A lone
  /// surrogate becomes U+FFFD.
  package init(reading bytes: [UInt8]) throws(JSONFault) {
    var reader = JSONReader(bytes)
    self = try reader.whole()
  }
}

/// Reads a text, one value after the other.
private struct JSONReader {
  private static let maximumDepth = 512

  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func whole() throws(JSONFault) -> JSONValue {
    let value = try value()
    guard next() == nil else { throw fault("expected nothing more after the JSON text") }
    return value
  }

  private func fault(_ message: StaticString) -> JSONFault {
    JSONFault(offset: index, message: message)
  }

  /// The next byte that is no white space, which stays the next.
  private mutating func next() -> UInt8? {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    return index < bytes.count ? bytes[index] : nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private mutating func value() throws(JSONFault) -> JSONValue {
    switch next() {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"):
      var members: [(String, JSONValue)] = []
      try elements(closing: UInt8(ascii: "}")) { reader throws(JSONFault) in
        guard reader.next() == UInt8(ascii: "\"") else {
          throw reader.fault("expected a key in quotes")
        }
        let key = try reader.string()
        guard reader.next() == UInt8(ascii: ":") else { throw reader.fault("expected a colon") }
        reader.index += 1
        members.append((key, try reader.value()))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSONValue] = []
      try elements(closing: UInt8(ascii: "]")) { reader throws(JSONFault) in
        values.append(try reader.value())
      }
      return .array(values)
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return try number()
    }
  }

  private mutating func elements(
    closing close: UInt8, _ element: (inout JSONReader) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    guard depth < Self.maximumDepth else { throw fault("nested more than 512 deep") }
    depth += 1
    index += 1
    if next() != close {
      try element(&self)
      while next() == UInt8(ascii: ",") {
        index += 1
        try element(&self)
      }
    }
    guard next() == close else { throw fault("expected a comma or the closing bracket") }
    index += 1
    depth -= 1
  }

  private mutating func literal(
    _ text: String, _ value: JSONValue
  ) throws(JSONFault) -> JSONValue {
    guard bytes[index...].starts(with: text.utf8) else { throw fault("expected a JSON value") }
    index += text.utf8.count
    return value
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = index
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func digits() throws(JSONFault) {
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    guard index > start else { throw fault("expected a JSON value") }
  }

  private mutating func string() throws(JSONFault) -> String {
    index += 1
    var text: [UInt8] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      let byte = bytes[index]
      guard byte >= 0x20 else { throw fault("a control character must be escaped") }
      index += 1
      if byte == UInt8(ascii: "\\") { text += try escaped().utf8 } else { text.append(byte) }
    }
    guard take("\"") else { throw fault("the text ends inside a string") }
    guard let string = String(validating: text, as: UTF8.self) else { throw fault("not UTF-8") }
    return string
  }

  private mutating func escaped() throws(JSONFault) -> String {
    let plain: [(Unicode.Scalar, String)] = [
      ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{08}"), ("f", "\u{0C}"), ("n", "\n"),
      ("r", "\r"), ("t", "\t"),
    ]
    for (letter, meaning) in plain where take(letter) { return meaning }
    guard take("u") else { throw fault("no such escape") }
    let high = try unit()
    if (0xD800...0xDBFF).contains(high), bytes[index...].starts(with: "\\u".utf8) {
      let start = index
      index += 2
      let low = try unit()
      if (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        return String(Character(scalar))
      }
      index = start
    }
    return String(Character(Unicode.Scalar(high) ?? "\u{FFFD}"))
  }

  private mutating func unit() throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count,
        let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue
      else { throw fault("expected four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}
