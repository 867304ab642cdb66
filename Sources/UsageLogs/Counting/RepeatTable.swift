internal import PlainText

/// The ids seen so far, for `--dedupe`: of all inputs of a run.
///
/// Ids and what their records say are kept as digests, 32 bytes for a record and at most 60 with the
/// free room. One lane after the other uses it, never two at once.
package final class RepeatTable: @unchecked Sendable {
  enum Finding { case new, exact, conflicting }

  /// The most ids: half a gigabyte of memory.
  package static let maximumCount = 1 << 23

  private var contents = DigestTable<Digest>(free: .none)
  private let maximum: Int
  /// Whether there were more ids than are kept.
  private(set) var isOverfull = false

  /// - Parameter maximum: how many ids are kept.
  package init(maximum: Int = maximumCount) { self.maximum = maximum }

  /// What is known of a record's id; a record without one is always new.
  func check(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Finding {
    guard let (id, _) = plan.slots(of: .id).first(in: fields) else { return .new }
    var content = Digester()
    for slot in 0..<fields.count {
      let field = fields[slot]
      if field.kind == .string || field.kind == .number {
        content.add((field.isUnescaped ? unescaped : text).extracting(field.range))
      }
      content.add(0 as UInt8)
    }
    var key = Digester()
    key.add((id.isUnescaped ? unescaped : text).extracting(id.range))
    let (digest, own) = (content.finish(), key.finish())
    if contents.count >= maximum, contents[own] == nil {
      isOverfull = true
      return .new
    }
    // The first one stays the one that others are held against.
    var first = digest
    let isKnown = contents.update(own, new: digest) { first = $0 }
    return !isKnown ? .new : first == digest ? .exact : .conflicting
  }
}

/// More ids than `--dedupe` keeps.
struct TooManyIDs: Fault {
  var family: FaultFamily { .usage }
  var description: String {
    "--dedupe: there are more than \(RepeatTable.maximumCount) different ids, and each takes 60 bytes"
      + " of memory; run each month on its own, and add the summaries with eco-calc merge"
  }
}
