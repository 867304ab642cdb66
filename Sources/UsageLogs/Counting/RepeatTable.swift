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

  /// What two records of a call say alike, besides its time and counts. What only formats differ in is
  /// not among it: logs of several may tell the same call.
  private static let compared: [Field] = [
    .model, .provider, .region, .kind, .replay, .concurrency, .gpuSeconds, .accelerator,
    .acceleratorEnergy,
  ]

  /// What is known of a record's id; a record without one is always new.
  func check(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Finding {
    guard let (id, _) = plan.slots(of: .id).first(in: fields) else { return .new }
    var key = Digester()
    key.add((id.isUnescaped ? unescaped : text).extracting(id.range))
    let own = key.finish()
    guard let digest = Self.content(plan, text, unescaped, fields) else { return .new }
    if contents.count >= maximum, contents[own] == nil {
      isOverfull = true
      return .new
    }
    // The first one stays the one that others are held against.
    var first = digest
    let isKnown = contents.update(own, new: digest) { first = $0 }
    return !isKnown ? .new : first == digest ? .exact : .conflicting
  }

  /// What a record says, its time to the minute; `nil` where it cannot be read and is rejected for that.
  private static func content(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Digest? {
    var counts = TokenCounts()
    guard counts.read(plan, text, unescaped, fields) == nil else { return nil }
    var content = Digester()
    for count in [counts.prompt, counts.cached, counts.completion, counts.total, counts.requests] {
      content.add(count.map { $0 + 1 } ?? 0)
    }
    if plan.time.first(in: fields) != nil {
      guard let time = plan.moment(text, unescaped, fields) else { return nil }
      content.add(UInt64(bitPattern: Int64(time.day)))
      content.add(UInt64(time.minute.map { $0 + 1 } ?? 0))
    }
    for field in compared {
      if let (value, _) = plan.slots(of: field).first(in: fields) {
        content.add((value.isUnescaped ? unescaped : text).extracting(value.range))
      }
      content.add(0 as UInt8)
    }
    return content.finish()
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
