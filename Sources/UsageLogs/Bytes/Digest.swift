/// A hash of 128 bits, by which ids, contents and spellings are told apart without being kept.
///
/// It is seeded anew for each process, so that nobody can write a log whose ids collide. Nothing that
/// is written depends on it.
struct Digest: Hashable, BitwiseCopyable {
  /// Two hashes of 64 bits that tell nothing of each other.
  let first: UInt64
  let second: UInt64

  /// Stands for no digest.
  static let none = Digest(first: 0, second: 0)

  init(first: UInt64, second: UInt64) {
    (self.first, self.second) = (first, second)
  }
}

extension Digest {
  /// Of bytes alone.
  init(of bytes: [UInt8]) {
    var digester = Digester()
    digester.add(bytes.span)
    self = digester.finish()
  }
}

/// Works out a digest of parts that come one after the other.
struct Digester {
  private var first = Hasher()
  private var second: Hasher

  init() {
    second = Hasher()
    second.combine(1 as UInt8)
  }

  /// Goes on with bytes.
  mutating func add(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe first.combine(bytes: bytes)
      unsafe second.combine(bytes: bytes)
    }
  }

  /// Goes on with a byte, which keeps parts apart.
  mutating func add(_ byte: UInt8) {
    first.combine(byte)
    second.combine(byte)
  }

  /// Goes on with a number.
  mutating func add(_ number: UInt64) {
    first.combine(number)
    second.combine(number)
  }

  /// Goes on with another digest.
  mutating func add(_ digest: Digest) {
    add(digest.first)
    add(digest.second)
  }

  consuming func finish() -> Digest {
    Digest(
      first: UInt64(bitPattern: Int64(first.finalize())),
      second: UInt64(bitPattern: Int64(second.finalize())))
  }
}
