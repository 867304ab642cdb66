#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Numbers the texts of a column: each new one gets the next number.
struct Spellings {
  private struct Entry {
    let hash: UInt64
    let start: Int
    let count: Int
  }

  private var entries: [Entry] = []
  private var slots = [Int32](repeating: -1, count: 64)
  private var arena: [UInt8] = []
  // Where a text is looked for must not be for a log to choose.
  private let seed = UInt64.random(in: .min ... .max)

  /// How many there are.
  var count: Int { entries.count }

  /// A text.
  func text(_ number: Int) -> String {
    let entry = entries[number]
    return String(decoding: arena[entry.start..<(entry.start + entry.count)], as: UTF8.self)
  }

  /// The number of a text.
  @inline(__always)
  mutating func number(_ text: UnsafeRawBufferPointer) -> Int {
    let hash = unsafe hash(text)
    var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if entries[number].hash == hash, unsafe isEqual(entries[number], text) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return unsafe insert(text, hash, slot)
  }

  @inline(__always)
  private func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed ^ UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while text.count - index >= 8 {
      hash = Self.mix(hash, unsafe text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var last: UInt64 = 0
    while index < text.count {
      last = unsafe last << 8 | UInt64(text[index])
      index += 1
    }
    return Self.mix(hash, last)
  }

  @inline(__always)
  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }

  @inline(__always)
  private func isEqual(_ entry: Entry, _ text: UnsafeRawBufferPointer) -> Bool {
    guard entry.count == text.count else { return false }
    let known = arena.span.extracting(entry.start..<(entry.start + entry.count))
    return unsafe known.withUnsafeBytes { known in
      guard let known = known.baseAddress, let start = text.baseAddress else { return true }
      return unsafe memcmp(known, start, text.count) == 0
    }
  }

  @inline(never)
  private mutating func insert(
    _ text: UnsafeRawBufferPointer, _ hash: UInt64, _ slot: Int
  ) -> Int {
    entries.append(Entry(hash: hash, start: arena.count, count: text.count))
    unsafe arena.append(contentsOf: text)
    slots[slot] = Int32(entries.count - 1)
    if 2 * entries.count > slots.count { grow() }
    return entries.count - 1
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for (number, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash >> 32) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }
}
