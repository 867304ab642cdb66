/// What spellings lead to, by digest. Open addressing with half of the room free, and answer and digest
/// side by side: one is found in one cache line, however many there are.
struct AnswerTable<Answer> {
  private struct Entry {
    var key: Digest
    var answer: Answer?
  }

  private static var free: Entry { Entry(key: .none, answer: nil) }

  private var entries = [Entry](repeating: Self.free, count: 64)
  /// How many there are.
  private(set) var count = 0

  /// The answer for a key; `nil` for a new one.
  @inline(__always)
  func find(_ key: Digest) -> Answer? { entries[slot(key)].answer }

  /// Begins to fetch the answer for a key.
  @inline(__always)
  func prefetch(_ key: Digest) { entries.prefetch(firstSlot(key)) }

  /// Keeps the answer for a key that `find` did not find.
  mutating func insert(_ key: Digest, _ answer: Answer) {
    if 2 * (count + 1) > entries.count { grow() }
    entries[slot(key)] = Entry(key: key, answer: answer)
    count += 1
  }

  /// Forgets all of them.
  mutating func removeAll() {
    entries = [Entry](repeating: Self.free, count: 64)
    count = 0
  }

  /// Where a key is first looked for.
  @inline(__always)
  private func firstSlot(_ key: Digest) -> Int {
    Int(truncatingIfNeeded: key.first) & (entries.count - 1)
  }

  /// Where a key stands, or would stand.
  @inline(__always)
  private func slot(_ key: Digest) -> Int {
    var slot = firstSlot(key)
    while entries[slot].key != key, entries[slot].key != .none {
      slot = (slot + 1) & (entries.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Self.free, count: 2 * old.count)
    for entry in old where entry.key != .none { entries[slot(entry.key)] = entry }
  }
}
