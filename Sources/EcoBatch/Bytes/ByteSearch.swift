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

  /// The offset of the last such byte in a range, or `nil`.
  static func last(_ byte: UInt8, in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.upperBound
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

/// Bytes on their way out: grows as needed, keeps its memory when emptied.
struct OutputBuffer {
  private var storage: [UInt8]
  private(set) var count = 0

  init(capacity: Int = 0) { storage = [UInt8](repeating: 0, count: capacity) }

  /// Forgets the bytes and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Calls `body` with the bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span.extracting(0..<count))
  }

  /// The last byte.
  var last: UInt8? { count > 0 ? storage[count - 1] : nil }

  /// The bytes as text.
  var string: String { String(decoding: storage[0..<count], as: UTF8.self) }

  /// Appends one byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  /// Appends a range of a text.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    reserve(range.count)
    let start = count
    unsafe storage.withUnsafeMutableBytes { target in
      unsafe text.extracting(range).withUnsafeBytes { source in
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[start...]).copyMemory(from: source)
      }
    }
    count += range.count
  }

  /// Appends a whole text.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>) { append(text, 0..<text.count) }

  /// Appends a string's UTF-8.
  mutating func append(_ text: String) { append(Array(text.utf8).span) }

  /// Appends what `body` writes, at most `capacity` bytes.
  @inline(__always)
  mutating func append(capacity: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
    reserve(capacity)
    let start = count
    unsafe storage.withUnsafeMutableBufferPointer { target in
      let free = unsafe UnsafeMutableBufferPointer(rebasing: target[start..<(start + capacity)])
      var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
      body(&output)
      count += unsafe output.finalize(for: free)
    }
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if storage.count - count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let target = max(count + more, storage.count * 2, 4096)
    storage.append(contentsOf: repeatElement(0, count: target - storage.count))
  }
}
