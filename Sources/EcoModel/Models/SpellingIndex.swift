internal import Synchronization

/// The rows of `models.csv` that may have a spelling. Most logs say ids, which the order of the table
/// finds: the index of all spellings is made when the first other one is asked for.
final class Spellings: Sendable {
  private let models: Table<Model>
  private let index = Mutex<SpellingIndex?>(nil)

  init(_ models: Table<Model>) { self.models = models }

  /// The rows with a spelling whose key has the same hash, in order and each once.
  func rows(of spelling: [UInt8]) -> [Int] {
    index.withLock { index in
      let made = index ?? SpellingIndex(models)
      index = made
      return made.rows(of: spelling.span)
    }
  }
}

/// An index by a hash of a spelling's key (`ModelWords`): equal spellings have equal keys, and so have
/// those that mean the same.
///
/// The spellings themselves stay in the table: an index of strings takes several times as long to make.
private struct SpellingIndex: Sendable {
  /// Open addressing: an entry is in the first slot from its hash on that was free; 0 is free.
  private let slots: [UInt64]

  init(_ models: Table<Model>) {
    // Each a hash and, in the low half, the row that it is from, plus one.
    var entries: [UInt64] = []
    func add(_ hash: UInt32, _ row: Int) { entries.append(UInt64(hash) << 32 | UInt64(row + 1)) }
    for row in models.indices {
      models.forEachField(of: row, through: .aliases) { column, field in
        if column == .id {
          let hash = SpellingHash(of: field)
          add(hash.value, row)
          if hash.hasPath { add(hash.valueOfBareName, row) }
        } else {
          var start = 0
          for end in 0...field.count where end == field.count || field[end] == UInt8(ascii: " ") {
            if start < end { add(SpellingHash(of: field.extracting(start..<end)).value, row) }
            start = end + 1
          }
        }
      }
    }
    var capacity = 1
    while capacity < entries.count * 3 / 2 + 1 { capacity *= 2 }
    var slots = [UInt64](repeating: 0, count: capacity)
    for entry in entries {
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
private struct SpellingHash {
  private static let start: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3

  /// Of the parts before the last slash.
  private var path: UInt64 = 0
  private var part = Self.start
  private var allBits: UInt8 = 0

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
