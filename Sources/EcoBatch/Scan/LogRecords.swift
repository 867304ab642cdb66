/// The records of any log, for a visitor: the same, in the same order and with the same fields, that
/// `calc` enriches.
enum LogRecords {
  case csv(CSVRecords)
  case json(JSONRecords)

  /// - Parameter tally: says which fields are looked at.
  init(_ body: LogOpening.Body, _ reading: ReadingPlan, _ tally: borrowing Tally) {
    switch body {
    case .csv(let layout): self = .csv(CSVRecords(layout, tally))
    case .json(let framing): self = .json(JSONRecords(framing, reading))
    case .events: self = .json(JSONRecords(nil, reading))
    }
  }

  /// Visits the records of a block; `text` is readable for `Words.slack` bytes behind `end`.
  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    switch self {
    case .csv(var records):
      records.forEach(text, end, &visitor)
    case .json(var records):
      records.forEach(text, end, &visitor)
    }
  }
}
