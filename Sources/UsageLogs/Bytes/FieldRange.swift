/// The place of a value that a format reads.
struct FieldRange {
  enum Kind: UInt8 {
    case absent
    /// An object or array, all of it: there, but without a scalar value.
    case container
    case string, number, yes, no
  }

  var start: Int32 = 0
  var end: Int32 = 0
  var kind = Kind.absent
  /// Whether the range is in the extractor's unescaped text (from JSON inside a string).
  var isUnescaped = false

  var range: Range<Int> { Int(start)..<Int(end) }

  /// Whether it is a scalar that is there and not empty.
  @inline(__always)
  var saysSomething: Bool { kind.rawValue > Kind.container.rawValue && start < end }

  /// Whether anything is there, be it an object or array.
  var isThere: Bool { kind != .absent && start < end }
}

extension FieldRange {
  /// A value of some kind. No text is as long as two gigabytes: blocks are cut far below.
  @inline(__always)
  init(_ start: Int, _ end: Int, _ kind: Kind, isUnescaped: Bool) {
    self.start = Int32(truncatingIfNeeded: start)
    self.end = Int32(truncatingIfNeeded: end)
    self.kind = kind
    self.isUnescaped = isUnescaped
  }

  /// The text unchanged; nothing if it is empty.
  @inline(__always)
  init(_ range: Range<Int>) {
    let kind: Kind = range.isEmpty ? .absent : .string
    self.init(range.lowerBound, range.upperBound, kind, isUnescaped: false)
  }

  /// A range without spaces around it.
  @inline(__always)
  static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, text[start] == 0x20 { start += 1 }
    while end > start, text[end - 1] == 0x20 { end -= 1 }
    return start..<end
  }
}

extension FieldRange {
  /// The bytes of the range, copied.
  ///
  /// - Parameters:
  ///   - text: the record's own text.
  ///   - unescaped: the text of ranges that are `isUnescaped`.
  func bytes(_ text: Span<UInt8>, _ unescaped: Span<UInt8>) -> [UInt8] {
    isUnescaped ? range.map { unescaped[$0] } : range.map { text[$0] }
  }
}
