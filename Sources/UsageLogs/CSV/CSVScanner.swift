internal import CByteMasks

/// Splits a delimited text into records and fields, sixty-four bytes at a time.
///
/// A record ends at the first line feed before which the record has an even number of quotes; a
/// delimiter separates where that number is even. For what RFC 4180 allows this is the same as its
/// grammar, and for what it does not allow it is a rule that depends on the record alone: not on
/// block sizes, nor on the rest of the file.
struct CSVScanner {
  /// One record in a text.
  struct Record {
    /// The first byte.
    var start = 0
    /// After the last byte of the last field.
    var end = 0
    /// After the line end; the next record's start.
    var next = 0
    /// How many fields there are; may be more than were asked for.
    var fieldCount = 0
    /// Whether there is a line feed inside quotes.
    var isMultiline = false
    /// Whether the quotes of the record are balanced.
    var isBalanced = true
  }

  let delimiter: UInt8
  /// Where the fields of the record scanned last are: the byte before each, and the byte after it. Fields
  /// are one byte apart, so the end of one is the byte before the next.
  private(set) var bounds: [Int32]
  /// How many fields of a record are kept.
  private let kept: Int
  private var window = Window()
  /// What splits the window and those after it, as many as are looked at together.
  private var splits = [EcoSplit](repeating: EcoSplit(), count: 32)

  /// A scanner that keeps the places of the first `fields` fields of a record.
  init(delimiter: UInt8, fields: Int) {
    self.delimiter = delimiter
    kept = max(fields, 1)
    // With room for all delimiters that a window can have, so that they are stored without asking.
    bounds = [Int32](repeating: 0, count: kept + 1 + Words.maskBits)
  }

  /// The extent of a field of the record scanned last.
  @inline(__always)
  func field(_ index: Int) -> Range<Int> { Self.field(index, in: bounds.span) }

  /// The extent of a field, given the bounds of all.
  @inline(__always)
  static func field(_ index: Int, in bounds: Span<Int32>) -> Range<Int> {
    Int(bounds[index]) + 1..<Int(bounds[index + 1])
  }

  /// Where the next record starts.
  @inline(__always)
  var position: Int { window.next }

  /// Scans the record at `start`. The text must be readable for `Words.slack` bytes past `end`.
  mutating func scan(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Record {
    begin(text, start, end)
    return next(text, end)
  }

  /// Goes to a record's start. The text must be readable for `Words.slack` bytes past `end`.
  @inline(__always)
  mutating func begin(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    window = Window()
    window.next = start
    window.load(text, start, end, delimiter, &splits)
  }

  /// Scans the next record of a text, of which something must be left.
  @inline(__always)
  mutating func next(_ text: Span<UInt8>, _ end: Int) -> Record {
    var window = window
    let record = Self.next(text, end, delimiter, kept, &bounds, &splits, &window)
    self.window = window
    return record
  }

  @inline(__always)
  private static func next(
    _ text: Span<UInt8>, _ end: Int, _ delimiter: UInt8, _ kept: Int, _ places: inout [Int32],
    _ splits: inout [EcoSplit], _ window: inout Window
  ) -> Record {
    // Owned here alone, so that no field needs a check whether they are shared.
    var bounds = places.mutableSpan
    var record = Record(start: window.next)
    var count = 1
    bounds[0] = Int32(truncatingIfNeeded: record.start &- 1)
    while true {
      let line = window.lines & (0 &- window.lines)
      // All bits below the line's end, or all where no line ends.
      let own = line &- 1
      Words.store(window.breaks & own, from: window.start, in: &bounds, &count)
      if window.quotedLines & own != 0 { record.isMultiline = true }
      if line != 0 {
        window.drop(line | own)
        record.end = window.start + line.trailingZeroBitCount
        record.next = record.end + 1
        break
      }
      if window.start + 64 >= end {
        record.end = end
        record.next = end
        record.isBalanced = window.inside == 0
        break
      }
      window.load(text, window.start + 64, end, delimiter, &splits)
    }
    if record.end > record.start, text[record.end - 1] == UInt8(ascii: "\r") { record.end -= 1 }
    if count <= kept { bounds[count] = Int32(truncatingIfNeeded: record.end) }
    record.fieldCount = count
    window.next = record.next
    return record
  }
}

/// The sixty-four bytes that a scan is in: a bit for each, the first byte's lowest.
private struct Window {
  /// The first of the bytes.
  var start = 0
  /// Where the next record starts.
  var next = 0
  /// Delimiters outside quotes, of records not scanned yet.
  var breaks: UInt64 = 0
  /// Line feeds outside quotes, and those inside, likewise.
  var lines: UInt64 = 0
  var quotedLines: UInt64 = 0
  /// All ones if the text after the window starts inside quotes.
  var inside: UInt64 = 0

  /// How many windows are split already that come after this one.
  private var splitsLeft = 0

  /// Goes to the bytes at `start`.
  @inline(__always)
  mutating func load(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ delimiter: UInt8, _ splits: inout [EcoSplit]
  ) {
    self.start = start
    if splitsLeft == 0 {
      splitsLeft = min(max((end - start + 63) / 64, 1), splits.count)
      Words.split(text, at: start, splitsLeft, by: delimiter, into: &splits)
    }
    var split = splits[splits.count - splitsLeft]
    splitsLeft -= 1
    if end - start < 64 { split.drop(from: end - start) }
    (breaks, lines, quotedLines) = (split.breaks, split.lines, 0)
    if split.quotes | inside != 0 {
      let parity = split.parity ^ inside
      breaks &= ~parity
      lines &= ~parity
      quotedLines = split.lines & parity
      inside = 0 &- (parity >> 63)
    }
  }

  /// Forgets what a record has used up.
  @inline(__always)
  mutating func drop(_ used: UInt64) {
    breaks &= ~used
    lines &= ~used
    quotedLines &= ~used
  }
}

extension EcoSplit {
  /// Forgets the bytes past the end of a text: their quotes must not count.
  fileprivate mutating func drop(from end: Int) {
    let valid = (UInt64(1) << UInt64(end)) &- 1
    (breaks, lines, quotes) = (breaks & valid, lines & valid, quotes & valid)
    parity = Words.prefixParity(quotes)
  }
}
