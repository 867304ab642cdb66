internal import CByteMasks

/// Eight bytes at a time: the primitives that the scanners are made of.
///
/// A mask of a word has the top bit of each byte set that matches; `firstMatch` masks are exact only up
/// to their lowest set bit, which is all that a search for the next special byte needs. A mask of
/// sixty-four bytes has a bit for each.
enum Words {
  /// Bytes that must be readable behind the end of any text that is scanned in words.
  static let slack = 64

  /// The bytes that a mask tells of.
  static let maskBits = 64

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

  /// The first `count` bytes, at most eight, at an offset as a word; zeros behind them.
  @inline(__always)
  static func load(_ text: Span<UInt8>, at offset: Int, count: Int) -> UInt64 {
    if offset + 8 <= text.count { return load(text, at: offset) & low(count) }
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64(text[offset + index]) << UInt64(8 * index) }
    return word
  }

  /// The number that the first `count` bytes of a word are the decimal digits of, 1 to 8; `nil` where
  /// one is no digit.
  @inline(__always)
  static func decimal(_ word: UInt64, count: Int) -> UInt64? {
    // The last digit in the highest byte, zeros before the first.
    let digits = (word ^ repeating(0x30)) &<< UInt64(64 - 8 * count)
    guard areDigits(digits) else { return nil }
    // Tens and ones, then hundreds, then all four pairs at once.
    let pairs = digits &* 10 &+ digits >> 8
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    return
      ((pairs & mask) &* 0x000F_4240_0000_0064
      &+ (pairs >> 16 & mask) &* 0x0000_2710_0000_0001) >> 32
  }

  /// Whether no byte of a word is above 9.
  @inline(__always)
  static func areDigits(_ word: UInt64) -> Bool {
    // A byte above 9 reaches its top bit; only one that has it already can carry into the next.
    (word &+ repeating(0x76) | word) & tops == 0
  }

  /// Where `word` has the byte that `pattern` repeats; exact up to the lowest match.
  @inline(__always)
  static func firstMatch(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return (difference &- ones) & ~difference & tops
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

  /// Stores the places of a mask's bits, counted on from `start`, behind the first `count` places and
  /// counts them; those for which no room is left are only counted.
  @inline(__always)
  static func store(
    _ mask: UInt64, from start: Int, in places: inout MutableSpan<Int32>, _ count: inout Int
  ) {
    guard count >= 0, count <= places.count - maskBits else {
      count += mask.nonzeroBitCount
      return
    }
    let start = Int32(truncatingIfNeeded: start)
    var mask = mask
    while mask != 0 {
      // There is room for all bits that there can be.
      unsafe places[unchecked: count] =
        start &+ Int32(truncatingIfNeeded: mask.trailingZeroBitCount)
      count &+= 1
      mask &= mask &- 1
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

  /// All bits of the bytes below `count` in a word; `count` is from 0 to 8.
  @inline(__always)
  static func low(_ count: Int) -> UInt64 {
    count >= 8 ? .max : (UInt64(1) << UInt64(8 * count)) &- 1
  }
}
