/// How names are compared: without white space around them, and without regard to the case of ASCII
/// letters.
package enum Spelling {
  /// An id or a name of a place as tables have it: without spaces around it, ASCII letters lower.
  package static func folded(_ text: some StringProtocol) -> String {
    String(
      decoding: trimmed(text).utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 },
      as: UTF8.self)
  }

  /// Text without ASCII white space around it.
  package static func trimmed(_ text: some StringProtocol) -> String {
    var bytes = ArraySlice(text.utf8)
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a text is what `folded` makes of it.
  static func isFolded(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty else { return true }
    if isSpace(text[0]) || isSpace(text[text.count - 1]) { return false }
    for index in text.indices where (0x41...0x5A).contains(text[index]) { return false }
    return true
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
