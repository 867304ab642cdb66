internal import CByteMasks

/// Eight bytes at a time: the primitives that the scanners are made of.
///
/// A mask has the top bit of each byte set that matches. `firstMatch` masks are exact only up to
/// their lowest set bit, which is all that a search for the next special byte needs; `allMatches`
/// masks are exact everywhere and cost one operation more.
enum Words {
  /// Bytes that must be readable behind the end of any text that is scanned in words.
  static let slack = 64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The same byte eight times.
  @inline(__always)
  static func repeating(_ byte: UInt8) -> UInt64 { ones &* UInt64(byte) }

  /// The eight bytes at an offset, the first lowest. Checked against the span's bounds.
  @inline(__always)
  static func load(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
    // Any bit pattern is a UInt64; the load itself checks the bounds.
    UInt64(
      littleEndian: unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Where `word` has the byte that `pattern` repeats; exact up to the lowest match.
  @inline(__always)
  static func firstMatch(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return (difference &- ones) & ~difference & tops
  }

  /// Where `word` has the byte that `pattern` repeats; exact.
  @inline(__always)
  static func allMatches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return ~(((difference & ~tops) &+ ~tops) | difference | ~tops)
  }

  /// The masks of sixteen bytes as two words, the first bytes in the first; exact everywhere.
  struct Pair {
    var low: UInt64
    var high: UInt64

    @inline(__always)
    init(_ matches: SIMDMask<SIMD16<Int8>>) {
      // A lane of a mask is 0 or all ones; the two words are the same bits.
      let words = unsafe unsafeBitCast(matches, to: SIMD2<UInt64>.self)
      low = words[0] & Words.tops
      high = words[1] & Words.tops
    }
  }

  /// The masks of sixteen bytes as bits, the first byte's lowest.
  @inline(__always)
  static func bits(_ matches: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    let pair = Pair(matches)
    // The product brings the top bits of all bytes together in its highest byte.
    let gather: UInt64 = 0x0002_0408_1020_4081
    return (pair.low &* gather) >> 56 | ((pair.high &* gather) >> 56) << 8
  }

  /// Which of sixty-four bytes at an offset are `byte`, the first byte's bit lowest. Checked against
  /// the span's bounds.
  @inline(__always)
  static func mask(_ text: Span<UInt8>, at offset: Int, equal byte: UInt8) -> UInt64 {
    unsafe text.extracting(offset..<(offset + 64)).withUnsafeBufferPointer { bytes in
      unsafe eco_mask_equal(bytes.baseAddress, byte)
    }
  }

  /// Which of sixty-four bytes at an offset are below `limit`. Checked against the span's bounds.
  @inline(__always)
  static func mask(_ text: Span<UInt8>, at offset: Int, below limit: UInt8) -> UInt64 {
    unsafe text.extracting(offset..<(offset + 64)).withUnsafeBufferPointer { bytes in
      unsafe eco_mask_below(bytes.baseAddress, limit)
    }
  }

  /// For each bit whether an odd number of bits is set at or below it.
  @inline(__always)
  static func prefixParity(_ bits: UInt64) -> UInt64 {
    var parity = bits
    parity ^= parity << 1
    parity ^= parity << 2
    parity ^= parity << 4
    parity ^= parity << 8
    parity ^= parity << 16
    parity ^= parity << 32
    return parity
  }

  /// Sixteen bytes at an offset. Checked against the span's bounds.
  @inline(__always)
  static func loadVector(_ text: Span<UInt8>, at offset: Int) -> SIMD16<UInt8> {
    // Any bit pattern is a vector of bytes; the load itself checks the bounds.
    unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
  }

  /// Where a JSON string cannot simply go on: a quote, a backslash, a control byte, a byte that is
  /// not ASCII. Exact up to the lowest.
  @inline(__always)
  static func firstStringSpecial(_ word: UInt64) -> UInt64 {
    let quote = firstMatch(word, repeating(0x22))
    let backslash = firstMatch(word, repeating(0x5C))
    let control = (word &- repeating(0x20)) & ~word & tops
    return quote | backslash | control | (word & tops)
  }

  /// The number of the byte that the lowest set bit of a mask stands for.
  @inline(__always)
  static func index(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

  /// For each byte whether an odd number of matches stands at or before it (top bit of the byte), and
  /// whether the whole word has an odd number.
  @inline(__always)
  static func runningParity(_ mask: UInt64) -> UInt64 {
    // Each byte of the product is the count of matches up to it; its lowest bit is the parity.
    (((mask >> 7) &* ones) & ones) << 7
  }

  /// All bits of the bytes below `count` in a word; `count` is from 0 to 8.
  @inline(__always)
  static func low(_ count: Int) -> UInt64 {
    count >= 8 ? .max : (UInt64(1) << UInt64(8 * count)) &- 1
  }
}
