/// Whether bytes are one JSON text (RFC 8259), found without building anything of it: a tree of a
/// body takes many times the body's size.
struct JSONCheck {
  /// So many objects and arrays may stand in one another.
  private static let maximumDepth = 512

  private enum Expected { case value, valueOrEnd, key, keyOrEnd, commaOrEnd }

  private let bytes: [UInt8]
  private var index = 0
  private var open: [UInt8] = []
  private var expected = Expected.value
  /// Whether each value of the outermost array is an object, and there is one.
  private var hasObject = false
  private var hasOther = false

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func isValid(_ bytes: [UInt8]) -> Bool {
    var check = JSONCheck(bytes)
    return String(validating: bytes, as: UTF8.self) != nil && check.run()
  }

  /// Whether bytes are an array of one object or more.
  static func isArrayOfObjects(_ bytes: [UInt8]) -> Bool {
    var check = JSONCheck(bytes)
    return check.run() && bytes.first { !isSpace($0) } == UInt8(ascii: "[")
      && check.hasObject && !check.hasOther
  }

  private mutating func run() -> Bool {
    while true {
      while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
      guard index < bytes.count else { return expected == .commaOrEnd && open.isEmpty }
      guard step(bytes[index]) else { return false }
    }
  }

  private mutating func step(_ byte: UInt8) -> Bool {
    switch (expected, byte) {
    case (.valueOrEnd, UInt8(ascii: "]")), (.commaOrEnd, UInt8(ascii: "]")):
      return close(UInt8(ascii: "["))
    case (.keyOrEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "}")):
      return close(UInt8(ascii: "{"))
    case (.commaOrEnd, UInt8(ascii: ",")):
      guard let container = open.last else { return false }
      index += 1
      expected = container == UInt8(ascii: "{") ? .key : .value
      return true
    case (.commaOrEnd, _): return false
    case (.key, _), (.keyOrEnd, _):
      guard string() else { return false }
      while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
      guard take(UInt8(ascii: ":")) else { return false }
      expected = .value
      return true
    case (.value, _), (.valueOrEnd, _): return value(byte)
    }
  }

  private mutating func value(_ byte: UInt8) -> Bool {
    if open.count == 1 {
      if byte == UInt8(ascii: "{") { hasObject = true } else { hasOther = true }
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard open.count < Self.maximumDepth else { return false }
      open.append(byte)
      index += 1
      expected = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
      return true
    case UInt8(ascii: "\""):
      expected = .commaOrEnd
      return string()
    case UInt8(ascii: "t"):
      expected = .commaOrEnd
      return literal("true")
    case UInt8(ascii: "f"):
      expected = .commaOrEnd
      return literal("false")
    case UInt8(ascii: "n"):
      expected = .commaOrEnd
      return literal("null")
    default:
      expected = .commaOrEnd
      return number()
    }
  }

  private mutating func close(_ container: UInt8) -> Bool {
    guard open.popLast() == container else { return false }
    index += 1
    expected = .commaOrEnd
    return true
  }

  private mutating func string() -> Bool {
    guard take(UInt8(ascii: "\"")) else { return false }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case ..<0x20: return false
      case UInt8(ascii: "\\"):
        guard escape() else { return false }
      default: break
      }
    }
    return false
  }

  /// What comes after a backslash.
  private mutating func escape() -> Bool {
    guard index < bytes.count else { return false }
    let byte = bytes[index]
    index += 1
    guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
    let digits = bytes[index...].prefix(4)
    index += digits.count
    return digits.count == 4 && digits.allSatisfy { Self.isHexadecimal($0) }
  }

  private mutating func number() -> Bool {
    _ = take(UInt8(ascii: "-"))
    guard take(UInt8(ascii: "0")) || digits() else { return false }
    if take(UInt8(ascii: ".")), !digits() { return false }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      return digits()
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    return index > start
  }

  private mutating func literal(_ text: StaticString) -> Bool {
    let literal = Array("\(text)".utf8)
    guard bytes[index...].starts(with: literal) else { return false }
    index += literal.count
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
