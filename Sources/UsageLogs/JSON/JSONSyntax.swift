/// A text that is not JSON: where and why.
package struct JSONError: Error {
  package let offset: Int
  package let message: StaticString
}

/// The grammar of RFC 8259: each function checks one production completely and returns the offset
/// after it.
///
/// The text must be readable for `Words.slack` bytes past `end`.
enum JSONSyntax {
  /// Containers inside containers; deeper texts are refused.
  static let maximumDepth = 512

  /// The offset of the first byte at or after `start` that is not white space.
  @inline(__always)
  static func skipSpace(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end {
      let byte = text[index]
      guard byte <= 0x20 else { break }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      index += 1
    }
    return index
  }

  /// Checks a string whose opening quote is at `start - 1`; returns the offset of the closing quote.
  @inline(__always)
  static func string(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, hasEscapes: inout Bool
  ) throws(JSONError) -> Int {
    // Most strings end within the first mask, with nothing else in them. Without any match the byte
    // after the masked ones is the next to look at.
    let first = start + Words.stringSpecials(text, at: start).trailingZeroBitCount
    if first < end, text[first] == UInt8(ascii: "\"") { return first }
    return try longString(text, first, end, hasEscapes: &hasEscapes)
  }

  /// Checks a string from somewhere in its inside on.
  @inline(never)
  private static func longString(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, hasEscapes: inout Bool
  ) throws(JSONError) -> Int {
    var index = start
    while index < end {
      switch text[index] {
      case UInt8(ascii: "\""): return index
      case UInt8(ascii: "\\"):
        hasEscapes = true
        index = try escape(text, index, end)
      case 0..<0x20:
        throw JSONError(offset: index, message: "a control character must be escaped in a string")
      case 0x80...: index = try scalar(text, index, end)
      default: index += Words.stringSpecials(text, at: index).trailingZeroBitCount
      }
    }
    throw JSONError(offset: end, message: "a string without its closing quote")
  }

  /// Checks an escape sequence.
  private static func escape(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int {
    guard start + 1 < end else {
      throw JSONError(offset: end, message: "a string without its closing quote")
    }
    switch text[start + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return start + 2
    case UInt8(ascii: "u"):
      guard start + 6 <= end else {
        throw JSONError(offset: end, message: "expected four hexadecimal digits after \\u")
      }
      for index in (start + 2)..<(start + 6) where hexDigit(text[index]) == nil {
        throw JSONError(offset: index, message: "expected four hexadecimal digits after \\u")
      }
      return start + 6
    default:
      throw JSONError(offset: start, message: "unknown escape sequence in a string")
    }
  }

  /// The value of a hexadecimal digit.
  static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }

  /// Checks one UTF-8 sequence of two to four bytes (Unicode 15, table 3-7).
  private static func scalar(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int {
    let lead = text[start]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: length = 3
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: length = 0
    }
    guard length > 0, start + length <= end, second.contains(text[start + 1]) else {
      throw JSONError(offset: start, message: "not UTF-8")
    }
    for index in (start + 2)..<(start + length) where text[index] & 0xC0 != 0x80 {
      throw JSONError(offset: start, message: "not UTF-8")
    }
    return start + length
  }

  /// Checks a number that starts at `start`; returns the offset after it.
  @inline(__always)
  static func number(_ text: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONError) -> Int {
    var index = start
    if text[index] == UInt8(ascii: "-") { index += 1 }
    let whole = index
    index = digits(text, index, end)
    if index == whole { throw JSONError(offset: start, message: "expected a JSON value") }
    if text[whole] == UInt8(ascii: "0"), index > whole + 1 {
      throw JSONError(offset: start, message: "a number must not start with 0")
    }
    if index < end, text[index] == UInt8(ascii: ".") {
      let fraction = index + 1
      index = digits(text, fraction, end)
      if index == fraction {
        throw JSONError(offset: index, message: "expected a digit after the decimal point")
      }
    }
    if index < end, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < end, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
        index += 1
      }
      let exponent = index
      index = digits(text, exponent, end)
      if index == exponent {
        throw JSONError(offset: index, message: "expected a digit in the exponent")
      }
    }
    return index
  }

  @inline(__always)
  private static func digits(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end {
      let other = Words.firstNonDigit(Words.load(text, at: index))
      // All of the word are digits where none is another byte: zero bits are as many as it has.
      index += Words.index(other)
      if other != 0 { break }
    }
    return min(index, end)
  }

  /// Checks `true`, `false` or `null`.
  static func literal(_ text: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONError) -> Int {
    let word = Words.load(text, at: start)
    let (length, expected): (Int, UInt64) =
      switch text[start] {
      case UInt8(ascii: "t"): (4, 0x6575_7274)
      case UInt8(ascii: "n"): (4, 0x6C6C_756E)
      default: (5, 0x65_736C_6166)
      }
    guard start + length <= end, word & Words.low(length) == expected else {
      throw JSONError(offset: start, message: "expected a JSON value")
    }
    return start + length
  }

  /// Checks a scalar that is not a string.
  @inline(__always)
  static func bare(_ text: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONError) -> Int {
    switch text[start] {
    case UInt8(ascii: "-"), 0x30...0x39: try number(text, start, end)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): try literal(text, start, end)
    default: throw JSONError(offset: start, message: "expected a JSON value")
    }
  }

  /// Checks any value that starts at `start` (not white space); returns the offset after it.
  @inline(__always)
  static func value(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, depth: Int
  ) throws(JSONError) -> Int {
    guard start < end else { throw JSONError(offset: end, message: "expected a JSON value") }
    switch text[start] {
    case UInt8(ascii: "\""):
      var escapes = false
      return try string(text, start + 1, end, hasEscapes: &escapes) + 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return try container(text, start, end, depth: depth)
    default:
      return try bare(text, start, end)
    }
  }

  /// Checks an object or array without recursion: one bit for each open container says which it is.
  private static func container(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, depth outer: Int
  ) throws(JSONError) -> Int {
    var open = OpenContainers()
    var index = start
    while true {
      // Here a value starts at `index`, in an object with its key.
      if open.isObject { index = try key(text, index, end) }
      guard index < end else { throw JSONError(offset: end, message: "expected a JSON value") }
      let byte = text[index]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        guard outer + open.count < maximumDepth else {
          throw JSONError(offset: index, message: "nested more than 512 deep")
        }
        open.push(isObject: byte == UInt8(ascii: "{"))
        index = skipSpace(text, index + 1, end)
        let close = byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard index < end, text[index] == close else { continue }
        index += 1
        open.pop()
      } else if byte == UInt8(ascii: "\"") {
        var escapes = false
        index = try string(text, index + 1, end, hasEscapes: &escapes) + 1
      } else {
        index = try bare(text, index, end)
      }
      // After a value: close what closes, then go on to the next one.
      while true {
        if open.count == 0 { return index }
        index = skipSpace(text, index, end)
        guard index < end else {
          throw JSONError(offset: end, message: "the text ends inside an object or array")
        }
        if text[index] == UInt8(ascii: ",") {
          index = skipSpace(text, index + 1, end)
          break
        }
        guard text[index] == (open.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw JSONError(offset: index, message: "expected a comma or the closing bracket")
        }
        index += 1
        open.pop()
      }
    }
  }

  /// Checks a key and its colon; returns where the value starts.
  @inline(__always)
  private static func key(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int {
    guard start < end, text[start] == UInt8(ascii: "\"") else {
      throw JSONError(offset: start, message: "expected a key in quotes")
    }
    var escapes = false
    let close = try string(text, start + 1, end, hasEscapes: &escapes)
    return try colon(text, close + 1, end)
  }

  /// Checks the colon after a key; returns where the value starts.
  @inline(__always)
  static func colon(_ text: Span<UInt8>, _ start: Int, _ end: Int) throws(JSONError) -> Int {
    let index = skipSpace(text, start, end)
    guard index < end, text[index] == UInt8(ascii: ":") else {
      throw JSONError(offset: index, message: "expected a colon after the key")
    }
    return skipSpace(text, index + 1, end)
  }
}

/// Which of the open containers are objects: a bit for each level.
private struct OpenContainers {
  private(set) var count = 0
  private var current: UInt64 = 0
  private var outer: [UInt64] = []

  var isObject: Bool { current & 1 == 1 }

  mutating func push(isObject: Bool) {
    if count > 0, count % 64 == 0 { outer.append(current) }
    current = current << 1 | (isObject ? 1 : 0)
    count += 1
  }

  mutating func pop() {
    count -= 1
    current >>= 1
    if count > 0, count % 64 == 0, let last = outer.popLast() { current = last }
  }
}
