internal import CByteMasks

/// Eight bytes at a time: the primitives that the scanners are made of.
///
/// A mask of a word has the top bit of each byte set that matches, exact only up to the lowest set bit,
/// which is all that a search for the next special byte needs. A mask of sixty-four or thirty-two bytes
/// has a bit for each.
enum Words {
  /// Bytes that must be readable past the end of any text that is scanned in words.
  static let slack = 64

  /// The bytes that a mask covers.
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

  /// The first `count` bytes, at most eight, at an offset as a word; zeros after them.
  @inline(__always)
  static func load(_ text: Span<UInt8>, at offset: Int, count: Int) -> UInt64 {
    if offset + 8 <= text.count { return load(text, at: offset) & low(count) }
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64(text[offset + index]) << UInt64(8 * index) }
    return word
  }

  /// The number that the first `count` bytes of a word are the decimal digits of, 1 to 8; `nil` where
  /// one is not a digit.
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
  static func areDigits(_ word: UInt64) -> Bool { firstAboveNine(word) == 0 }

  /// Where a word has a byte that is not a decimal digit; exact up to the lowest.
  @inline(__always)
  static func firstNonDigit(_ word: UInt64) -> UInt64 { firstAboveNine(word ^ repeating(0x30)) }

  @inline(__always)
  private static func firstAboveNine(_ word: UInt64) -> UInt64 {
    // A byte above 9 reaches its top bit; only one that has it already can carry into the next.
    (word &+ repeating(0x76) | word) & tops
  }

  /// Calls `body` with the address of so many bytes, which are checked to be in the span.
  @inline(__always)
  private static func withBytes<Mask>(
    _ text: Span<UInt8>, at offset: Int, count: Int, _ body: (UnsafePointer<UInt8>) -> Mask
  ) -> Mask {
    unsafe text.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, offset >= 0, bytes.count - count >= offset else {
        preconditionFailure("bytes outside the text")
      }
      return unsafe body(base + offset)
    }
  }

  /// Which of sixty-four bytes at an offset are `byte`, the first byte's bit lowest. Checked against
  /// the span's bounds.
  @inline(__always)
  static func mask(_ text: Span<UInt8>, at offset: Int, equal byte: UInt8) -> UInt64 {
    unsafe withBytes(text, at: offset, count: 64) { unsafe eco_mask_equal($0, byte) }
  }

  /// Finds what splits as many windows of sixty-four bytes from an offset on; the last of `splits` are
  /// set. Checked against both bounds.
  @inline(__always)
  static func split(
    _ text: Span<UInt8>, at offset: Int, _ windows: Int, by delimiter: UInt8,
    into splits: inout [EcoSplit]
  ) {
    unsafe withBytes(text, at: offset, count: 64 * windows) { bytes in
      unsafe splits.withUnsafeMutableBufferPointer { splits in
        guard let first = splits.baseAddress, windows <= splits.count else {
          preconditionFailure("more windows than there is room for")
        }
        unsafe eco_split(bytes, windows, delimiter, first + (splits.count - windows))
      }
    }
  }

  /// Whether an odd number of the first `count` bytes is `byte`; `count` is a multiple of sixty-four.
  /// Checked against the span's bounds.
  @inline(__always)
  static func isOdd(_ text: Span<UInt8>, count: Int, equal byte: UInt8) -> Bool {
    unsafe withBytes(text, at: 0, count: count) { unsafe eco_is_odd($0, count / 64, byte) }
  }

  /// Stores the places of a mask's bits, counted on from `start`, after the first `count` places and
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
  static func prefixParity(_ bits: UInt64) -> UInt64 { eco_prefix_parity(bits) }

  /// How many bytes the masks of 32 bits tell of.
  static let shortMask = 32

  /// Which of thirty-two bytes at an offset are those at an offset of another text. Checked against
  /// both spans' bounds.
  @inline(__always)
  static func mask(
    _ text: Span<UInt8>, at offset: Int, same other: Span<UInt8>, at place: Int
  ) -> UInt32 {
    unsafe withBytes(text, at: offset, count: shortMask) { bytes in
      unsafe withBytes(other, at: place, count: shortMask) { unsafe eco_mask_same(bytes, $0) }
    }
  }

  /// Where in thirty-two bytes a JSON string cannot simply go on: at a quote, a backslash, a control
  /// byte, a byte that is not ASCII. Checked against the span's bounds.
  @inline(__always)
  static func stringSpecials(_ text: Span<UInt8>, at offset: Int) -> UInt32 {
    unsafe withBytes(text, at: offset, count: shortMask) { unsafe eco_mask_string($0) }
  }

  /// Where in thirty-two bytes of JSON outside strings a string, an object or an array starts or ends.
  /// Checked against the span's bounds.
  @inline(__always)
  static func nesting(_ text: Span<UInt8>, at offset: Int) -> UInt32 {
    unsafe withBytes(text, at: offset, count: shortMask) { unsafe eco_mask_nesting($0) }
  }

  /// The index of the byte that the lowest set bit of a mask belongs to.
  @inline(__always)
  static func index(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

  /// All bits of the bytes below `count` in a word; `count` is from 0 to 8.
  @inline(__always)
  static func low(_ count: Int) -> UInt64 {
    count >= 8 ? .max : (UInt64(1) << UInt64(8 * count)) &- 1
  }
}
