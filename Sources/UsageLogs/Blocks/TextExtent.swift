/// How far a text goes, in lines and bytes. The extents of texts that follow each other add up.
package struct TextExtent: Sendable {
  /// Line ends.
  private(set) var lines = 0
  /// Bytes after the last of them, or all where there is none.
  private(set) var tail = 0

  init() {}

  /// Of the first `count` bytes of a text, of which it is known how many line ends they have.
  init(_ text: Span<UInt8>, _ count: Int, lines: Int) {
    self.lines = lines
    let last = lines > 0 ? ByteSearch.last(UInt8(ascii: "\n"), in: text, 0..<count) : nil
    tail = last.map { count - $0 - 1 } ?? count
  }

  init(_ text: Span<UInt8>, _ count: Int) {
    self.init(text, count, lines: text.lineEnds(0..<count))
  }

  /// Goes on with what follows.
  static func += (extent: inout TextExtent, next: TextExtent) {
    extent.tail = next.lines > 0 ? next.tail : extent.tail + next.tail
    extent.lines += next.lines
  }

  /// The line and column, both from 1, of a reject in what follows.
  func position(of reject: Reject) -> (line: Int, column: Int) {
    (lines + reject.line + 1, reject.line == 0 ? tail + reject.column : reject.column)
  }
}
