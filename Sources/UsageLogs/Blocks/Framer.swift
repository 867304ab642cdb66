/// Cuts what has been read into blocks of whole records. A block always starts where a record does.
enum Framer: Sendable {
  case csv
  case json(JSONFraming)

  /// Where a cut is, and whether the log's records end there.
  struct Cut {
    let end: Int
    var isLast = false
  }

  /// The largest cut in a text that starts at a record's start, or `nil` where no record is whole.
  ///
  /// - Parameter isAtEnd: whether nothing follows the text; then all of it is cut off.
  func cut(_ text: Span<UInt8>, _ end: Int, isAtEnd: Bool) -> Cut? {
    switch self {
    case .csv:
      return isAtEnd ? Cut(end: end) : balancedLineEnd(text, end).map { Cut(end: $0) }
    case .json(.lines):
      if isAtEnd { return Cut(end: end) }
      return ByteSearch.last(UInt8(ascii: "\n"), in: text, 0..<end).map { Cut(end: $0 + 1) }
    case .json(.elements): return elements(text, end, isAtEnd: isAtEnd)
    case .json(.documents): return documents(text, end, isAtEnd: isAtEnd)
    case .json(.events): return isAtEnd ? Cut(end: end) : streams(text, end)
    }
  }

  /// Where a record that is too long for a block is taken to end, given its first part: a delimited
  /// record whose quotes do not close ends with its first line. `nil`: it has to be skipped.
  func forcedCut(_ text: Span<UInt8>, _ end: Int) -> Int? {
    switch self {
    case .csv: ByteSearch.first(UInt8(ascii: "\n"), in: text, 0..<end).map { $0 + 1 }
    case .json: nil
    }
  }

  /// After the last line feed with an even number of quotes before it.
  private func balancedLineEnd(_ text: Span<UInt8>, _ end: Int) -> Int? {
    var isOdd = oddQuotes(text, end)
    var index = end
    while index > 0 {
      index -= 1
      let byte = text[index]
      if byte == UInt8(ascii: "\"") { isOdd.toggle() }
      if byte == UInt8(ascii: "\n"), !isOdd { return index + 1 }
    }
    return nil
  }

  private func oddQuotes(_ text: Span<UInt8>, _ end: Int) -> Bool {
    let whole = end - end % Words.maskBits
    var isOdd = Words.isOdd(text, count: whole, equal: UInt8(ascii: "\""))
    for index in whole..<end where text[index] == UInt8(ascii: "\"") { isOdd.toggle() }
    return isOdd
  }

  private func elements(_ text: Span<UInt8>, _ end: Int, isAtEnd: Bool) -> Cut? {
    var last = 0
    while true {
      var index = JSONSyntax.skipSpace(text, last, end)
      if index < end, text[index] == UInt8(ascii: ",") {
        index = JSONSyntax.skipSpace(text, index + 1, end)
      }
      if index < end, text[index] == UInt8(ascii: "]") { return Cut(end: last, isLast: true) }
      var walk = JSONFramer.Walk(at: index)
      guard index < end, let next = walk.advance(text, end) else {
        if isAtEnd { return Cut(end: end, isLast: true) }
        return last > 0 ? Cut(end: last) : nil
      }
      last = next
    }
  }

  private func documents(_ text: Span<UInt8>, _ end: Int, isAtEnd: Bool) -> Cut? {
    if isAtEnd { return Cut(end: end) }
    var last = 0
    while true {
      let index = JSONSyntax.skipSpace(text, last, end)
      var walk = JSONFramer.Walk(at: index)
      guard index < end, let next = walk.advance(text, end) else {
        return last > 0 ? Cut(end: last) : nil
      }
      last = next
    }
  }

  private func streams(_ text: Span<UInt8>, _ end: Int) -> Cut? {
    var last = 0
    while let next = EventStream.end(text, last, end) { last = next }
    return last > 0 ? Cut(end: last) : nil
  }
}
