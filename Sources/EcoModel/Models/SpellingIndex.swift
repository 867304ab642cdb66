/// The rows of `models.csv` that may have a spelling, by a hash of its bytes.
///
/// The spellings themselves stay in the table: an index of strings takes several times as long to
/// make, at each start of a program.
struct SpellingIndex: Sendable {
  /// What an index is made of.
  struct Entries {
    /// Each a hash and, in the low half, the row that it is from, plus one.
    fileprivate var slots: [UInt64] = []

    /// Adds an id and its bare name, which follows the last slash.
    mutating func add(id: Span<UInt8>, row: Int) {
      var (whole, bareName) = (SpellingHash(), SpellingHash())
      for index in id.indices {
        whole.add(id[index])
        if id[index] == UInt8(ascii: "/") {
          bareName = SpellingHash()
        } else {
          bareName.add(id[index])
        }
      }
      add(whole, row)
      if bareName != whole { add(bareName, row) }
    }

    /// Adds aliases, which have spaces between them.
    mutating func add(aliases: Span<UInt8>, row: Int) {
      var alias = SpellingHash()
      for index in aliases.indices {
        if aliases[index] == UInt8(ascii: " ") {
          add(alias, row)
          alias = SpellingHash()
        } else {
          alias.add(aliases[index])
        }
      }
      if !aliases.isEmpty { add(alias, row) }
    }

    private mutating func add(_ hash: SpellingHash, _ row: Int) {
      slots.append(UInt64(hash.value) << 32 | UInt64(row + 1))
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

  /// The rows with a spelling of the same hash, which is almost always this spelling, in order.
  func rows(of spelling: String) -> [Int] {
    var spelled = SpellingHash()
    for byte in spelling.utf8 { spelled.add(byte) }
    let hash = spelled.value
    var place = Int(hash) & (slots.count - 1)
    var rows: [Int] = []
    while slots[place] != 0 {
      if slots[place] >> 32 == hash { rows.append(Int(slots[place] & 0xFFFF_FFFF) - 1) }
      place = (place + 1) & (slots.count - 1)
    }
    return rows
  }
}

/// FNV-1a, folded to half its width. Texts that are not ASCII may be equal in other bytes, so that
/// all of them share one value.
private struct SpellingHash: Equatable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private var allBits: UInt8 = 0

  mutating func add(_ byte: UInt8) {
    allBits |= byte
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  var value: UInt32 { allBits < 0x80 ? UInt32(truncatingIfNeeded: hash ^ hash >> 32) : 0 }
}
