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
    append(capacity: range.count) { $0.append(text, range) }
  }

  /// Appends a whole text.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>) { append(text, 0..<text.count) }

  /// Appends a string's UTF-8.
  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { unsafe append($0.span) }
  }

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

extension OutputSpan<UInt8> {
  /// Appends a range of a text.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
    let text = text.extracting(range)
    unsafe text.withUnsafeBytes { source in
      unsafe append(source)
    }
  }

  /// Appends a whole text.
  @inline(__always)
  mutating func append(_ text: Span<UInt8>) { append(text, 0..<text.count) }

  /// Appends a constant text.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { source in
      unsafe append(UnsafeRawBufferPointer(source))
    }
  }

  @inline(__always)
  private mutating func append(_ source: UnsafeRawBufferPointer) {
    unsafe withUnsafeMutableBufferPointer { buffer, count in
      precondition(buffer.count - count >= source.count, "no room for the bytes")
      guard let target = buffer.baseAddress, let bytes = source.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(target + count).copyMemory(
        from: bytes, byteCount: source.count)
      count += source.count
    }
  }
}
