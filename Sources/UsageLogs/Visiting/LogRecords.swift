/// The records of any log, for a visitor: the same, in the same order and with the same fields, that
/// `calc` enriches.
struct LogRecords {
  /// One of the two is there.
  private var csv: CSVRecords?
  private var json: JSONRecords?

  init(_ body: LogOpening.Body, _ plan: FieldPlan) {
    switch body {
    case .csv(let layout): csv = CSVRecords(layout, plan)
    case .json(let framing): json = JSONRecords(framing, plan)
    }
  }

  /// Visits the records of a block; `text` is readable for `Words.slack` bytes past `end`.
  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    // In place, so that what is learnt in a block is still known in the next one.
    csv?.forEach(text, end, &visitor)
    json?.forEach(text, end, &visitor)
  }
}
