internal import EcoModel
/// Enriches blocks of a delimited log.
struct CSVProcessor: EnrichingProcessor {
  var tally: Tally
  let unreadNames = FirstNames()
  private let layout: CSVLayout
  private let writer: EcoWriter
  private let form: RowForm
  private var rows: CSVRows
  /// The columns of eco fields that records have already, in their order, and the fields that get one.
  private let replaced: [(column: Int, field: AddedField)]
  private let appended: [AddedField]
  /// Whether all of the block and nothing else is appended.
  private let isPlain: Bool

  /// What an added column holds.
  private enum AddedField {
    /// A field of the block.
    case eco(Int)
    /// A field beside the block.
    case more(Int)
    /// A field beside the block that is not asked for: it is emptied.
    case unwanted
  }

  init(layout: CSVLayout, tally: Tally, writer: EcoWriter, form: RowForm) {
    self.layout = layout
    self.tally = tally
    self.writer = writer.delimited(by: layout.dialect.delimiter)
    self.form = form
    rows = CSVRows(layout, isNeeded: tally.reader.plan.isNeeded)
    let wanted = tally.more.names.map(EcoColumns.more)
    let all = MoreField.allCases.flatMap(\.names).map(EcoColumns.more)
    replaced = layout.columns.enumerated().compactMap { column, name in
      if let eco = layout.ecoColumns.firstIndex(of: column) { return (column, .eco(eco)) }
      guard all.contains(name) else { return nil }
      return (column, wanted.firstIndex(of: name).map(AddedField.more) ?? .unwanted)
    }
    appended =
      layout.appendedColumns.map(AddedField.eco)
      + wanted.indices.filter { !layout.columns.contains(wanted[$0]) }.map(AddedField.more)
    isPlain = replaced.isEmpty && appended.count == EcoColumns.names.count
  }

  mutating func process(
    _ text: Span<UInt8>, _ end: Int, after position: Int, into output: inout BlockOutput
  ) {
    rows.begin(text, end)
    while rows.isLeft {
      switch rows.next(text) {
      case .record: record(text, into: &output)
      case .blank:
        if form == .same { output.bytes.append(text, rows.place.start..<rows.place.next) }
      case .ragged:
        malformed(
          text, at: rows.place.start, .raggedRow,
          "expected \(layout.columnCount) fields as in the header, found \(rows.place.fieldCount)",
          into: &output)
      case .misquoted(let column):
        malformed(
          text, at: rows.field(column).lowerBound, .malformedCSV,
          "\(layout.columns[column]): quotes must enclose the whole field",
          into: &output)
      case .stray:
        malformed(
          text, at: rows.place.start, .malformedCSV,
          "quotes must enclose a whole field; quote the field and double those inside it",
          into: &output)
      }
      output.lines += rows.lineCount(text)
    }
  }

  @inline(__always)
  private mutating func record(_ text: Span<UInt8>, into output: inout BlockOutput) {
    let outcome = tally.count(text, rows.unescaped, rows.fields)
    if case .rejected(let field, let code, let message) = outcome {
      return reject(text, field, code, message, into: &output)
    }
    switch form {
    case .same where isPlain:
      Self.splice(text, rows.place, outcome, writer, into: &output.bytes)
    case .same: replace(text, rows.place, outcome, into: &output.bytes)
    case .objects(let separator):
      object(text, outcome, into: &output.bytes)
      output.bytes.append(separator)
      output.hasElements = true
    case .focus:
      FocusRow.append(
        text, rows.unescaped.span, rows.fields.span, tally.reader.plan, outcome, writer,
        tally.more, to: &output.bytes)
    case .table, .nothing: break
    }
  }

  /// A row that could not be parsed.
  @inline(never)
  private mutating func malformed(
    _ text: Span<UInt8>, at offset: Int, _ code: RejectCode, _ message: String,
    into output: inout BlockOutput
  ) {
    output.reject(
      text, record: rows.place.start..<rows.place.end, at: offset, code, message)
    tally.countMalformed()
  }

  /// A record whose fields cannot be read.
  @inline(never)
  private func reject(
    _ text: Span<UInt8>, _ field: Field?, _ code: RejectCode, _ message: StaticString,
    into output: inout BlockOutput
  ) {
    let slot = field.flatMap { field in
      tally.reader.plan.slots(of: field).range.first { layout.slotColumns[$0] != nil }
    }
    let column = slot.flatMap { layout.slotColumns[$0] }
    let name = column.map { layout.columns[$0] + ": " } ?? ""
    output.reject(
      text, record: rows.place.start..<rows.place.end,
      at: column.map { rows.field($0).lowerBound } ?? rows.place.start, code,
      name + "\(message)")
  }

  /// Copies a record with its eco fields put in. Given only what it needs: for a method, all of this
  /// value would be copied.
  @inline(__always)
  private static func splice(
    _ text: Span<UInt8>, _ record: CSVScanner.Record, _ outcome: Outcome, _ writer: EcoWriter,
    into output: inout OutputBuffer
  ) {
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
    for (column, added) in replaced {
      let field = rows.field(column)
      output.append(text, start..<field.lowerBound)
      append(added, outcome, to: &output)
      start = field.upperBound
    }
    output.append(text, start..<record.end)
    for added in appended {
      output.append(layout.dialect.delimiter)
      append(added, outcome, to: &output)
    }
    output.append(text, record.end..<record.next)
  }

  private func append(
    _ field: AddedField, _ outcome: Outcome, to output: inout OutputBuffer
  ) {
    switch field {
    case .eco(let eco): writer.appendField(eco, outcome, to: &output)
    case .more(let index):
      let text = tally.more.texts[index]
      output.append(text.span, 0..<text.count)
    case .unwanted: break
    }
  }

  /// Writes a record as a JSON object: its columns as strings, then the block.
  private func object(
    _ text: Span<UInt8>, _ outcome: Outcome, into output: inout OutputBuffer
  ) {
    output.append(UInt8(ascii: "{"))
    var isFirst = true
    for (column, name) in layout.columns.enumerated()
    where !replaced.contains(where: { $0.column == column }) {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      let key = Array(name.utf8)
      output.append(UInt8(ascii: "\""))
      JSONString.escape(key.span, 0..<key.count, into: &output)
      output.append("\":\"")
      let field = rows.field(column)
      var value: [UInt8] = []
      if let inside = CSVField.inside(text, field) {
        CSVField.append(text, inside, to: &value)
      } else {
        value = field.map { text[$0] }
      }
      let valid = Array(String(decoding: value, as: UTF8.self).utf8)
      JSONString.escape(valid.span, 0..<valid.count, into: &output)
      output.append(UInt8(ascii: "\""))
    }
    if case .figures(let figures) = outcome {
      output.append(isFirst ? "\"eco\":" : ",\"eco\":")
      output.append(capacity: writer.blockCapacity) { writer.appendJSON(figures, to: &$0) }
      let member = tally.more.member
      output.append(member.span, 0..<member.count)
    }
    output.append(UInt8(ascii: "}"))
  }
}
