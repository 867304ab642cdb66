internal import PlainText

/// Turns bytes into what a terminal may get: what would control it is U+FFFD, and so is what is no
/// UTF-8.
struct TerminalText {
  /// The start of a character or of a line end that the next bytes may complete.
  private var rest: [UInt8] = []

  /// What becomes of the next bytes.
  mutating func shown(_ bytes: Span<UInt8>) -> [UInt8] {
    var text = rest
    for index in bytes.indices { text.append(bytes[index]) }
    let end = text.count - Self.unfinished(text)
    rest = Array(text[end...])
    return Self.shown(text[..<end])
  }

  /// What becomes of bytes that nothing completes.
  mutating func end() -> [UInt8] {
    defer { rest = [] }
    return Self.shown(rest[...])
  }

  private static func shown(_ text: ArraySlice<UInt8>) -> [UInt8] {
    // A carriage return before a line feed does nothing, and any other one writes over the line.
    let lines = text.indices.lazy.filter { index in
      text[index] != UInt8(ascii: "\r") || index + 1 == text.endIndex
        || text[index + 1] != UInt8(ascii: "\n")
    }.map { text[$0] }
    return Array(String(decoding: Array(lines), as: UTF8.self).printableLines.utf8)
  }

  /// How many bytes at the end may be the start of something.
  private static func unfinished(_ text: [UInt8]) -> Int {
    if text.last == UInt8(ascii: "\r") { return 1 }
    for (index, byte) in text.suffix(3).reversed().enumerated() where byte >= 0xC0 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      return index + 1 < length ? index + 1 : 0
    }
    return 0
  }
}
