/// Server-sent events: where the data of a line is, and where a stream ends.
enum EventStream {
  /// The data of a `data:` line, without spaces around it; `nil` for other lines.
  static func data(_ text: Span<UInt8>, _ line: Range<Int>) -> Range<Int>? {
    let prefix = Array("data:".utf8)
    guard line.count > prefix.count,
      ByteSearch.equal(text, line.lowerBound..<(line.lowerBound + prefix.count), prefix)
    else { return nil }
    let start = JSONSyntax.skipSpace(text, line.lowerBound + prefix.count, line.upperBound)
    var end = line.upperBound
    while end > start, text[end - 1] == 0x0D || text[end - 1] == 0x20 { end -= 1 }
    return start < end ? start..<end : nil
  }

  /// The name and the JSON text of a comment that has some: `: energy {"energy_joules": 30.42}`.
  static func comment(
    _ text: Span<UInt8>, _ line: Range<Int>
  ) -> (name: Range<Int>, json: Range<Int>)? {
    guard line.count > 2, text[line.lowerBound] == UInt8(ascii: ":") else { return nil }
    let start = JSONSyntax.skipSpace(text, line.lowerBound + 1, line.upperBound)
    var end = start
    while end < line.upperBound, text[end] > 0x20 { end += 1 }
    let first = JSONSyntax.skipSpace(text, end, line.upperBound)
    guard start < end, first < line.upperBound, text[first] == UInt8(ascii: "{") else { return nil }
    return (start..<end, first..<line.upperBound)
  }

  /// The end of the first stream, with the blank line after it; `nil` if the stream continues.
  static func end(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    let marks = ["[DONE]", #"{"type":"message_stop"}"#, #"{"type": "message_stop"}"#]
      .map { Array($0.utf8) }
    var index = start
    while let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, index..<end) {
      if let data = data(text, index..<lineEnd),
        marks.contains(where: { ByteSearch.equal(text, data, $0) })
      {
        return lineEnd + 1
      }
      index = lineEnd + 1
    }
    return nil
  }
}

extension JSONExtractor {
  /// Checks the data of each event of a stream and collects their records.
  mutating func extractEvents(
    _ text: Span<UInt8>, _ extent: Range<Int>
  ) throws(JSONError) {
    var start = extent.lowerBound
    while start < extent.upperBound {
      let lineEnd =
        ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<extent.upperBound)
        ?? extent.upperBound
      // `[DONE]` is not JSON.
      if let data = EventStream.data(text, start..<lineEnd), text[data.lowerBound] != 0x5B {
        _ = try extract(text, data.lowerBound, data.upperBound)
      } else if let (name, json) = EventStream.comment(text, start..<lineEnd) {
        extractComment(text, name, json)
      }
      start = lineEnd + 1
    }
  }

  /// Makes the records of several texts one: of each field, the last text that says something, or the
  /// largest number where the format says so. The merged fields are the first record's; returns the
  /// record that is to take the block, the last one that has token counts.
  mutating func mergeRecords(_ text: Span<UInt8>) -> Int? {
    guard !records.isEmpty else { return nil }
    let width = tree.slotCount
    var host = 0
    for index in 1..<max(1, records.count) {
      var saysSomething = false
      for slot in 0..<width {
        let field = fields[records[index].firstField + slot]
        guard field.kind != .absent else { continue }
        saysSomething = saysSomething || tree.isUsage[slot]
        let merged = records[0].firstField + slot
        if tree.keepsLargest[slot], isLess(field, than: fields[merged], text) { continue }
        replaceField(merged, field)
      }
      if saysSomething { host = index }
    }
    return host
  }

  /// Whether a whole number in plain digits is less than another; false where one is not such a number.
  private func isLess(_ one: FieldRange, than other: FieldRange, _ text: Span<UInt8>) -> Bool {
    let (one, other) = (digits(one, text), digits(other, text))
    guard !one.isEmpty, !other.isEmpty else { return false }
    return one.count != other.count
      ? one.count < other.count : one.lexicographicallyPrecedes(other)
  }

  /// The digits of a whole number, zeros before it left out; nothing where it is none.
  private func digits(_ field: FieldRange, _ text: Span<UInt8>) -> ArraySlice<UInt8> {
    guard field.saysSomething else { return [] }
    let bytes = field.bytes(text, unescaped.bytes.span)
    guard bytes.allSatisfy({ $0 &- 0x30 < 10 }) else { return [] }
    return bytes.dropLast().drop { $0 == 0x30 } + bytes.suffix(1)
  }
}
