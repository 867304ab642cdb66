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
    /// Where the ends of its fields begin in the scanner's `ends`.
    var firstEnd = 0
    /// Whether a line feed stands inside quotes.
    var isMultiline = false
    /// Whether the quotes of the record are balanced.
    var isBalanced = true
  }

  let delimiter: UInt8
  /// Where fields end; the fields of a record are one byte apart.
  private var ends: [Int32]
  /// How many fields of a record `scan` keeps.
  private let kept: Int
  /// Which of the ends are of lines, where a whole text has been indexed.
  private var lineEnds: [Int32] = []

  /// A scanner that keeps the places of the first `fields` fields of a record.
  init(delimiter: UInt8, fields: Int) {
    self.delimiter = delimiter
    kept = max(fields, 1)
    ends = [Int32](repeating: 0, count: kept)
  }

  /// The extent of a field of a record: of the one scanned last, or of any that is indexed.
  @inline(__always)
  func field(_ index: Int, of record: Record) -> Range<Int> {
    let place = record.firstEnd + index
    let start = index == 0 ? record.start : Int(ends[place - 1]) + 1
    return start..<max(start, min(Int(ends[place]), record.end))
  }

  /// Finds the ends of all fields and lines of a text that starts at a record's start, sixty-four
  /// bytes at a time; returns how many lines there are.
  ///
  /// `nil` where a line feed stands inside quotes or the quotes do not close: then the records are to
  /// be scanned one by one.
  mutating func index(_ text: Span<UInt8>, _ end: Int) -> Int? {
    // Held here alone while they are filled, so that nobody has to ask whether they are shared.
    var ends: [Int32] = []
    var lineEnds: [Int32] = []
    swap(&ends, &self.ends)
    swap(&lineEnds, &self.lineEnds)
    defer {
      swap(&ends, &self.ends)
      swap(&lineEnds, &self.lineEnds)
    }
    var fieldCount = 0
    var lineCount = 0
    var inside: UInt64 = 0
    var start = 0
    while start < end {
      Self.makeRoom(&ends, fieldCount)
      Self.makeRoom(&lineEnds, lineCount)
      var (quotes, breaks, lines) = marks(text, start, end)
      if quotes | inside != 0 {
        let parity = Words.prefixParity(quotes) ^ inside
        if lines & parity != 0 { return nil }
        breaks &= ~parity
        inside = 0 &- (parity >> 63)
      }
      while lines != 0 {
        let below = (lines & (0 &- lines)) &- 1
        lineEnds[lineCount] = Int32(
          truncatingIfNeeded: fieldCount + (breaks & below).nonzeroBitCount)
        lineCount += 1
        lines &= lines &- 1
      }
      while breaks != 0 {
        ends[fieldCount] = Int32(truncatingIfNeeded: start + breaks.trailingZeroBitCount)
        fieldCount += 1
        breaks &= breaks &- 1
      }
      start += 64
    }
    guard inside == 0 else { return nil }
    if end > 0, text[end - 1] != UInt8(ascii: "\n") {
      Self.makeRoom(&ends, fieldCount)
      Self.makeRoom(&lineEnds, lineCount)
      lineEnds[lineCount] = Int32(truncatingIfNeeded: fieldCount)
      ends[fieldCount] = Int32(truncatingIfNeeded: end)
      lineCount += 1
    }
    return lineCount
  }

  /// Where sixty-four bytes have quotes, ends of fields or lines, and ends of lines.
  @inline(__always)
  private func marks(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) -> (quotes: UInt64, breaks: UInt64, lines: UInt64) {
    let quotes = Words.mask(text, at: start, equal: UInt8(ascii: "\""))
    let fields = Words.mask(text, at: start, equal: delimiter)
    let lines = Words.mask(text, at: start, equal: UInt8(ascii: "\n"))
    let own = end - start < 64 ? (UInt64(1) << UInt64(end - start)) &- 1 : .max
    return (quotes & own, (fields | lines) & own, lines & own)
  }

  /// Makes sure that sixty-five more places are there.
  @inline(__always)
  private static func makeRoom(_ places: inout [Int32], _ used: Int) {
    if places.count - used < 65 {
      places += [Int32](repeating: 0, count: max(places.count, 1024))
    }
  }

  /// The indexed record of a line that starts at `start`.
  @inline(__always)
  func record(_ line: Int, at start: Int, _ text: Span<UInt8>, _ end: Int) -> Record {
    let last = Int(lineEnds[line])
    var record = Record(start: start)
    record.firstEnd = line == 0 ? 0 : Int(lineEnds[line - 1]) + 1
    record.fieldCount = last - record.firstEnd + 1
    record.end = Int(ends[last])
    record.next = min(record.end + 1, end)
    if record.end > start, text[record.end - 1] == UInt8(ascii: "\r") { record.end -= 1 }
    return record
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
      if walk.lineEnd < 0, index + 8 < end {
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
    if walk.count < kept { ends[walk.count] = Int32(truncatingIfNeeded: record.end) }
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
      // What stands behind the end is none of the record's: its quotes least of all.
      let valid = Words.low(end - index)
      let parity = Words.runningParity(quotes & valid) ^ walk.inside
      let outsideLines = lines & ~parity & valid
      let insideLines = lines & parity & valid
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
      if walk.count < kept { ends[walk.count] = Int32(truncatingIfNeeded: position) }
      walk.count += 1
      breaks &= breaks - 1
    }
  }
}
