import Testing

@testable import UsageLogs

@Suite("A table numbers keys in the order in which they first come")
struct ByteTableTests {
  private static func keys(_ count: Int) -> [[UInt8]] {
    var generator = SeededGenerator(seed: 19)
    var seen: Set<[UInt8]> = []
    while seen.count < count {
      let length = Int.random(in: 0...40, using: &generator)
      seen.insert((0..<length).map { _ in UInt8.random(in: 0...3, using: &generator) })
    }
    // A prefix of each other, and bytes that a text would end at.
    let likeEachOther: [[UInt8]] = [[0], [0, 0], [0, 0, 0], [97], [97, 0], [97, 0, 97]]
    return likeEachOther.filter { !seen.contains($0) } + seen.shuffled(using: &generator)
  }

  /// - Parameter hash: of a key.
  private func check(_ keys: [[UInt8]], hash: (Span<UInt8>) -> UInt64) {
    var table = ByteTable()
    for (number, key) in keys.enumerated() {
      #expect(table.find(key.span, hash: hash(key.span)) == nil)
      #expect(table.insert(key.span, hash: hash(key.span)) == number)
      #expect(table.count == number + 1)
    }
    for (number, key) in keys.enumerated() {
      #expect(table.find(key.span, hash: hash(key.span)) == number)
      #expect(Array(table.key(number)) == key)
    }
  }

  @Test("whatever their number", arguments: [1, 32, 33, 64, 65, 2000])
  func numbers(count: Int) { check(Self.keys(count), hash: HashSeed.process.hash) }

  @Test("also where they have one hash, or one of two")
  func collisions() {
    let keys = Self.keys(100)
    check(keys) { _ in 0 }
    check(keys) { _ in .max }
    check(keys) { UInt64($0.count & 1) }
  }

  @Test("a key of one hash is no other key of it, and an empty one is a key")
  func likeness() {
    var table = ByteTable()
    let (long, short): ([UInt8], [UInt8]) = ([1, 2, 3], [1, 2])
    #expect(table.insert(long.span, hash: 7) == 0)
    #expect(table.find(short.span, hash: 7) == nil)
    #expect(table.find([UInt8]().span, hash: 7) == nil)
    #expect(table.insert([UInt8]().span, hash: 7) == 1)
    #expect(table.find([UInt8]().span, hash: 7) == 1)
    #expect(table.find(long.span, hash: 7) == 0)
    #expect(table.find(long.span, hash: 8) == nil)
  }

  @Test("forgets all of them, and begins anew")
  func forgetting() {
    var table = ByteTable()
    let keys = Self.keys(300)
    for key in keys { _ = table.insert(key.span, hash: table.hash(key.span)) }
    table.removeAll()
    #expect(table.count == 0)
    for key in keys { #expect(table.find(key.span, hash: table.hash(key.span)) == nil) }
    for (number, key) in keys.reversed().enumerated() {
      #expect(table.insert(key.span, hash: table.hash(key.span)) == number)
    }
    #expect(Array(table.key(0)) == keys.last)
  }

  @Test("a hash depends on every byte and on the length")
  func hashes() {
    var seen: Set<UInt64> = []
    var count = 0
    for length in 0...40 {
      var key = [UInt8](repeating: 0, count: length)
      seen.insert(HashSeed.process.hash(key.span))
      count += 1
      for place in key.indices {
        key[place] = 1
        seen.insert(HashSeed.process.hash(key.span))
        count += 1
        key[place] = 0
      }
    }
    #expect(seen.count == count)
  }

  /// Keys that have one hash to somebody who knows the seed: the second word undoes the first.
  private static func flood(_ seed: HashSeed) -> [[UInt8]] {
    (0..<500).map { (number: UInt64) in
      let state = seed.mix(seed.start ^ (16 &* seed.factor) ^ number)
      return [number, state].flatMap { word in (0..<8).map { UInt8(word >> (8 * $0) & 0xFF) } }
    }
  }

  @Test("who knows the seed can make keys of one hash; they have as many for any other seed")
  func floods() {
    // That of before there were seeds.
    let known = HashSeed(start: 16 &* 0x9E37_79B9_7F4A_7C15, factor: 0xA076_1D64_78BD_642F)
    let keys = Self.flood(known)
    #expect(Set(keys.map { known.hash($0.span) }).count == 1)
    #expect(Set(keys.map { HashSeed.process.hash($0.span) }).count == keys.count)
    #expect(Set(keys.map { ByteTable().hash($0.span) }).count == keys.count)
  }

  @Test("each process has a seed of its own")
  func seeds() async throws {
    // A run says nothing of its seed, so a word of this process stands for it.
    let bytes: [UInt8] = [1, 2, 3]
    let seeds = (0..<100).map { _ in HashSeed() }
    #expect(Set(seeds.map { $0.hash(bytes.span) }).count == seeds.count)
    #expect(seeds.allSatisfy { $0.factor % 2 == 1 })
  }
}
