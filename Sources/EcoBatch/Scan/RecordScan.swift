internal import EcoModel

/// Hands a lane's visitor out and back, so that its state is moved and never copied.
final class VisitorBox<Visitor: RecordVisitor> {
  var visitor: Visitor?

  init(_ visitor: Visitor) { self.visitor = visitor }
}

/// Reads blocks of any log for a visitor: the same records, in the same order and with the same
/// fields, that `calc` enriches.
struct RecordScan<Visitor: RecordVisitor>: BlockProcessor {
  /// Counts nothing, for the visitor counts; it says which fields are looked at.
  let tally: Tally
  private let box: VisitorBox<Visitor>
  private var records: LogRecords

  init(_ body: LogOpening.Body, _ reading: ReadingPlan, _ tally: Tally, _ box: VisitorBox<Visitor>)
  {
    self.tally = tally
    self.box = box
    records = LogRecords(body, reading, tally)
  }

  mutating func process(_ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput) {
    guard var visitor = box.visitor.take() else { return }
    records.forEach(text, end, &visitor)
    box.visitor = visitor
  }
}
