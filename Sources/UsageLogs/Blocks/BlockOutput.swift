/// What became of one block of whole records.
struct BlockOutput {
  var bytes = OutputBuffer()
  var rejects = RejectList()
  /// Line ends in the block.
  var lines = 0
  /// In an array: the comma before the first element that was written, and where it is in `bytes`.
  var firstComma: Int?
  /// Whether any element of an array was written.
  var hasElements = false
  /// How far line ends have been counted for rejects: so many bytes of the block have so many, the
  /// last of them before `start`.
  private var counted = (offset: 0, lines: 0, start: 0)

  mutating func removeAll() {
    bytes.removeAll()
    if !rejects.isEmpty { rejects = RejectList() }
    lines = 0
    firstComma = nil
    hasElements = false
    counted = (0, 0, 0)
  }
}

extension BlockOutput {
  /// Notes a record that is not written. Records come in the order of the block.
  ///
  /// - Parameters:
  ///   - record: where it is.
  ///   - offset: the fault's first byte; one outside the record is reported at the record's start.
  @inline(never)
  mutating func reject(
    _ text: Span<UInt8>, record: Range<Int>, at offset: Int, _ code: RejectCode, _ message: String
  ) {
    let isInside = record.lowerBound <= offset && offset <= record.upperBound
    let place = isInside ? offset : record.lowerBound
    while let found = ByteSearch.first(
      UInt8(ascii: "\n"), in: text, counted.offset..<max(counted.offset, place))
    {
      counted = (found + 1, counted.lines + 1, found + 1)
    }
    counted.offset = max(counted.offset, place)
    rejects.append(counted.lines, max(place - counted.start, 0) + 1, code, message) { bytes in
      for index in record { bytes.append(text[index]) }
    }
  }
}
