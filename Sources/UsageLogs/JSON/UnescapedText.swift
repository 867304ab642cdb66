/// The text of strings that stand in the log's text in another form: escaped, or as JSON inside a string.
///
/// JSON inside a string is walked where it stands here. What the walk adds is put aside until it has ended,
/// so that nothing that is walked has to be copied to be kept in its place.
struct UnescapedText {
  private(set) var bytes: [UInt8] = []
  /// What follows `bytes` after the walk.
  private var added: [UInt8] = []
  private var isWalked = false

  mutating func removeAll() {
    if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
  }

  /// Appends text; returns where it is.
  mutating func append(_ value: [UInt8]) -> Range<Int> {
    let start = bytes.count + added.count
    if isWalked { added += value } else { bytes += value }
    return start..<(start + value.count)
  }

  /// Appends the text of a string without the spaces around it; returns where it is.
  mutating func append(_ text: Span<UInt8>, _ string: Range<Int>) -> Range<Int> {
    guard isWalked else { return Self.append(text, string, to: &bytes) }
    let range = Self.append(text, string, to: &added)
    return (bytes.count + range.lowerBound)..<(bytes.count + range.upperBound)
  }

  private static func append(
    _ text: Span<UInt8>, _ string: Range<Int>, to bytes: inout [UInt8]
  ) -> Range<Int> {
    let start = bytes.count
    JSONString.unescape(text, string, into: &bytes)
    return FieldRange.trimmed(bytes.span, start..<bytes.count)
  }

  /// Appends the JSON text in a string, with room after it for a walk; returns where it is.
  mutating func appendJSON(_ text: Span<UInt8>, _ string: Range<Int>) -> Range<Int> {
    let start = bytes.count
    JSONString.unescape(text, string, into: &bytes)
    let end = bytes.count
    bytes += [UInt8](repeating: 0, count: Words.slack)
    return start..<end
  }

  /// The text in a range, be it added during a walk that has not ended.
  func text(_ range: Range<Int>) -> [UInt8] {
    range.lowerBound < bytes.count || !isWalked
      ? Array(bytes[range])
      : Array(added[(range.lowerBound - bytes.count)..<(range.upperBound - bytes.count)])
  }

  /// The bytes for a walk, which stay what they are until `endWalk`.
  mutating func beginWalk() -> [UInt8] {
    isWalked = true
    return bytes
  }

  mutating func endWalk() {
    isWalked = false
    bytes += added
    added.removeAll(keepingCapacity: true)
  }
}
