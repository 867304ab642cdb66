/// Numbers keys of bytes in the order in which they first come: an open-addressing table whose keys
/// stand in one arena.
struct ByteTable {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var count: Int
  }

  private var entries: [Entry] = []
  private var slots: [Int32] = [Int32](repeating: -1, count: 64)
  private var arena: [UInt8] = []

  /// How many keys there are.
  var count: Int { entries.count }

  /// The bytes of a key.
  func key(_ index: Int) -> ArraySlice<UInt8> {
    arena[entries[index].start..<(entries[index].start + entries[index].count)]
  }

  /// The number of a key, or `nil` for a new one.
  @inline(__always)
  func find(_ key: Span<UInt8>, hash: UInt64) -> Int? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
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

  @inline(__always)
  private func equal(_ arena: Span<UInt8>, _ start: Int, _ key: Span<UInt8>) -> Bool {
    ByteSearch.equal(arena, start..<(start + key.count), key)
  }

  /// Numbers a key that `find` did not find.
  @inline(never)
  mutating func insert(_ key: Span<UInt8>, hash: UInt64) -> Int {
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
    var slot = Int(truncatingIfNeeded: entries[index].hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
  }

  /// A hash of bytes, eight at a time. Not for adversaries: it decides speed, never results.
  @inline(__always)
  static func hash(_ key: Span<UInt8>) -> UInt64 {
    var hash = UInt64(key.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= key.count {
      hash = mix(hash ^ Words.load(key, at: index))
      index += 8
    }
    var tail: UInt64 = 0
    while index < key.count {
      tail = tail << 8 | UInt64(key[index])
      index += 1
    }
    hash = mix(hash ^ tail)
    return hash ^ hash >> 32
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
