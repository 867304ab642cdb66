/// What hashes of a log's bytes start from: random for each process, so that nobody can write a log
/// whose keys all meet in one place of a table. It decides speed and never results.
struct HashSeed: Sendable {
  let start: UInt64
  /// Odd, so that multiplying by it loses nothing.
  let factor: UInt64

  /// The one that all tables of the process share.
  static let process = HashSeed()

  /// Another one, for digests.
  static let second = HashSeed()

  init() { self.init(start: .random(in: .min ... .max), factor: .random(in: .min ... .max)) }

  init(start: UInt64, factor: UInt64) {
    self.start = start
    self.factor = factor | 1
  }

  /// A hash of bytes, eight at a time.
  @inline(__always)
  func hash(_ key: Span<UInt8>) -> UInt64 {
    var hash = start ^ (UInt64(key.count) &* factor)
    var index = 0
    while key.count - index >= 8 {
      hash = mix(hash ^ Words.load(key, at: index))
      index += 8
    }
    return mix(hash ^ Words.load(key, at: index, count: key.count - index))
  }

  /// Spreads the bits of a word that nobody else knows.
  @inline(__always)
  func mix(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}
