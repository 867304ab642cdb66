/// The rows of `models.csv` that may have a spelling, by a hash of its key (`ModelWords`): equal
/// spellings have equal keys, and so have those that mean the same.
///
/// The spellings themselves stay in the table: an index of strings takes several times as long to
/// make, at each start of a program.
struct SpellingIndex: Sendable {
  /// What an index is made of.
  struct Entries {
    /// Each a hash and, in the low half, the row that it is from, plus one.
    fileprivate var slots: [UInt64] = []
    /// The rows that stand beside another with, almost always, the same id.
    private(set) var repeated: [Int] = []
    private var lastID = SpellingHash()

    /// Adds an id and its bare name, which follows the last slash.
    mutating func add(id: Span<UInt8>, row: Int) {
      let hash = SpellingHash(of: id)
      if hash == lastID {
        if repeated.last != row - 1 { repeated.append(row - 1) }
        repeated.append(row)
      }
      lastID = hash
      add(hash.value, row)
      if hash.hasPath { add(hash.valueOfBareName, row) }
    }

    /// Adds aliases, which have spaces between them.
    mutating func add(aliases: Span<UInt8>, row: Int) {
      var start = 0
      for end in 0...aliases.count
      where end == aliases.count || aliases[end] == UInt8(ascii: " ") {
        if start < end { add(SpellingHash(of: aliases.extracting(start..<end)).value, row) }
        start = end + 1
      }
    }

    private mutating func add(_ hash: UInt32, _ row: Int) {
      slots.append(UInt64(hash) << 32 | UInt64(row + 1))
    }
  }

  /// Open addressing: an entry is in the first slot from its hash on that was free; 0 is free.
  private let slots: [UInt64]

  init(_ entries: Entries) {
    var capacity = 1
    while capacity < entries.slots.count * 3 / 2 + 1 { capacity *= 2 }
    var slots = [UInt64](repeating: 0, count: capacity)
    for entry in entries.slots {
      var place = Int(entry >> 32) & (capacity - 1)
      while slots[place] != 0 { place = (place + 1) & (capacity - 1) }
      slots[place] = entry
    }
    self.slots = slots
  }

  /// The rows with a spelling whose key has the same hash, in order and each once.
  func rows(of spelling: Span<UInt8>) -> [Int] {
    let hash = SpellingHash(of: spelling).value
    var place = Int(hash) & (slots.count - 1)
    var rows: [Int] = []
    while slots[place] != 0 {
      let row = Int(slots[place] & 0xFFFF_FFFF) - 1
      if slots[place] >> 32 == hash, rows.last != row { rows.append(row) }
      place = (place + 1) & (slots.count - 1)
    }
    return rows
  }
}

/// FNV-1a of each part of a path, folded to half its width. Texts that are not ASCII may be equal in
/// other bytes, so that all of them share one value.
private struct SpellingHash: Equatable {
  private static let start: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3

  /// Of the parts before the last slash.
  private var path: UInt64 = 0
  private var part = Self.start
  private var allBits: UInt8 = 0

  init() {}

  init(of spelling: Span<UInt8>) {
    var (path, part, allBits): (UInt64, UInt64, UInt8) = (0, Self.start, 0)
    ModelWords.forEachKeyByte(of: spelling) { byte in
      if byte == ModelWords.slash {
        path = (path ^ part) &* Self.prime
        part = Self.start
      } else {
        allBits |= byte
        part = (part ^ UInt64(byte)) &* Self.prime
      }
    }
    (self.path, self.part, self.allBits) = (path, part, allBits)
  }

  var hasPath: Bool { path != 0 }
  var value: UInt32 { folded(path ^ part) }
  var valueOfBareName: UInt32 { folded(part) }

  private func folded(_ hash: UInt64) -> UInt32 {
    allBits < 0x80 ? UInt32(truncatingIfNeeded: hash ^ hash >> 32) : 0
  }
}
