import Testing

@Suite("Whatever the input, nothing is lost, altered or dependent on how it was read")
struct ConservationTests {
  @Test("of the samples as they are", arguments: Fixtures.plain)
  func samples(name: String) async throws {
    let faults = await Conservation.faults(try Fixtures.bytes(name))
    #expect(faults == [])
  }

  @Test("of the samples cut at every byte", arguments: Fixtures.plain)
  func truncations(name: String) async throws {
    let bytes = try Fixtures.bytes(name)
    let format = await MemoryRun.of(bytes).format
    let step = Size.isWhole ? 1 : max(1, bytes.count / 12)
    for end in stride(from: 0, to: bytes.count, by: step) {
      let part = Array(bytes[..<end])
      let faults = await Conservation.faults(
        part, from: format == "none" ? nil : format, blocks: end % 16 == 0 ? [(1, 1)] : [])
      #expect(faults == [], "cut at \(end)")
    }
  }

  @Test("of the samples cut off, when they say themselves what they are", arguments: Fixtures.plain)
  func openTruncations(name: String) async throws {
    let bytes = try Fixtures.bytes(name)
    for end in stride(from: 0, to: bytes.count, by: bytes.count / (Size.isWhole ? 8 : 2) | 1) {
      let faults = await Conservation.faults(Array(bytes[..<end]))
      #expect(faults == [], "cut at \(end)")
    }
  }

  @Test("of the samples with bytes flipped, taken out and doubled", arguments: Fixtures.plain)
  func mutations(name: String) async throws {
    let bytes = try Fixtures.bytes(name)
    let format = await MemoryRun.of(bytes).format
    for seed in 1...(Size.isWhole ? 4 : 1) {
      var generator = SeededGenerator(seed: UInt64(seed))
      let mutated = Self.mutated(bytes, &generator)
      let faults = await Conservation.faults(mutated, from: format == "none" ? nil : format)
      #expect(faults == [], "seed \(seed)")
    }
  }

  @Test("of a short last row without a line end, where a longer one has been read before")
  func staleBytes() async throws {
    let row = HostileTests.row.dropLast()
    for length in 0..<20 {
      let log =
        HostileTests.header.dropLast() + ",note\n" + row + ",\""
        + String(repeating: "\"\"", count: 20)
        + "\"\n" + row + "," + String(repeating: "x", count: length)
      let faults = await Conservation.faults(Array(log.utf8))
      #expect(faults == [], "\(length)")
    }
  }

  /// A few changes at random places, with bytes that mean something more often than not.
  static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let special = Array(#"",;{}[]:\0-.eE \#n\#r\#t"#.utf8) + [0, 0xFF, 0xC3, 0xEF]
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let length = min(Int.random(in: 1...40, using: &generator), bytes.count - place)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = special.randomElement(using: &generator) ?? 0
      case 2: bytes.removeSubrange(place..<(place + length))
      case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
      default: bytes.insert(special.randomElement(using: &generator) ?? 0, at: place)
      }
    }
    return bytes
  }
}
