internal import EcoModel

/// Walks over the records of a block.
protocol RecordWalker {
  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch)
}

/// The records of delimited blocks.
struct CSVWalker: RecordWalker {
  private let layout: CSVLayout
  private var rows: CSVRows

  init(_ layout: CSVLayout) {
    self.layout = layout
    rows = CSVRows(layout) { _ in true }
  }

  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch) {
    rows.begin(text, end)
    while rows.isLeft {
      guard case .record = rows.next(text) else { continue }
      scan.look(
        text, rows.aside.span, rows.fields.span, at: rows.place.start,
        decimalComma: layout.dialect.hasDecimalComma)
    }
  }
}

/// The records of JSON blocks and event streams.
struct JSONWalker: RecordWalker {
  /// `nil` for event streams.
  private let framing: JSONFraming?
  private let slotCount: Int
  private var extractor: JSONExtractor

  init(_ reading: ReadingPlan, _ framing: JSONFraming?) {
    self.framing = framing
    slotCount = reading.slots.count
    extractor = JSONExtractor(
      tree: PathTree(
        paths: reading.slots.map(\.source.path), recordPath: reading.format.recordPath))
  }

  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch) {
    var start = 0
    while start < end {
      extractor.reset()
      let next: Int
      if framing == nil {
        next = EventFramer.endOfStream(text, start, end) ?? end
        events(text, start..<next)
        if extractor.mergeRecords() != nil { look(0, text, &scan) }
      } else {
        guard let extent = nextText(text, start, end) else { return }
        next = extent.upperBound
        if (try? extractor.extract(text, extent.lowerBound, extent.upperBound)) != nil {
          for index in extractor.records.indices { look(index, text, &scan) }
        }
      }
      start = max(next, start + 1)
    }
  }

  private func look(_ index: Int, _ text: Span<UInt8>, _ scan: inout RecordSearch) {
    let record = extractor.records[index]
    scan.look(
      text, extractor.aside.span,
      extractor.fields.span.extracting(record.firstField..<(record.firstField + slotCount)),
      at: record.start, decimalComma: false)
  }

  /// The extent of the next text.
  private func nextText(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
    var first = JSONSyntax.skipSpace(text, start, end)
    if first < end, text[first] == UInt8(ascii: ",") {
      first = JSONSyntax.skipSpace(text, first + 1, end)
    }
    guard first < end else { return nil }
    if framing == .lines {
      return first..<(ByteSearch.first(UInt8(ascii: "\n"), in: text, first..<end) ?? end)
    }
    return first..<JSONFramer.endOfText(text, first, end)
  }

  private mutating func events(_ text: Span<UInt8>, _ extent: Range<Int>) {
    var start = extent.lowerBound
    while start < extent.upperBound {
      let lineEnd =
        ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<extent.upperBound)
        ?? extent.upperBound
      if let data = EventFramer.data(text, start..<lineEnd), text[data.lowerBound] != 0x5B {
        _ = try? extractor.extract(text, data.lowerBound, data.upperBound)
      }
      start = lineEnd + 1
    }
  }
}
