internal import EcoModel

/// Walks over the records of a block.
protocol RecordWalker {
  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch)
}

/// The records of delimited blocks; all fields are copied aside, for there is no hurry.
struct CSVWalker: RecordWalker {
  private let layout: CSVLayout
  private var scanner: CSVScanner

  init(_ layout: CSVLayout) {
    self.layout = layout
    scanner = CSVScanner(delimiter: layout.dialect.delimiter, fields: layout.columnCount)
  }

  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch) {
    var start = 0
    while start < end {
      let record = scanner.scan(text, start, end)
      if record.start < record.end, record.fieldCount == layout.columnCount {
        var aside: [UInt8] = []
        let fields = layout.slotColumns.indices.map { slot in
          field(slot, record, text, &aside)
        }
        scan.look(
          text, aside.span, fields.span, lines: text.lineEnds(0..<record.start),
          decimalComma: layout.dialect.hasDecimalComma)
      }
      start = record.next
    }
  }

  private func field(
    _ slot: Int, _ record: CSVScanner.Record, _ text: Span<UInt8>, _ aside: inout [UInt8]
  ) -> FieldRange {
    guard let column = layout.slotColumns[slot],
      let (inside, _) = CSVField.inside(text, scanner.field(column))
    else { return FieldRange() }
    var value: [UInt8] = []
    CSVField.unescape(text, inside, into: &value)
    var kind = FieldRange.Kind.string
    if let path = layout.slotPaths[slot] {
      (value, kind) = Self.member(path, of: value)
    } else {
      value = Array(ModelID.trimmed(String(decoding: value, as: UTF8.self)).utf8)
    }
    let start = aside.count
    aside += value
    return FieldRange(
      start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: aside.count),
      kind: value.isEmpty ? .absent : kind, isAside: true)
  }

  /// What a path leads to in JSON text inside a column.
  private static func member(_ path: String, of json: [UInt8]) -> ([UInt8], FieldRange.Kind) {
    var extractor = JSONExtractor(tree: PathTree(paths: [path], recordPath: ""))
    let padded = json + [UInt8](repeating: 0, count: Words.slack)
    _ = try? extractor.extract(padded.span, 0, json.count)
    guard let field = extractor.fields.first, field.kind != .absent else { return ([], .absent) }
    return (Array(field.isAside ? extractor.aside[field.range] : padded[field.range]), field.kind)
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
      lines: text.lineEnds(0..<record.start), decimalComma: false)
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
