/// Values by digest: open addressing in many small parts, each of which grows on its own, so that the
/// table never needs room for all it has twice.
///
/// An entry takes the bytes of the digest and of the value, and up to seven eighths more for free room.
struct DigestTable<Value: BitwiseCopyable & Sendable>: Sendable {
  private struct Entry: BitwiseCopyable, Sendable {
    var key: Digest
    var value: Value
  }

  private static var partBits: Int { 10 }

  private var parts: [[Entry]] = []
  private var counts: [Int32] = []
  private let free: Value
  /// How many digests there are.
  private(set) var count = 0

  /// - Parameter free: any value, for room that is free.
  init(free: Value) { self.free = free }

  /// The value of a digest.
  subscript(key: Digest) -> Value? {
    guard count > 0 else { return nil }
    let part = Self.part(key)
    guard !parts[part].isEmpty else { return nil }
    let slot = Self.slot(key, in: parts[part])
    return parts[part][slot].key == key ? parts[part][slot].value : nil
  }

  /// Changes the value of a digest, which is `new` at first where there is none; says whether there was
  /// one.
  mutating func update(_ key: Digest, new: Value, _ change: (inout Value) -> Void) -> Bool {
    if parts.isEmpty {
      parts = [[Entry]](repeating: [], count: 1 << Self.partBits)
      counts = [Int32](repeating: 0, count: 1 << Self.partBits)
    }
    let part = Self.part(key)
    // Of sixteen places thirteen may be taken.
    if 16 * (Int(counts[part]) + 1) > 13 * parts[part].count { grow(part) }
    let slot = Self.slot(key, in: parts[part])
    let isKnown = parts[part][slot].key == key
    if !isKnown {
      parts[part][slot] = Entry(key: key, value: new)
      counts[part] += 1
      count += 1
    }
    change(&parts[part][slot].value)
    return isKnown
  }

  /// All digests and their values, in no order.
  func forEach(_ body: (Digest, Value) -> Void) {
    for part in parts {
      for entry in part where entry.key != .none { body(entry.key, entry.value) }
    }
  }

  /// The bytes that so many entries take at most: just after all parts have grown.
  static func largestSize(of count: Int) -> Int {
    count * MemoryLayout<Entry>.stride * 3 / 2 * 16 / 13
  }

  private static func part(_ key: Digest) -> Int { Int(key.first >> UInt64(64 - partBits)) }

  /// Where a digest stands in a part with free room, or would stand.
  private static func slot(_ key: Digest, in part: borrowing [Entry]) -> Int {
    var slot = Int(key.second.multipliedFullWidth(by: UInt64(part.count)).high)
    while part[slot].key != key, part[slot].key != .none {
      slot += 1
      if slot == part.count { slot = 0 }
    }
    return slot
  }

  /// Makes a part half as large again.
  private mutating func grow(_ part: Int) {
    let old = parts[part]
    parts[part] = []
    var new = [Entry](
      repeating: Entry(key: .none, value: free), count: max(8, old.count + old.count / 2))
    for entry in old where entry.key != .none { new[Self.slot(entry.key, in: new)] = entry }
    parts[part] = new
  }
}
