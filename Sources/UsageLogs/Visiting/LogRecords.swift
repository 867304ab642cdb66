/// The records of any log, for a visitor: the same, in the same order and with the same fields, that
/// `calc` enriches.
struct LogRecords {
  /// One of the two is there.
  private var csv: CSVRecords?
  private var json: JSONRecords?

  init(_ body: LogOpening.Body, _ plan: FieldPlan, _ calls: CallReader?) {
    switch body {
    case .csv(let layout): csv = CSVRecords(layout, plan)
    case .json(let framing): json = JSONRecords(framing, plan, calls)
    }
  }

  /// Visits the records of a block; `text` is readable for `Words.slack` bytes past `end`.
  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, after position: Int, _ visitor: inout Visitor
  ) {
    visitor.begin(after: position)
    // In place, so that what is learnt in a block is still known in the next one.
    csv?.forEach(text, end, &visitor)
    json?.forEach(text, end, after: position, &visitor)
  }
}
