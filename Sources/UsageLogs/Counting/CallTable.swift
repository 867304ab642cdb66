/// Which of several records that tell one call counts: the one with most tokens, the last of such, and a
/// copy only where nothing else tells the call.
///
/// About 60 bytes for a call. It is filled before the first row is written: rows are written in order
/// and never again, and which record of a call counts is known with the last one only.
package struct CallTable: Sendable {
  /// The record of a call that counts so far.
  struct Best: BitwiseCopyable, Sendable {
    var weight: UInt64
    var place: UInt64
  }

  /// What lines of one log say for those after them.
  struct Said: Sendable {
    /// In the order of the places from which on they hold.
    fileprivate(set) var families: [(place: UInt64, family: Digest)] = []
    /// What fields those records have that do not say them.
    fileprivate(set) var texts: [Field: [(place: UInt64, text: [UInt8])]] = [:]
  }

  private var calls = DigestTable<Best>(free: Best(weight: 0, place: 0))
  /// By the number of the input.
  private(set) var said: [Int: Said] = [:]
  /// The session that another goes on from, and repeats.
  private var parents: [Digest: Digest] = [:]

  package init() {}

  /// Takes a record that tells a call.
  mutating func add(_ call: Digest, weight: UInt64, at place: UInt64) {
    add(call, Best(weight: weight, place: place))
  }

  private mutating func add(_ call: Digest, _ best: Best) {
    _ = calls.update(call, new: best) { known in
      if (known.weight, known.place) < (best.weight, best.place) { known = best }
    }
  }

  /// Takes what another lane has found.
  mutating func merge(_ other: CallTable) {
    other.calls.forEach { add($0, $1) }
    said.merge(other.said) { $1 }
    parents.merge(other.parents) { $1 }
  }

  /// Whether a record other than the one at `place` counts for a call.
  func isCounted(_ call: Digest, otherThan place: UInt64) -> Bool {
    calls[call].map { $0.place != place } ?? false
  }

  /// Whether any record tells a call.
  func has(_ call: Digest) -> Bool { calls[call] != nil }

  // MARK: What lines say for those after them

  mutating func say(_ field: Field, _ text: [UInt8], from place: UInt64) {
    let input = CallPlace.input(place)
    if said[input]?.texts[field]?.last?.text != text {
      said[input, default: Said()].texts[field, default: []].append((place, text))
    }
  }

  /// Notes that what follows is of a session.
  ///
  /// - Parameter parent: the session that it goes on from; empty where there is none.
  /// - Returns: the family in which its calls are told: the session it goes on from, or its own.
  mutating func say(session: [UInt8], from parent: [UInt8], at place: UInt64) -> Digest {
    let isOwn = parent.isEmpty || parent == session
    let session = Digest(of: session)
    if !isOwn { parents[session] = Digest(of: parent) }
    let family = parents[session] ?? session
    said[CallPlace.input(place), default: Said()].families.append((place, family))
    return family
  }

  /// Whether a call is told in one of the sessions that a session goes on from.
  ///
  /// - Parameter call: what names it there.
  func isTold(before session: Digest, _ call: (_ family: Digest) -> Digest) -> Bool {
    var family = session
    for _ in 0..<64 {
      guard let parent = parents[family] else { return false }
      family = parent
      if has(call(family)) { return true }
    }
    return false
  }
}

/// Where a record is among all inputs of a run.
enum CallPlace {
  /// - Parameters:
  ///   - input: the number of the input.
  ///   - offset: bytes before it there.
  static func of(input: Int, offset: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: input) << 40 | UInt64(truncatingIfNeeded: offset)
  }

  static func input(_ place: UInt64) -> Int { Int(place >> 40) }

  static func offset(_ place: UInt64) -> Int { Int(place & (1 << 40 - 1)) }
}
