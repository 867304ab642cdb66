internal import EcoModel
/// Enriches blocks of a JSON log.
struct JSONProcessor: EnrichingProcessor {
  var tally: Tally
  var unreadNames: FirstNames { texts.unreadNames }
  private let form: RowForm
  private let writer: EcoWriter
  private var texts: JSONTexts
  private var calls: CallReader?
  private var splicer: JSONSplicer

  init(
    framing: JSONFraming, tally: Tally, calls: CallReader?, writer: EcoWriter, form: RowForm
  ) {
    self.tally = tally
    self.calls = calls
    self.form = form
    self.writer = writer
    texts = JSONTexts(framing: framing, tally.reader.plan)
    splicer = JSONSplicer(writer: writer)
  }

  mutating func process(
    _ text: Span<UInt8>, _ end: Int, after position: Int, into output: inout BlockOutput
  ) {
    texts.begin(text, end)
    while texts.isLeft {
      switch texts.next(text) {
      case .records:
        splicer.reset()
        if texts.framing == .events {
          stream(text, into: &output)
        } else if records(text, after: position, into: &output) {
          write(text, into: &output)
        }
      case .blank:
        // A comma that nothing follows is the end of an array that was cut off.
        if form == .same, texts.place.comma == nil {
          output.bytes.append(text, texts.place.start..<texts.place.next)
        }
      case .malformed(let error):
        reject(text, at: error.offset, .malformedJSON, "\(error.message)", into: &output)
      case .notAnObject:
        reject(
          text, at: texts.place.first, .notAnObject, "expected a JSON object", into: &output)
      }
      output.lines += texts.lineCount(text)
    }
  }

  /// Counts the records of one text and plans their blocks; `false` where the text is rejected.
  @inline(__always)
  private mutating func records(
    _ text: Span<UInt8>, after position: Int, into output: inout BlockOutput
  ) -> Bool {
    for index in 0..<texts.extractor.records.count {
      let outcome =
        calls != nil && texts.isSuperseded(index, text, by: &calls, at: position)
        ? tally.countSuperseded()
        : tally.count(
          text, texts.extractor.unescaped.bytes, texts.extractor.fields,
          first: texts.extractor.records[index].firstField)
      if case .rejected(let field, let code, let message) = outcome {
        // A record that is all of its text goes when it is rejected; one that is only a part of its
        // text stays in it, without figures, so that the others keep their place.
        let isWhole = texts.extractor.records[index].start == texts.place.first
        reject(text, index, field, code, message, isWhole: isWhole, into: &output)
        if isWhole { return false }
        // A table has a row for each record, and no place for one without values.
        if form.isTable { continue }
      }
      if form.isTable {
        row(text, texts.extractor.records[index].firstField, outcome, into: &output.bytes)
      } else {
        splicer.add(
          outcome, texts.extractor.records[index], texts.extractor.staleMembers, more: more)
      }
    }
    return true
  }

  /// Writes the text that was read last with the blocks of its records.
  @inline(__always)
  private mutating func write(_ text: Span<UInt8>, into output: inout BlockOutput) {
    switch form {
    case .same:
      if let comma = texts.place.comma, !output.hasElements {
        output.firstComma = output.bytes.count + (comma - texts.place.start)
      }
      splicer.splice(text, texts.place.start..<texts.place.next, into: &output.bytes)
    case .objects(let separator):
      splicer.spliceCompact(text, texts.place.first..<texts.place.next, into: &output.bytes)
      output.bytes.append(separator)
    case .table, .focus, .nothing: break
    }
    output.hasElements = true
  }

  /// Counts an event stream and writes it: the block goes into the last event that has the usage.
  private mutating func stream(_ text: Span<UInt8>, into output: inout BlockOutput) {
    let records = texts.extractor.records
    let outcome = tally.count(
      text, texts.extractor.unescaped.bytes, texts.extractor.fields, first: records[0].firstField)
    if case .rejected(_, let code, let message) = outcome {
      output.reject(
        text, record: texts.place.extent, at: texts.place.first, code, "\(message)")
      return
    }
    for index in records.indices {
      splicer.add(
        index == texts.host ? outcome : .none(""), records[index], texts.extractor.staleMembers,
        more: index == texts.host ? more : [])
    }
    switch form {
    case .same: splicer.splice(text, texts.place.extent, into: &output.bytes)
    case .objects(let separator):
      let record = records[texts.host]
      splicer.spliceCompact(text, record.start..<record.end, into: &output.bytes)
      output.bytes.append(separator)
      output.hasElements = true
    case .table, .focus: row(text, records[0].firstField, outcome, into: &output.bytes)
    case .nothing: break
    }
  }

  /// The fields beside the block of the record that was counted last.
  @inline(__always)
  private var more: [UInt8] { tally.more.isEmpty ? [] : tally.more.member }

  private func row(
    _ text: Span<UInt8>, _ first: Int, _ outcome: Outcome, into output: inout OutputBuffer
  ) {
    let fields = texts.extractor.fields.span.extracting(first..<texts.extractor.fields.count)
    let unescaped = texts.extractor.unescaped.bytes.span
    if form == .focus {
      FocusRow.append(
        text, unescaped, fields, tally.reader.plan, outcome, writer, tally.more, to: &output)
    } else {
      CanonicalRow.append(
        text, unescaped, fields, tally.reader.plan, outcome, writer, tally.more.texts, to: &output)
    }
  }

  /// A text that could not be parsed.
  @inline(never)
  private mutating func reject(
    _ text: Span<UInt8>, at offset: Int, _ code: RejectCode, _ message: String,
    into output: inout BlockOutput
  ) {
    output.reject(text, record: texts.place.extent, at: offset, code, message)
    tally.countMalformed()
  }

  /// A record whose fields cannot be read.
  @inline(never)
  private func reject(
    _ text: Span<UInt8>, _ index: Int, _ field: Field?, _ code: RejectCode,
    _ message: StaticString, isWhole: Bool, into output: inout BlockOutput
  ) {
    let record = texts.extractor.records[index]
    let slot = field.flatMap { field in
      tally.reader.plan.slots(of: field).range.first {
        texts.extractor.fields[record.firstField + $0].kind != .absent
      }
    }
    let range = slot.map { texts.extractor.fields[record.firstField + $0] }
    let offset = range.flatMap { $0.isUnescaped ? nil : Int($0.start) } ?? record.start
    let name = slot.map { tally.reader.plan.slots[$0].source.path + ": " } ?? ""
    output.reject(
      text, record: isWhole ? texts.place.extent : record.start..<record.end, at: offset, code,
      name + "\(message)")
  }
}
