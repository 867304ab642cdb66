internal import CSHA256

/// SHA-256 as in FIPS 180-4, for the identity of tables and, where asked for, of files.
package struct SHA256 {
  private static let hasInstructions = eco_sha256_has_instructions()

  private var state: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var count: UInt64 = 0
  private let isPlain: Bool

  /// - Parameter isPlain: whether the processor's instructions for it, where it has some, are not used.
  package init(isPlain: Bool = false) {
    self.isPlain = isPlain
    pending.reserveCapacity(64)
  }

  /// The digest of one run of bytes in lower-case hexadecimal.
  package static func hex(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes.span)
    return hash.finish()
  }

  /// Takes the next bytes of the message.
  package mutating func update(_ bytes: Span<UInt8>) {
    count += UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      while start < bytes.count, pending.count < 64 {
        pending.append(bytes[start])
        start += 1
      }
      guard pending.count == 64 else { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      compress(block.span)
    }
    compress(bytes.extracting(start...))
    for index in (bytes.count - (bytes.count - start) % 64)..<bytes.count {
      pending.append(bytes[index])
    }
  }

  /// The digest of all bytes taken, in lower-case hexadecimal. The value is used up.
  package mutating func finish() -> String {
    let bits = count &* 8
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    update(tail.span)
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for index in 0..<8 {
      let word = state[index]
      for shift in stride(from: UInt32(28), through: 0, by: -4) {
        text.append(digits[Int((word >> shift) & 15)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Takes all whole blocks of 64 bytes.
  private mutating func compress(_ bytes: Span<UInt8>) {
    let byInstructions = Self.hasInstructions && !isPlain
    var state = state.mutableSpan
    unsafe state.withUnsafeMutableBufferPointer { state in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let words = state.baseAddress, let first = bytes.baseAddress else { return }
        unsafe eco_sha256(words, first, bytes.count / 64, byInstructions)
      }
    }
  }
}
