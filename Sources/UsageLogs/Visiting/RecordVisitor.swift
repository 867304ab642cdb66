/// What is done with each record of a log that is read and not written again.
protocol RecordVisitor {
  /// Whether the figures that records have already are wanted.
  static var wantsFigures: Bool { get }

  /// Takes note that a block begins, and how many bytes of records came before it in the log.
  mutating func begin(after position: Int)

  /// Takes one record, which starts at `start`: its fields are those of the plan's slots, from `first`
  /// on.
  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ fields: borrowing [FieldRange],
    first: Int,
    at start: Int, figures: borrowing FigurePlaces)

  /// Takes note of a superseded record, which therefore has no figure.
  mutating func supersede()

  /// Takes note of a record that could not be parsed.
  mutating func reject()
}

extension RecordVisitor {
  mutating func begin(after position: Int) {}
}

/// Where a record has the figures of an earlier run.
struct FigurePlaces {
  /// For each of the eco columns, where the record has it.
  var columns: [Range<Int>] = []
  /// The eco object.
  var object: Range<Int>?
}
