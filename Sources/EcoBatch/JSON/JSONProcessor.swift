/// How the texts of a JSON log follow each other.
enum JSONFraming: Sendable {
  /// One text for each line.
  case lines
  /// The elements of one array, with the commas between them.
  case elements
  /// Texts one after the other, over as many lines as they like.
  case documents
}

/// Enriches blocks of a JSON log.
struct JSONProcessor: BlockProcessor {
  private(set) var tally: Tally
  private let framing: JSONFraming
  private let form: RowForm
  private let writer: EcoWriter
  private var extractor: JSONExtractor
  private var splicer: JSONSplicer
  private var runs: LineRuns?

  init(
    framing: JSONFraming, plan: ReadingPlan, tally: Tally, writer: EcoWriter, form: RowForm
  ) {
    self.framing = framing
    self.tally = tally
    self.form = form
    self.writer = writer
    extractor = JSONExtractor(
      tree: PathTree(
        paths: plan.slots.map(\.source.path), recordPath: plan.format.recordPath))
    splicer = JSONSplicer(writer: writer)
    runs = framing == .lines ? LineRuns(identity: plan.format.callIdentity) : nil
  }

  mutating func process(_ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput) {
    switch framing {
    case .lines: lines(text, end, into: &output)
    case .elements: texts(text, end, separators: true, into: &output)
    case .documents: texts(text, end, separators: false, into: &output)
    }
  }

  private mutating func lines(
    _ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput
  ) {
    var start = 0
    while start < end {
      let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<end) ?? end
      let next = min(lineEnd + 1, end)
      let first = JSONSyntax.skipSpace(text, start, lineEnd)
      if first == lineEnd {
        if form == .same { output.bytes.append(text, start..<next) }
      } else if record(
        text, first, lineEnd, extent: start..<lineEnd,
        isSuperseded: runs?.isSuperseded(text, start..<lineEnd, end) ?? false, into: &output)
      {
        write(text, start..<next, into: &output)
      }
      output.lines += 1
      start = next
    }
  }

  /// Texts that are not bound to lines, perhaps with a comma before each.
  private mutating func texts(
    _ text: Span<UInt8>, _ end: Int, separators: Bool, into output: inout BlockOutput
  ) {
    var start = 0
    while start < end {
      var first = JSONSyntax.skipSpace(text, start, end)
      var comma: Int?
      if separators, first < end, text[first] == UInt8(ascii: ",") {
        comma = first
        first = JSONSyntax.skipSpace(text, first + 1, end)
      }
      guard first < end else {
        // A comma that nothing follows is the end of an array that was cut off.
        if form == .same, comma == nil { output.bytes.append(text, start..<end) }
        output.lines += text.lineEnds(start..<end)
        return
      }
      output.lines += text.lineEnds(start..<first)
      let behind = JSONFramer.endOfText(text, first, end)
      if record(text, first, behind, extent: first..<behind, into: &output) {
        if let comma, form == .same, !output.hasElements {
          output.firstComma = output.bytes.count + (comma - start)
        }
        output.hasElements = true
        write(text, (form == .same ? start : first)..<behind, into: &output)
      }
      output.lines += text.lineEnds(first..<behind)
      start = behind
    }
  }

  /// Reads one text; `false` where it is rejected.
  @inline(__always)
  private mutating func record(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, extent: Range<Int>,
    isSuperseded: Bool = false, into output: inout BlockOutput
  ) -> Bool {
    extractor.reset()
    splicer.reset()
    do throws(JSONError) {
      let behind = JSONSyntax.skipSpace(text, try extractor.extract(text, start, end), end)
      guard behind == end else {
        throw JSONError(offset: behind, message: "expected nothing more after the JSON text")
      }
    } catch {
      output.reject(
        text, record: extent, at: error.offset, line: output.lines, .malformedJSON,
        "\(error.message)")
      tally.countMalformed()
      return false
    }
    guard text[start] == UInt8(ascii: "{") else {
      output.reject(
        text, record: extent, at: start, line: output.lines, .notAnObject,
        "expected a JSON object")
      tally.countMalformed()
      return false
    }
    for index in 0..<extractor.records.count {
      let outcome =
        isSuperseded
        ? tally.takeSuperseded()
        : tally.take(
          text, extractor.aside, extractor.fields, first: extractor.records[index].firstField)
      if case .rejected(let field, let code, let message) = outcome {
        let whole = isWhole(extractor.records[index], start)
        reject(text, index, field, code, message, extent: whole ? extent : nil, into: &output)
        if whole { return false }
        // A table has a row for each record, and no place for one without values.
        if form == .table { continue }
      }
      if form == .table {
        row(text, extractor.records[index].firstField, outcome, into: &output.bytes)
      } else {
        splicer.add(outcome, extractor.records[index], extractor.staleMembers)
      }
    }
    return true
  }

  /// Whether a record is all of its text. Then it goes when it is rejected; a record that is only a
  /// part of its text stays in it, without figures, so that the others keep their place.
  @inline(__always)
  private func isWhole(_ record: JSONRecord, _ start: Int) -> Bool { record.start == start }

  @inline(never)
  private func reject(
    _ text: Span<UInt8>, _ index: Int, _ field: Field?, _ code: RejectCode,
    _ message: StaticString, extent: Range<Int>?, into output: inout BlockOutput
  ) {
    let record = extractor.records[index]
    let slot = field.flatMap { field in
      tally.reader.plan.slots(of: field).range.first {
        extractor.fields[record.firstField + $0].kind != .absent
      }
    }
    let range = slot.map { extractor.fields[record.firstField + $0] }
    let offset = range.flatMap { $0.isAside ? nil : Int($0.start) } ?? record.start
    let name = slot.map { tally.reader.plan.slots[$0].source.path + ": " } ?? ""
    output.reject(
      text, record: extent ?? record.start..<record.end, at: offset, line: output.lines, code,
      name + "\(message)")
  }

  @inline(__always)
  private mutating func write(
    _ text: Span<UInt8>, _ range: Range<Int>, into output: inout BlockOutput
  ) {
    switch form {
    case .same: splicer.splice(text, range, into: &output.bytes)
    case .objects(let separator):
      let first = JSONSyntax.skipSpace(text, range.lowerBound, range.upperBound)
      splicer.spliceCompact(text, first..<range.upperBound, into: &output.bytes)
      output.bytes.append(separator)
      output.hasElements = true
    case .table, .nothing: break
    }
  }

  private func row(
    _ text: Span<UInt8>, _ first: Int, _ outcome: Outcome, into output: inout OutputBuffer
  ) {
    CanonicalRow.append(
      text, extractor.aside.span, extractor.fields.span.extracting(first..<extractor.fields.count),
      tally.reader, outcome, writer, to: &output)
  }
}
