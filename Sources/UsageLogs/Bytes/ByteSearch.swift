internal import CByteMasks

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Searches and copies over runs of bytes through the C library, which is as fast as memory allows.
enum ByteSearch {
  /// The offset of the first such byte in a range, or `nil`.
  @inline(__always)
  static func first(_ byte: UInt8, in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    return unsafe text.extracting(range).withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress,
        let found = unsafe memchr(base, Int32(byte), bytes.count)
      else { return nil }
      return unsafe range.lowerBound + base.distance(to: UnsafeRawPointer(found))
    }
  }

  /// The offset of the first place in a range where some bytes stand, or `nil`.
  static func first(_ bytes: [UInt8], in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty, !bytes.isEmpty else { return nil }
    return unsafe text.extracting(range).withUnsafeBytes { all -> Int? in
      unsafe bytes.withUnsafeBytes { wanted -> Int? in
        guard let base = all.baseAddress, let first = wanted.baseAddress,
          let found = unsafe eco_find(base, all.count, first, wanted.count)
        else { return nil }
        return unsafe range.lowerBound + base.distance(to: UnsafeRawPointer(found))
      }
    }
  }

  /// The offset of the last such byte in a range, or `nil`.
  static func last(_ byte: UInt8, in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index - Words.maskBits >= range.lowerBound {
      let mask = Words.mask(text, at: index - Words.maskBits, equal: byte)
      if mask != 0 { return index - 1 - mask.leadingZeroBitCount }
      index -= Words.maskBits
    }
    while index > range.lowerBound {
      index -= 1
      if text[index] == byte { return index }
    }
    return nil
  }

  /// Whether a range holds exactly these bytes.
  @inline(__always)
  static func equal(_ text: Span<UInt8>, _ range: Range<Int>, _ other: [UInt8]) -> Bool {
    equal(text, range, other.span)
  }

  /// Whether a range holds exactly these bytes.
  @inline(__always)
  static func equal(_ text: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>) -> Bool {
    guard range.count == other.count else { return false }
    guard !range.isEmpty else { return true }
    return unsafe text.extracting(range).withUnsafeBytes { a in
      unsafe other.withUnsafeBytes { b in
        guard let a = a.baseAddress, let c = b.baseAddress else { return true }
        return unsafe memcmp(a, c, b.count) == 0
      }
    }
  }
}

extension Span where Element == UInt8 {
  /// The number of line feeds in a range.
  func lineEnds(_ range: Range<Int>) -> Int {
    var count = 0
    var index = range.lowerBound
    while let found = ByteSearch.first(UInt8(ascii: "\n"), in: self, index..<range.upperBound) {
      count += 1
      index = found + 1
    }
    return count
  }
}
