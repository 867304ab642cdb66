internal import EcoModel
extension JSONExtractor {
  /// Checks a value whose name is that of a count and which no rule reads, and notes it where it counts
  /// something.
  @inline(never)
  mutating func unread(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place
  ) throws(JSONError) -> Int {
    let past = try JSONSyntax.value(text, start, end, depth: place.depth)
    noteUnread(Self.name(text, before: start), text, start..<past, place)
    return past
  }

  /// Notes a value that no rule reads, where it counts something.
  mutating func noteUnread(
    _ name: String, _ text: Span<UInt8>, _ value: Range<Int>, _ place: Place
  ) {
    let isCounted =
      switch text[value.lowerBound] {
      case UInt8(ascii: "{"): TokenNames.hasCount(text, value)
      case _ where !TokenNames.isCount(name): false
      case UInt8(ascii: "\""):
        TokenNames.isCounted(text, (value.lowerBound + 1)..<(value.upperBound - 1))
      default: TokenNames.isCounted(text, value)
      }
    guard isCounted, tree.unreadSlot >= 0 else { return }
    unreadNames.insert(name)
    fields[place.scope + tree.unreadSlot] = FieldRange(
      value.lowerBound, value.upperBound, .yes, isUnescaped: place.isUnescaped)
  }

  /// The name of the member whose value starts somewhere in a valid object, as it is written.
  private static func name(_ text: Span<UInt8>, before start: Int) -> String {
    var end = start - 1
    while end > 0, text[end] != UInt8(ascii: "\"") { end -= 1 }
    var first = end
    while first > 0, text[first - 1] != UInt8(ascii: "\"") { first -= 1 }
    return String(decoding: (first..<max(first, end)).map { text[$0] }, as: UTF8.self)
  }
}
