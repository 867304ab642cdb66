/// Enriches blocks of a delimited log.
struct CSVProcessor: BlockProcessor {
  private(set) var tally: Tally
  private let layout: CSVLayout
  private let writer: EcoWriter
  private let form: RowForm
  private var scanner: CSVScanner
  private var fields: [FieldRange]
  private var aside: [UInt8] = []
  /// For each slot that is JSON inside a column, what picks it out.
  private var inner: [JSONExtractor?]
  /// The slots that the log has and that are looked at, and their columns.
  private let located: [(slot: Int, column: Int, isJSON: Bool)]
  /// The eco columns that records have already, by column, and those that they get.
  private let replaced: [(column: Int, eco: Int)]
  private let appended: [Int]

  init(layout: CSVLayout, tally: Tally, writer: EcoWriter, form: RowForm) {
    self.layout = layout
    self.tally = tally
    self.writer = writer.delimited(by: layout.dialect.delimiter)
    self.form = form
    scanner = CSVScanner(delimiter: layout.dialect.delimiter, fields: layout.columnCount)
    fields = [FieldRange](repeating: FieldRange(), count: layout.slotColumns.count)
    inner = layout.slotPaths.map { path in
      path.map { JSONExtractor(tree: PathTree(paths: [$0], recordPath: "")) }
    }
    located = layout.slotColumns.enumerated().compactMap { slot, column in
      guard tally.plan.needs(tally.reader.plan.slots[slot].field), let column else { return nil }
      return (slot, column, layout.slotPaths[slot] != nil)
    }
    replaced = layout.ecoColumns.enumerated().compactMap { eco, column in
      column.map { ($0, eco) }
    }.sorted { $0.column < $1.column }
    appended = layout.appendedColumns
    self.tally.setDecimalComma(layout.dialect.hasDecimalComma)
  }

  mutating func process(_ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput) {
    scanner.begin(text, 0, end)
    var start = 0
    while start < end {
      let record = scanner.next(text, end)
      if record.isMultiline || !record.isBalanced {
        multiline(text, record, into: &output)
        scanner.begin(text, record.next, end)
      } else {
        single(text, record, into: &output)
        output.lines += 1
      }
      start = record.next
    }
  }

  /// A record over several lines, or one whose quotes do not close. Where its quotes are not as they
  /// must be, its first line alone is at fault, and the rest is read anew.
  @inline(never)
  private mutating func multiline(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, into output: inout BlockOutput
  ) {
    if record.isBalanced && isWellFormed(text, record) {
      single(text, record, into: &output)
      output.lines += text.lineEnds(record.start..<record.next)
      return
    }
    var start = record.start
    while start < record.next {
      let part = scanner.scan(text, start, record.next)
      let isWhole = part.isBalanced && (!part.isMultiline || isWellFormed(text, part))
      // The record as a whole has been found at fault, so its first line is.
      if start > record.start, isWhole {
        single(text, part, into: &output)
        output.lines += text.lineEnds(part.start..<part.next)
        start = part.next
      } else {
        let lineEnd =
          ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<record.next) ?? record.next
        let next = min(lineEnd + 1, record.next)
        output.reject(
          text, record: start..<lineEnd, at: start, line: output.lines, .malformedCSV,
          "a quote opens or closes where no field does; quote the whole field and double it")
        tally.countMalformed()
        output.lines += text.lineEnds(start..<next)
        start = next
      }
    }
  }

  @inline(__always)
  private mutating func single(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, into output: inout BlockOutput
  ) {
    if record.start == record.end {
      // A blank line is no record.
      if form == .same { output.bytes.append(text, record.start..<record.next) }
      return
    }
    guard record.fieldCount == layout.columnCount else {
      output.reject(
        text, record: record.start..<record.end, at: record.start, line: output.lines, .raggedRow,
        "expected \(layout.columnCount) fields as in the header, found \(record.fieldCount)")
      tally.countMalformed()
      return
    }
    if let fault = locateFields(text, record) {
      output.reject(
        text, record: record.start..<record.end, at: scanner.field(fault).lowerBound,
        line: output.lines, .malformedCSV,
        "\(layout.columns[fault]): a quote opens or closes where the field does not")
      tally.countMalformed()
      return
    }
    let outcome = tally.take(text, aside, fields)
    switch outcome {
    case .rejected(let field, let code, let message):
      reject(text, record, field, code, message, into: &output)
    case .figures, .none:
      switch form {
      case .same: splice(text, record, outcome, into: &output.bytes)
      case .objects(let separator):
        object(text, record, outcome, into: &output.bytes)
        output.bytes.append(separator)
        output.hasElements = true
      case .table, .nothing: break
      }
    }
  }

  @inline(never)
  private func reject(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ field: Field?, _ code: RejectCode,
    _ message: StaticString, into output: inout BlockOutput
  ) {
    let slot = field.flatMap { field in
      tally.reader.plan.slots(of: field).range.first { layout.slotColumns[$0] != nil }
    }
    let column = slot.flatMap { layout.slotColumns[$0] }
    let name = column.map { layout.columns[$0] + ": " } ?? ""
    output.reject(
      text, record: record.start..<record.end,
      at: column.map { scanner.field($0).lowerBound } ?? record.start,
      line: output.lines, code, name + "\(message)")
  }

  /// Finds the fields of the plan in a record; returns the column whose quotes are wrong.
  @inline(__always)
  private mutating func locateFields(_ text: Span<UInt8>, _ record: CSVScanner.Record) -> Int? {
    if !aside.isEmpty { aside.removeAll(keepingCapacity: true) }
    let (faulty, needsAside) = Self.locate(located, in: record, scanner, text, &fields)
    if needsAside, faulty == nil { locateAside(text, record) }
    return faulty
  }

  @inline(__always)
  private static func locate(
    _ located: borrowing [(slot: Int, column: Int, isJSON: Bool)], in record: CSVScanner.Record,
    _ scanner: borrowing CSVScanner, _ text: Span<UInt8>, _ fields: inout [FieldRange]
  ) -> (faulty: Int?, needsAside: Bool) {
    var needsAside = false
    var places = fields.mutableSpan
    for index in 0..<located.count {
      let (slot, column, isJSON) = located[index]
      let range = scanner.field(column)
      // Of a field that starts above a quote and does not end with a space there is nothing to say.
      if !range.isEmpty, !isJSON, text[range.lowerBound] > UInt8(ascii: "\""),
        text[range.upperBound - 1] != UInt8(ascii: " ")
      {
        places[slot] = FieldRange(range)
        continue
      }
      guard let (inside, doubled) = CSVField.inside(text, range) else { return (column, false) }
      needsAside = needsAside || doubled || isJSON
      places[slot] = FieldRange(trimmed(text, inside))
    }
    return (nil, needsAside)
  }

  /// Finds the fields whose text has to be unescaped, or that hold JSON.
  @inline(never)
  private mutating func locateAside(_ text: Span<UInt8>, _ record: CSVScanner.Record) {
    for (slot, column, isJSON) in located {
      let range = scanner.field(column)
      if let (inside, doubled) = CSVField.inside(text, range), doubled || isJSON {
        locateAside(text, inside, slot)
      }
    }
  }

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

  /// A range without spaces around it.
  @inline(__always)
  private static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, text[start] == 0x20 { start += 1 }
    while end > start, text[end - 1] == 0x20 { end -= 1 }
    return start..<end
  }

  /// Copies a record with its eco fields put in.
  @inline(__always)
  private func splice(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ outcome: Outcome,
    into output: inout OutputBuffer
  ) {
    guard replaced.isEmpty else {
      return replace(text, record, outcome, into: &output)
    }
    let size = record.next - record.start
    output.append(capacity: size + writer.fieldsCapacity) { output in
      output.append(text, record.start..<record.end)
      writer.appendFields(outcome, to: &output)
      output.append(text, record.end..<record.next)
    }
  }

  /// Copies a record that has eco columns already; those it has not are put at its end.
  @inline(never)
  private func replace(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ outcome: Outcome,
    into output: inout OutputBuffer
  ) {
    var start = record.start
    for (column, eco) in replaced {
      let field = scanner.field(column)
      output.append(text, start..<field.lowerBound)
      writer.appendField(eco, outcome, to: &output)
      start = field.upperBound
    }
    output.append(text, start..<record.end)
    for eco in appended {
      output.append(layout.dialect.delimiter)
      writer.appendField(eco, outcome, to: &output)
    }
    output.append(text, record.end..<record.next)
  }

  /// Writes a record as a JSON object: its columns as strings, then the block.
  private func object(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ outcome: Outcome,
    into output: inout OutputBuffer
  ) {
    output.append(UInt8(ascii: "{"))
    var isFirst = true
    for (column, name) in layout.columns.enumerated() where !layout.ecoColumns.contains(column) {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      let key = Array(name.utf8)
      output.append(UInt8(ascii: "\""))
      JSONString.escape(key.span, 0..<key.count, into: &output)
      output.append("\":\"")
      let field = scanner.field(column)
      var value: [UInt8] = []
      if let (inside, _) = CSVField.inside(text, field) {
        CSVField.unescape(text, inside, into: &value)
      } else {
        value = field.map { text[$0] }
      }
      let valid = Array(String(decoding: value, as: UTF8.self).utf8)
      JSONString.escape(valid.span, 0..<valid.count, into: &output)
      output.append(UInt8(ascii: "\""))
    }
    if case .figures(let figures) = outcome {
      output.append(isFirst ? "\"eco\":" : ",\"eco\":")
      writer.appendJSON(figures, to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// Whether every quote of a record opens a field, closes one, or is doubled inside one.
  private func isWellFormed(_ text: Span<UInt8>, _ record: CSVScanner.Record) -> Bool {
    var index = record.start
    while index < record.end {
      if text[index] == UInt8(ascii: "\"") {
        index += 1
        while index < record.end {
          if text[index] != UInt8(ascii: "\"") {
            index += 1
          } else if index + 1 < record.end, text[index + 1] == UInt8(ascii: "\"") {
            index += 2
          } else {
            break
          }
        }
        index += 1
        guard index >= record.end || text[index] == layout.dialect.delimiter else { return false }
      } else {
        while index < record.end, text[index] != layout.dialect.delimiter {
          if text[index] == UInt8(ascii: "\"") { return false }
          index += 1
        }
      }
      index += 1
    }
    return true
  }
}

extension Span where Element == UInt8 {
  /// The number of line feeds in a range.
  func lineEnds(_ range: Range<Int>) -> Int {
    var count = 0
    var index = range.lowerBound
    while let found = ByteSearch.first(UInt8(ascii: "\n"), in: self, index..<range.upperBound) {
      count += 1
      index = found + 1
    }
    return count
  }
}
