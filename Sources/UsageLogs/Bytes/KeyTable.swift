#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Interns byte strings.
typealias ByteTable = KeyTable<UInt8>

/// Interns keys of bytes or words: each new key gets the next index. An open-addressing table whose
/// keys are kept in one arena.
struct KeyTable<Unit: FixedWidthInteger & BitwiseCopyable & Sendable> {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var count: Int
  }

  private var entries: [Entry] = []
  private var slots: [Int32] = [Int32](repeating: -1, count: 64)
  private var arena: [Unit] = []
  private let seed = HashSeed.process

  /// How many units all keys have together.
  var unitCount: Int { arena.count }

  /// How many keys there are.
  var count: Int { entries.count }

  /// A key.
  func key(_ index: Int) -> ArraySlice<Unit> {
    arena[entries[index].start..<(entries[index].start + entries[index].count)]
  }

  /// The number of a key, or `nil` for a new one.
  @inline(__always)
  func find(_ key: Span<Unit>, hash: UInt64) -> Int? {
    var slot = Self.slot(hash, slots.count)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if entries[index].hash == hash, entries[index].count == key.count,
        equal(arena.span, entries[index].start, key)
      {
        return index
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Where a search for a hash begins in so many slots, a power of two.
  @inline(__always)
  private static func slot(_ hash: UInt64, _ count: Int) -> Int {
    let mixed = hash &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32) & (count - 1)
  }

  @inline(__always)
  private func equal(_ arena: Span<Unit>, _ start: Int, _ key: Span<Unit>) -> Bool {
    unsafe arena.extracting(start..<(start + key.count)).withUnsafeBytes { known in
      unsafe key.withUnsafeBytes { key in
        guard let known = known.baseAddress, let start = key.baseAddress else { return true }
        return unsafe memcmp(known, start, key.count) == 0
      }
    }
  }

  /// Numbers a key that `find` did not find.
  @inline(never)
  mutating func insert(_ key: Span<Unit>, hash: UInt64) -> Int {
    if 2 * (entries.count + 1) > slots.count { rehash(slots.count * 2) }
    entries.append(Entry(hash: hash, start: arena.count, count: key.count))
    for index in 0..<key.count { arena.append(key[index]) }
    place(entries.count - 1)
    return entries.count - 1
  }

  /// Forgets all keys.
  mutating func removeAll() {
    entries.removeAll()
    arena.removeAll()
    slots = [Int32](repeating: -1, count: 64)
  }

  private mutating func rehash(_ size: Int) {
    slots = [Int32](repeating: -1, count: size)
    for index in entries.indices { place(index) }
  }

  private mutating func place(_ index: Int) {
    var slot = Self.slot(entries[index].hash, slots.count)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
  }
}

extension KeyTable<UInt8> {
  /// The hash of a key.
  @inline(__always)
  func hash(_ key: Span<UInt8>) -> UInt64 { seed.hash(key) }
}
