/// Reads blocks of any log for a visitor: the same records, in the same order and with the same
/// fields, that `calc` enriches.
struct RecordScan<Visitor: RecordVisitor>: BlockProcessor {
  private(set) var visitor: Visitor
  private var records: LogRecords

  init(_ body: LogOpening.Body, _ plan: FieldPlan, _ calls: CallReader?, _ visitor: Visitor) {
    self.visitor = visitor
    records = LogRecords(body, plan, calls)
  }

  mutating func process(
    _ text: Span<UInt8>, _ end: Int, after position: Int, into output: inout BlockOutput
  ) {
    records.forEach(text, end, after: position, &visitor)
  }
}
