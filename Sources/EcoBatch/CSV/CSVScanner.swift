/// Splits a delimited text into records and fields, sixteen bytes at a time.
///
/// A record ends at the first line feed before which the record has an even number of quotes; a
/// delimiter separates where that number is even. For what RFC 4180 allows this is the same as its
/// grammar, and for what it does not allow it is a rule that depends on the record alone: not on
/// block sizes, nor on what stands elsewhere in the file.
struct CSVScanner {
  /// One record in a text.
  struct Record {
    /// The first byte.
    var start = 0
    /// Behind the last byte of the last field.
    var end = 0
    /// Behind the line end; the next record's start.
    var next = 0
    /// How many fields there are; may be more than were asked for.
    var fieldCount = 0
    /// Whether a line feed stands inside quotes.
    var isMultiline = false
    /// Whether the quotes of the record are balanced.
    var isBalanced = true
  }

  let delimiter: UInt8
  /// Where each field ends, for as many fields as were asked for; fields are one byte apart.
  private(set) var ends: [Int32]

  /// A scanner that keeps the places of the first `fields` fields of a record.
  init(delimiter: UInt8, fields: Int) {
    self.delimiter = delimiter
    ends = [Int32](repeating: 0, count: max(fields, 1))
  }

  /// The extent of a field of the record scanned last.
  @inline(__always)
  func field(_ index: Int, of record: Record) -> Range<Int> {
    let start = index == 0 ? record.start : Int(ends[index - 1]) + 1
    return start..<max(start, Int(ends[index]))
  }

  /// Scans the record at `start`. The text must be readable for `Words.slack` bytes behind `end`.
  @inline(__always)
  mutating func scan(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Record {
    let quotes = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
    let delimiters = SIMD16<UInt8>(repeating: delimiter)
    let newlines = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))
    var walk = Walk(record: Record(start: start))
    var index = start
    while index < end, walk.lineEnd < 0 {
      let bytes = Words.loadVector(text, at: index)
      let lines = Words.Pair(bytes .== newlines)
      let fields = Words.Pair(bytes .== delimiters)
      let quoted = Words.Pair(bytes .== quotes)
      step(&walk, index, end, lines: lines.low, fields: fields.low, quotes: quoted.low)
      if walk.lineEnd < 0 {
        step(&walk, index + 8, end, lines: lines.high, fields: fields.high, quotes: quoted.high)
      }
      index += 16
    }
    var record = walk.record
    if walk.lineEnd < 0 {
      record.next = end
      record.end = end
      record.isBalanced = walk.inside == 0
    } else {
      record.next = walk.lineEnd + 1
      record.end = walk.lineEnd
    }
    if record.end > start, text[record.end - 1] == UInt8(ascii: "\r") { record.end -= 1 }
    if walk.count < ends.count { ends[walk.count] = Int32(truncatingIfNeeded: record.end) }
    record.fieldCount = walk.count + 1
    return record
  }

  /// Where a scan is.
  private struct Walk {
    var record: Record
    /// Delimiters met.
    var count = 0
    /// All ones in the top bits where the walk is inside quotes.
    var inside: UInt64 = 0
    var lineEnd = -1
  }

  /// Takes eight bytes of a record, given where what is in them.
  @inline(__always)
  private mutating func step(
    _ walk: inout Walk, _ index: Int, _ end: Int, lines: UInt64, fields: UInt64, quotes: UInt64
  ) {
    var breaks = fields | lines
    if quotes | walk.inside != 0 {
      let parity = Words.runningParity(quotes) ^ walk.inside
      let outsideLines = lines & ~parity & Words.low(end - index)
      let insideLines = lines & parity & Words.low(end - index)
      // Those of the next record do not count: below the first line end outside quotes.
      let own = (outsideLines & (0 &- outsideLines)) &- 1
      if insideLines & own != 0 { walk.record.isMultiline = true }
      breaks &= ~parity
      walk.inside = parity >> 63 == 1 ? Words.repeating(0x80) : 0
    }
    while breaks != 0 {
      let position = index + Words.index(breaks)
      if position >= end { return }
      if lines & breaks & (0 &- breaks) != 0 {
        walk.lineEnd = position
        return
      }
      if walk.count < ends.count { ends[walk.count] = Int32(truncatingIfNeeded: position) }
      walk.count += 1
      breaks &= breaks - 1
    }
  }
}
