/// The slots of a field in a reading plan, the first choice first.
struct FieldSlots: Sendable {
  let field: Field
  private let first: Int32
  private let end: Int32

  init(_ field: Field, in slots: [(field: Field, source: LogFormat.Source)]) {
    self.field = field
    let start = slots.firstIndex { $0.field == field } ?? 0
    first = Int32(truncatingIfNeeded: start)
    end = Int32(truncatingIfNeeded: start + slots.count { $0.field == field })
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
