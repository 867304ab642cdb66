/// The slots of a field in a field plan, the first choice first.
struct FieldSlots: Sendable {
  /// What of several slots that say something counts.
  enum Combination: Sendable {
    case first
    case largest
    case sum
  }

  let field: Field
  let combination: Combination
  private let first: Int32
  private let end: Int32

  init(
    _ field: Field, in slots: [(field: Field, source: LogFormat.Source)],
    combining combination: Combination = .first
  ) {
    self.field = field
    let start = slots.firstIndex { $0.field == field } ?? 0
    let count = slots.count { $0.field == field }
    self.combination = count > 1 ? combination : .first
    first = Int32(truncatingIfNeeded: start)
    end = Int32(truncatingIfNeeded: start + count)
  }

  @inline(__always)
  var range: Range<Int> { Int(first)..<Int(end) }

  /// The first slot that says something in a record, and what is in it.
  @inline(__always)
  func first(in fields: Span<FieldRange>) -> (range: FieldRange, slot: Int)? {
    for slot in range {
      let range = fields[slot]
      if range.saysSomething { return (range, slot) }
    }
    return nil
  }
}
