#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Interns byte strings: each new one gets the next index. An open-addressing table whose keys are kept
/// in one arena.
struct ByteTable {
  private struct Entry {
    var hash: UInt32
    var count: Int32
    var start: Int
  }

  private var entries: [Entry] = []
  private var slots: [Int32] = [Int32](repeating: -1, count: 64)
  private var arena: [UInt8] = []
  private let seed = HashSeed.process

  /// How many bytes all keys have together.
  var byteCount: Int { arena.count }

  /// How many keys there are.
  var count: Int { entries.count }

  /// A key.
  func key(_ index: Int) -> ArraySlice<UInt8> {
    arena[entries[index].start..<(entries[index].start + Int(entries[index].count))]
  }

  /// The number of a key, or `nil` for a new one.
  @inline(__always)
  func find(_ key: Span<UInt8>, hash: UInt64) -> Int? {
    let hash = Self.half(hash)
    var slot = Int(hash) & (slots.count - 1)
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

  /// What of a hash is kept and where a search begins by: as many bits as there can be slots.
  @inline(__always)
  private static func half(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  @inline(__always)
  private func equal(_ arena: Span<UInt8>, _ start: Int, _ key: Span<UInt8>) -> Bool {
    unsafe arena.extracting(start..<(start + key.count)).withUnsafeBytes { known in
      unsafe key.withUnsafeBytes { key in
        guard let known = known.baseAddress, let start = key.baseAddress else { return true }
        return unsafe memcmp(known, start, key.count) == 0
      }
    }
  }

  /// Numbers a key that `find` did not find.
  @inline(never)
  mutating func insert(_ key: Span<UInt8>, hash: UInt64) -> Int {
    if 2 * (entries.count + 1) > slots.count { rehash(slots.count * 2) }
    entries.append(
      Entry(
        hash: Self.half(hash), count: Int32(truncatingIfNeeded: key.count), start: arena.count))
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
    var slot = Int(entries[index].hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
  }

  /// The hash of a key.
  @inline(__always)
  func hash(_ key: Span<UInt8>) -> UInt64 { seed.hash(key) }
}
