import CByteMasks
import Testing

@testable import UsageLogs

@Suite("Many bytes at once are as one after the other")
struct WordsTests {
  /// Texts with every byte somewhere, and some that are full of what is looked for.
  private static let texts: [[UInt8]] = {
    var generator = SeededGenerator(seed: 16)
    let specials = Array("\"\\[]{}\n,;0x\u{1F} é".utf8)
    return [(0...255).map { UInt8($0) }]
      + (0..<30).map { round in
        (0..<256).map { _ in
          round % 3 == 0
            ? UInt8.random(in: 0...255, using: &generator)
            : specials.randomElement(using: &generator) ?? 0
        }
      }
  }()

  private func bits<Mask: FixedWidthInteger>(
    _ text: [UInt8], at offset: Int, _ isSet: (UInt8) -> Bool
  ) -> Mask {
    (0..<Mask.bitWidth).reduce(0) { $0 | (isSet(text[offset + $1]) ? 1 << Mask($1) : 0) }
  }

  @Test("a mask of sixty-four says where a byte is")
  func equalMasks() {
    for text in Self.texts {
      for offset in [0, 1, 7, 63, 191, 192] {
        for byte in [UInt8(0), 0x22, 0x2C, 0x0A, 0x80, 0xFF] {
          #expect(
            Words.mask(text.span, at: offset, equal: byte)
              == bits(text, at: offset) { $0 == byte })
        }
      }
    }
  }

  @Test("a mask of thirty-two says where a string, or what nests, cannot go on")
  func shortMasks() {
    for text in Self.texts {
      for offset in [0, 1, 31, 32, 100, 223, 224] {
        #expect(
          Words.stringSpecials(text.span, at: offset)
            == bits(text, at: offset) { $0 < 0x20 || $0 >= 0x80 || $0 == 0x22 || $0 == 0x5C })
        #expect(
          Words.nesting(text.span, at: offset)
            == bits(text, at: offset) { Array("\"[]{}".utf8).contains($0) })
        let other = Self.texts[1]
        let same: UInt32 = (0..<32).reduce(0) {
          $0 | (text[offset + $1] == other[3 + $1] ? 1 << UInt32($1) : 0)
        }
        #expect(Words.mask(text.span, at: offset, same: other.span, at: 3) == same)
      }
    }
  }

  @Test("what splits a text is found with vectors of any width")
  func splits() {
    var widths: Int32 = 0
    for width in [16, 32, 64] as [Int32] {
      for text in Self.texts {
        for (offset, windows) in [(0, 4), (0, 1), (3, 3), (64, 3), (191, 1), (192, 1)] {
          for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09] {
            var splits = [EcoSplit](repeating: EcoSplit(), count: 5)
            let isThere = unsafe text.withUnsafeBufferPointer { bytes in
              guard let base = bytes.baseAddress else { return false }
              return unsafe eco_split_by(width, base + offset, windows, delimiter, &splits)
            }
            guard isThere else { continue }
            widths |= width
            for window in 0..<windows {
              let (split, start) = (splits[window], offset + 64 * window)
              let quotes: UInt64 = bits(text, at: start) { $0 == UInt8(ascii: "\"") }
              #expect(split.quotes == quotes && split.parity == Words.prefixParity(quotes))
              #expect(split.breaks == bits(text, at: start) { $0 == delimiter })
              #expect(split.lines == bits(text, at: start) { $0 == UInt8(ascii: "\n") })
            }
            #expect(splits[windows].lines == 0 && splits[windows].breaks == 0)
          }
        }
      }
    }
    #expect(widths & 16 != 0)
  }

  @Test("parity goes up from each bit to the next")
  func parity() {
    var generator = SeededGenerator(seed: 17)
    var words: [UInt64] = [0, 1, .max, 1 << 63, 0b1010]
    for _ in 0..<200 { words.append(.random(in: 0...UInt64.max, using: &generator)) }
    for word in words {
      var (expected, isOdd): (UInt64, Bool) = (0, false)
      for bit in 0..<64 {
        if word >> UInt64(bit) & 1 == 1 { isOdd.toggle() }
        if isOdd { expected |= 1 << UInt64(bit) }
      }
      #expect(Words.prefixParity(word) == expected)
    }
    for text in Self.texts {
      for count in [0, 64, 128, 192, 256] {
        #expect(
          Words.isOdd(text.span, count: count, equal: 0x22)
            == (text[..<count].count { $0 == 0x22 } % 2 == 1))
      }
    }
  }

  @Test("a word is its bytes, the first lowest, also at the end of a text")
  func loads() {
    let text = Self.texts[1]
    func word(_ bytes: some Sequence<UInt8>) -> UInt64 {
      bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
    }
    for offset in 0...(text.count - 8) {
      #expect(Words.load(text.span, at: offset) == word(text[offset..<(offset + 8)]))
    }
    for count in 0...8 {
      for offset in [0, text.count - 8, text.count - count] {
        let expected = word(text[offset..<(offset + count)])
        #expect(Words.load(text.span, at: offset, count: count) == expected, "\(offset), \(count)")
      }
      #expect(Words.low(count) == word(repeatElement(0xFF, count: count)))
    }
  }

  @Test("digits are a number, and the first other byte is found")
  func digits() {
    var generator = SeededGenerator(seed: 18)
    for count in 1...8 {
      for _ in 0..<200 {
        let number = (0..<count).map { _ in UInt8.random(in: 0x30...0x39, using: &generator) }
        let after = (count..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let word = Words.load((number + after).span, at: 0)
        #expect(
          Words.decimal(word, count: count) == UInt64(String(decoding: number, as: UTF8.self)))
        let place = Int.random(in: 0..<count, using: &generator)
        for byte in [UInt8(0x2F), 0x3A, 0, 0x20, 0x80, 0xB0, 0xB5, 0xFF] {
          var other = number
          other[place] = byte
          let word = Words.load((other + after).span, at: 0)
          #expect(Words.decimal(word, count: count) == nil, "\(other)")
          #expect(Words.index(Words.firstNonDigit(word)) == place, "\(other)")
        }
      }
    }
    #expect(Words.firstNonDigit(Words.repeating(0x35)) == 0)
    #expect(Words.index(Words.firstNonDigit(Words.repeating(0x35))) == 8)
  }

  @Test("places are stored as long as all that may come have room, and counted after that")
  func stores() {
    var places = [Int32](repeating: -1, count: 2 * Words.maskBits)
    var span = places.mutableSpan
    var count = 1
    Words.store(0b1000_0101, from: 100, in: &span, &count)
    #expect(count == 4)
    #expect((1..<4).map { span[$0] } == [100, 102, 107])
    #expect(span[0] == -1)
    Words.store(1 << 63 | 1, from: 200, in: &span, &count)
    #expect((4..<6).map { span[$0] } == [200, 263])
    count = Words.maskBits
    Words.store(.max, from: 0, in: &span, &count)
    #expect(count == 2 * Words.maskBits && span[count - 1] == 63)
    Words.store(0b11, from: 0, in: &span, &count)
    #expect(count == 2 * Words.maskBits + 2)
  }

  @Test("a byte is found first and last in a range of a text, and in no other")
  func searches() {
    let text = Self.texts[0] + Self.texts[0]
    for byte in [UInt8(0), 0x41, 0xFF] {
      for range in [0..<512, 0..<0, 0x41..<0x42, 0x42..<0x141, 0x42..<0x142, 511..<512] {
        #expect(
          ByteSearch.first(byte, in: text.span, range) == text[range].firstIndex(of: byte))
        #expect(ByteSearch.last(byte, in: text.span, range) == text[range].lastIndex(of: byte))
      }
    }
    for (length, place) in [(7, 0), (7, 57), (7, 58), (7, 400), (1, 90), (2, 505), (64, 100)] {
      let wanted = Array(text[place..<(place + length)])
      for range in [0..<512, place..<512, (place + 1)..<512, 0..<(place + length - 1)] {
        let first = range.first {
          $0 + length <= range.upperBound && Array(text[$0..<($0 + length)]) == wanted
        }
        #expect(ByteSearch.first(wanted, in: text.span, range) == first, "\(length) in \(range)")
      }
    }
    for (range, bytes, isEqual) in [
      (3..<6, [3, 4, 5], true), (3..<6, [3, 4, 6], false), (3..<6, [3, 4, 5, 6], false),
      (3..<3, [], true), (3..<3, [3], false),
    ] as [(Range<Int>, [UInt8], Bool)] {
      #expect(ByteSearch.equal(text.span, range, bytes) == isEqual)
    }
  }
}
