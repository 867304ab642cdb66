internal import EcoModel

/// What is done with each record of a log that is read and not written again.
protocol RecordVisitor {
  /// Whether the figures that records have already are wanted.
  static var wantsFigures: Bool { get }

  /// Takes one record: its fields are those of the plan's slots, from `first` on.
  mutating func visit(
    _ text: Span<UInt8>, _ aside: borrowing [UInt8], _ fields: borrowing [FieldRange], first: Int,
    figures: borrowing FigurePlaces)

  /// Takes note of a record that a later one tells again, and that has no figure for that.
  mutating func supersede()

  /// Takes note of a record that could not even be taken apart.
  mutating func reject()
}

/// Where the figures of an earlier run stand in a record.
struct FigurePlaces {
  /// For each of the eco columns, where the record has it.
  var columns: [Range<Int>] = []
  /// The eco object.
  var object: Range<Int>?
}

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
  private var body: Body

  private enum Body {
    case csv(CSVRecords)
    case json(JSONRecords)
  }

  init(_ body: LogOpening.Body, _ reading: ReadingPlan, _ tally: Tally, _ box: VisitorBox<Visitor>)
  {
    self.tally = tally
    self.box = box
    switch body {
    case .csv(let layout): self.body = .csv(CSVRecords(layout, tally))
    case .json(let framing): self.body = .json(JSONRecords(framing, reading))
    case .events: self.body = .json(JSONRecords(nil, reading))
    }
  }

  mutating func process(_ text: Span<UInt8>, _ end: Int, into output: inout BlockOutput) {
    guard var visitor = box.visitor.take() else { return }
    switch body {
    case .csv(var records):
      records.forEach(text, end, &visitor)
    case .json(var records):
      records.forEach(text, end, &visitor)
    }
    box.visitor = visitor
  }
}
