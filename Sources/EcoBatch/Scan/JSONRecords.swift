internal import EcoModel

/// The records of a JSON log or of event streams, taken apart for a visitor.
struct JSONRecords {
  /// `nil` for event streams.
  private let framing: JSONFraming?
  private var extractor: JSONExtractor
  private var figures = FigurePlaces()
  /// Which lines tell again what a later one tells, where the format has such lines.
  private var runs: LineRuns?

  init(_ framing: JSONFraming?, _ reading: ReadingPlan) {
    self.framing = framing
    extractor = JSONExtractor(
      tree: PathTree(
        paths: reading.slots.map(\.source.path), recordPath: reading.format.recordPath))
    runs = framing == .lines ? LineRuns(identity: reading.format.callIdentity) : nil
  }

  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    switch framing {
    case .lines: lines(text, end, &visitor)
    case .elements, .documents: texts(text, end, &visitor)
    case nil: streams(text, end, &visitor)
    }
  }

  private mutating func lines<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    var start = 0
    while start < end {
      let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<end) ?? end
      let first = JSONSyntax.skipSpace(text, start, lineEnd)
      if first < lineEnd {
        let isSuperseded = runs?.isSuperseded(text, start..<lineEnd, end) ?? false
        value(text, first, lineEnd, isSuperseded: isSuperseded, &visitor)
      }
      start = lineEnd + 1
    }
  }

  private mutating func texts<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    var start = 0
    while start < end {
      var first = JSONSyntax.skipSpace(text, start, end)
      if framing == .elements, first < end, text[first] == UInt8(ascii: ",") {
        first = JSONSyntax.skipSpace(text, first + 1, end)
      }
      guard first < end else { return }
      let behind = JSONFramer.endOfText(text, first, end)
      value(text, first, behind, &visitor)
      start = behind
    }
  }

  /// One text, which may hold several records.
  @inline(__always)
  private mutating func value<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, isSuperseded: Bool = false,
    _ visitor: inout Visitor
  ) {
    extractor.reset()
    guard text[start] == UInt8(ascii: "{"), let behind = try? extractor.extract(text, start, end),
      JSONSyntax.skipSpace(text, behind, end) == end
    else { return visitor.reject() }
    for record in extractor.records {
      if isSuperseded && !Visitor.wantsFigures {
        visitor.supersede()
      } else {
        visit(text, record, &visitor)
      }
    }
  }

  private mutating func streams<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    var start = 0
    while start < end {
      let next = EventFramer.endOfStream(text, start, end) ?? end
      stream(text, start..<next, &visitor)
      start = next
    }
  }

  private mutating func stream<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ extent: Range<Int>, _ visitor: inout Visitor
  ) {
    extractor.reset()
    guard (try? extractor.extractEvents(text, extent)) != nil else { return visitor.reject() }
    guard let host = extractor.mergeRecords() else { return }
    var record = extractor.records[host]
    record.firstField = extractor.records[0].firstField
    record.start = extractor.records[0].start
    visit(text, record, &visitor)
  }

  @inline(__always)
  private mutating func visit<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ record: JSONRecord, _ visitor: inout Visitor
  ) {
    if Visitor.wantsFigures {
      let last = record.firstStale + record.staleCount
      let stale = extractor.staleMembers[record.firstStale..<last]
      figures.object = (stale.last { $0.inHost == record.hasHost } ?? stale.last)?.value
    }
    visitor.visit(
      text, extractor.aside, extractor.fields, first: record.firstField, at: record.start,
      figures: figures)
  }
}
