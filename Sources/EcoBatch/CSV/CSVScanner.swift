/// Splits a delimited text into records and fields, eight bytes at a time.
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
    let quotes = Words.repeating(UInt8(ascii: "\""))
    let delimiters = Words.repeating(delimiter)
    let newlines = Words.repeating(UInt8(ascii: "\n"))
    var record = Record(start: start)
    var count = 0
    var inside: UInt64 = 0
    var index = start
    var lineEnd = -1
    scan: while index < end {
      let word = Words.load(text, at: index)
      let lines = Words.allMatches(word, newlines)
      var breaks = Words.allMatches(word, delimiters) | lines
      let quoted = Words.allMatches(word, quotes)
      if quoted | inside != 0 {
        let parity = Words.runningParity(quoted) ^ inside
        let outsideLines = lines & ~parity & Words.low(end - index)
        let insideLines = lines & parity & Words.low(end - index)
        // Those of the next record do not count: below the first line end outside quotes.
        let own = (outsideLines & (0 &- outsideLines)) &- 1
        if insideLines & own != 0 { record.isMultiline = true }
        breaks &= ~parity
        inside = parity >> 63 == 1 ? Words.repeating(0x80) : 0
      }
      while breaks != 0 {
        let position = index + Words.index(breaks)
        if position >= end { break }
        if text[position] == UInt8(ascii: "\n") {
          lineEnd = position
          break scan
        }
        if count < ends.count { ends[count] = Int32(truncatingIfNeeded: position) }
        count += 1
        breaks &= breaks - 1
      }
      index += 8
    }
    if lineEnd < 0 {
      record.next = end
      record.end = end
      record.isBalanced = inside == 0
    } else {
      record.next = lineEnd + 1
      record.end = lineEnd
    }
    if record.end > start, text[record.end - 1] == UInt8(ascii: "\r") { record.end -= 1 }
    if count < ends.count { ends[count] = Int32(truncatingIfNeeded: record.end) }
    record.fieldCount = count + 1
    return record
  }
}
