internal import EcoModel

/// The records of a delimited log, taken apart for a visitor.
struct CSVRecords {
  private let layout: CSVLayout
  private var scanner: CSVScanner
  private var fields: [FieldRange]
  private var aside: [UInt8] = []
  private var figures = FigurePlaces()
  /// For each slot that is JSON inside a column, what picks it out.
  private var inner: [JSONExtractor?]
  /// The slots that the log has and that are looked at, and their columns.
  private let located: [(slot: Int, column: Int)]

  init(_ layout: CSVLayout, _ tally: borrowing Tally) {
    self.layout = layout
    scanner = CSVScanner(delimiter: layout.dialect.delimiter, fields: layout.columnCount)
    fields = [FieldRange](repeating: FieldRange(), count: layout.slotColumns.count)
    inner = layout.slotPaths.map { path in
      path.map { JSONExtractor(tree: PathTree(paths: [$0], recordPath: "")) }
    }
    let (plan, reading) = (tally.plan, tally.reader.plan)
    located = layout.slotColumns.enumerated().compactMap { slot, column in
      plan.needs(reading.slots[slot].field) ? column.map { (slot, $0) } : nil
    }
  }

  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    var start = 0
    while start < end {
      let record = scanner.scan(text, start, end)
      if record.isMultiline || !record.isBalanced {
        multiline(text, record, &visitor)
      } else {
        single(text, record, &visitor)
      }
      start = record.next
    }
  }

  /// A record over several lines; where its quotes are wrong its first line alone is at fault, and
  /// the rest is read anew, as `calc` does it.
  @inline(never)
  private mutating func multiline<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ visitor: inout Visitor
  ) {
    if record.isBalanced && isWellFormed(text, record) {
      return single(text, record, &visitor)
    }
    var start = record.start
    while start < record.next {
      let part = scanner.scan(text, start, record.next)
      if start > record.start, part.isBalanced, !part.isMultiline || isWellFormed(text, part) {
        single(text, part, &visitor)
        start = part.next
      } else {
        let lineEnd =
          ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<record.next) ?? record.next
        visitor.reject()
        start = min(lineEnd + 1, record.next)
      }
    }
  }

  /// Whether every quote opens a field, closes one, or is doubled inside one: whether each field is
  /// as it must be.
  private func isWellFormed(_ text: Span<UInt8>, _ record: CSVScanner.Record) -> Bool {
    (0..<min(record.fieldCount, layout.columnCount)).allSatisfy { column in
      let field = scanner.field(column)
      if !field.isEmpty, text[field.lowerBound] == UInt8(ascii: "\"") {
        return CSVField.inside(text, field) != nil
      }
      return ByteSearch.first(UInt8(ascii: "\""), in: text, field) == nil
    }
  }

  @inline(__always)
  private mutating func single<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ visitor: inout Visitor
  ) {
    // A blank line is no record.
    guard record.start < record.end else { return }
    guard record.fieldCount == layout.columnCount, locateFields(text, record) else {
      return visitor.reject()
    }
    if Visitor.wantsFigures {
      figures.columns.removeAll(keepingCapacity: true)
      for column in layout.ecoColumns {
        let place = column.map { scanner.field($0) } ?? 0..<0
        figures.columns.append(CSVField.inside(text, place)?.range ?? place)
      }
    }
    visitor.visit(text, aside, fields, first: 0, figures: figures)
  }

  /// Finds the fields of the plan in a record; `false` where the quotes of one are wrong.
  @inline(__always)
  private mutating func locateFields(_ text: Span<UInt8>, _ record: CSVScanner.Record) -> Bool {
    if !aside.isEmpty { aside.removeAll(keepingCapacity: true) }
    for (slot, column) in located {
      guard let (inside, doubled) = CSVField.inside(text, scanner.field(column)) else {
        return false
      }
      if doubled || inner[slot] != nil {
        locateAside(text, inside, slot)
      } else {
        var (start, end) = (inside.lowerBound, inside.upperBound)
        while start < end, text[start] == 0x20 { start += 1 }
        while end > start, text[end - 1] == 0x20 { end -= 1 }
        fields[slot] = FieldRange(
          start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
          kind: start == end ? .absent : .string)
      }
    }
    return true
  }

  /// A field whose text has to be unescaped, or that holds JSON.
  @inline(never)
  private mutating func locateAside(_ text: Span<UInt8>, _ inside: Range<Int>, _ slot: Int) {
    let first = aside.count
    CSVField.unescape(text, inside, into: &aside)
    var field = FieldRange(
      start: Int32(truncatingIfNeeded: first), end: Int32(truncatingIfNeeded: aside.count),
      kind: first == aside.count ? .absent : .string, isAside: true)
    if var extractor = inner[slot] {
      let json = Array(aside[first...]) + [UInt8](repeating: 0, count: Words.slack)
      extractor.reset()
      // Text that is not JSON says nothing; that is no fault of the log.
      _ = try? extractor.extract(json.span, 0, json.count - Words.slack)
      field = extractor.fields.first ?? FieldRange()
      let value = field.isAside ? extractor.aside[field.range] : json[field.range]
      field.start = Int32(truncatingIfNeeded: aside.count)
      aside.append(contentsOf: value)
      field.end = Int32(truncatingIfNeeded: aside.count)
      field.isAside = true
      inner[slot] = extractor
    }
    fields[slot] = field
  }
}
