/// A record that could not be read, as the lane that met it knows it.
struct Reject: Sendable {
  /// Lines before it in its block.
  let line: Int
  /// The byte in the line, as far as that is in the block, from 1.
  let column: Int
  let code: RejectCode
  let message: String
  /// The record as it stands in the input.
  let raw: [UInt8]
}

/// What became of one block of whole records.
struct BlockOutput {
  var bytes = OutputBuffer()
  var rejects: [Reject] = []
  /// Line ends in the block.
  var lines = 0
  /// In an array: the comma before the first element that was written, and where it is in `bytes`.
  var firstComma: Int?
  /// Whether any element of an array was written.
  var hasElements = false
  /// Where the line starts that the record rejected last is on, as far as it is in the block.
  private var lineStart = 0

  mutating func removeAll() {
    bytes.removeAll()
    rejects.removeAll()
    lines = 0
    firstComma = nil
    hasElements = false
    lineStart = 0
  }
}

/// Turns blocks of one log into output. Each lane has its own, so that none waits for another.
protocol BlockProcessor: SendableMetatype {
  var tally: Tally { get }

  /// Processes a block of whole records; `text` is readable for `Words.slack` bytes behind `end`.
  mutating func process(_ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput)
}

extension BlockOutput {
  /// Notes a record that is not written.
  @inline(never)
  mutating func reject(
    _ text: Span<UInt8>, record: Range<Int>, at offset: Int, line: Int, _ code: RejectCode,
    _ message: String
  ) {
    // The line and column of the fault itself: records may have several lines.
    var line = line
    let end = min(offset, record.upperBound)
    // Records come in order, so the search goes on from the one before.
    var start = lineStart
    while let found = ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<max(start, end)) {
      if found >= record.lowerBound { line += 1 }
      start = found + 1
      if start <= record.lowerBound { lineStart = start }
    }
    rejects.append(
      Reject(
        line: line, column: max(offset - start, 0) + 1, code: code, message: message,
        raw: record.map { text[$0] }))
  }
}
