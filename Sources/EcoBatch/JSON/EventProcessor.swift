/// Enriches server-sent event streams: the data of one stream's events together is one record, and
/// the block goes into the last event that tells the usage.
struct EventProcessor: BlockProcessor {
  private(set) var tally: Tally
  private let form: RowForm
  private let writer: EcoWriter
  private var extractor: JSONExtractor
  private var splicer: JSONSplicer

  init(plan: ReadingPlan, tally: Tally, writer: EcoWriter, form: RowForm) {
    self.tally = tally
    self.form = form
    self.writer = writer
    extractor = JSONExtractor(
      tree: PathTree(
        paths: plan.slots.map(\.source.path), recordPath: plan.format.recordPath))
    splicer = JSONSplicer(writer: writer)
  }

  mutating func process(_ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput) {
    var start = 0
    while start < end {
      let next = EventFramer.endOfStream(text, start, end) ?? end
      stream(text, start..<next, into: &output)
      output.lines += text.lineEnds(start..<next)
      start = next
    }
  }

  private mutating func stream(
    _ text: Span<UInt8>, _ extent: Range<Int>, into output: inout BlockOutput
  ) {
    extractor.reset()
    splicer.reset()
    do throws(JSONError) {
      try extractor.extractEvents(text, extent)
    } catch {
      output.reject(
        text, record: extent, at: error.offset, line: output.lines, .malformedJSON,
        "\(error.message)")
      tally.countMalformed()
      return
    }
    guard let host = extractor.mergeRecords() else {
      // Blank lines and comments between streams.
      if form == .same { output.bytes.append(text, extent) }
      return
    }
    let outcome = tally.take(
      text, extractor.aside, extractor.fields, first: extractor.records[0].firstField)
    if case .rejected(_, let code, let message) = outcome {
      output.reject(
        text, record: extent, at: extent.lowerBound, line: output.lines, code, "\(message)")
      return
    }
    for index in extractor.records.indices {
      splicer.add(
        index == host ? outcome : .none(""), extractor.records[index], extractor.staleMembers)
    }
    switch form {
    case .same: splicer.splice(text, extent, into: &output.bytes)
    case .objects(let separator):
      let record = extractor.records[host]
      splicer.spliceCompact(text, record.start..<record.end, into: &output.bytes)
      output.bytes.append(separator)
      output.hasElements = true
    case .table:
      CanonicalRow.append(
        text, extractor.aside.span, extractor.fields.span, tally.reader, outcome, writer,
        to: &output.bytes)
    case .nothing: break
    }
  }
}

/// Where event streams end.
enum EventFramer {
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

  /// Behind the first stream's last line, with the blank line after it; `nil` where the stream goes on.
  static func endOfStream(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
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
      // `[DONE]` is no JSON.
      if let data = EventFramer.data(text, start..<lineEnd), text[data.lowerBound] != 0x5B {
        _ = try extract(text, data.lowerBound, data.upperBound)
      }
      start = lineEnd + 1
    }
  }

  /// Makes the records of several texts one: of each field, the last text that says something. The
  /// merged fields are the first record's; returns the record that is to take the block, the last one
  /// that tells token counts.
  mutating func mergeRecords() -> Int? {
    guard !records.isEmpty else { return nil }
    let width = tree.slotCount
    var host = 0
    for index in 1..<max(1, records.count) {
      var saysSomething = false
      for slot in 0..<width {
        let field = fields[records[index].firstField + slot]
        guard field.kind != .absent else { continue }
        replaceField(records[0].firstField + slot, field)
        saysSomething = saysSomething || tree.isUsage[slot]
      }
      if saysSomething { host = index }
    }
    return host
  }
}
