/// The records of a JSON log, taken apart for a visitor.
struct JSONRecords {
  private var texts: JSONTexts
  private var calls: CallReader?
  private var figures = FigurePlaces()

  init(_ framing: JSONFraming, _ plan: FieldPlan, _ calls: CallReader?) {
    texts = JSONTexts(framing: framing, plan)
    self.calls = calls
  }

  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, after position: Int, _ visitor: inout Visitor
  ) {
    texts.begin(text, end)
    while texts.isLeft {
      switch texts.next(text) {
      case .records: records(text, after: position, &visitor)
      case .blank: break
      case .malformed, .notAnObject: visitor.reject()
      }
    }
  }

  @inline(__always)
  private mutating func records<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, after position: Int, _ visitor: inout Visitor
  ) {
    if texts.framing == .events {
      // The merged fields are the first record's, the figures those of the record that takes them.
      var record = texts.extractor.records[texts.host]
      record.firstField = texts.extractor.records[0].firstField
      record.start = texts.extractor.records[0].start
      return visit(text, record, &visitor)
    }
    for index in 0..<texts.extractor.records.count {
      let isSuperseded =
        calls != nil && texts.isSuperseded(index, text, by: &calls, at: position)
      if isSuperseded, !Visitor.wantsFigures {
        visitor.supersede()
      } else {
        visit(text, texts.extractor.records[index], &visitor)
      }
    }
  }

  @inline(__always)
  private mutating func visit<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ record: JSONRecord, _ visitor: inout Visitor
  ) {
    if Visitor.wantsFigures {
      let last = record.firstStale + record.staleCount
      let stale = texts.extractor.staleMembers[record.firstStale..<last].filter(\.isBlock)
      figures.object = (stale.last { $0.inHost == record.hasHost } ?? stale.last)?.value
    }
    visitor.visit(
      text, texts.extractor.unescaped.bytes, texts.extractor.fields, first: record.firstField,
      at: record.start, figures: figures)
  }
}
