/// What of a record selects its rate, put together for one lookup.
struct RateKey {
  /// The bytes of the parts, eight to a word, each part filled up with zeros, and their lengths after
  /// them: two records have the same words only where all is the same.
  private var words = [UInt64](repeating: 0, count: 32)
  private let seeds = (HashSeed.process, HashSeed.second)
  /// Of the words.
  private(set) var digest = Digest.none
  private var modelCount = 0
  private var providerCount = 0
  private var regionCount = 0
  private(set) var period = Period(day: nil)
  private(set) var regionAssumed = false

  /// Sets all parts.
  ///
  /// - Parameters:
  ///   - model, provider, region: texts, and the ranges of the parts in them.
  @inline(__always)
  mutating func set(
    model: Span<UInt8>, _ modelRange: Range<Int>, provider: Span<UInt8>,
    _ providerRange: Range<Int>, region: Span<UInt8>, _ regionRange: Range<Int>,
    regionAssumed: Bool, _ period: Period
  ) {
    (modelCount, providerCount) = (modelRange.count, providerRange.count)
    (regionCount, self.regionAssumed) = (regionRange.count, regionAssumed)
    self.period = period
    let wanted = (modelCount + providerCount + regionCount) / 8 + 5
    if wanted > words.count { words += [UInt64](repeating: 0, count: wanted) }
    let day = UInt32(truncatingIfNeeded: period.day ?? Int(Int32.min))
    var end = End(seeds.0, seeds.1)
    var output = words.mutableSpan
    end.append(model, modelRange, to: &output)
    end.append(provider, providerRange, to: &output)
    end.append(region, regionRange, to: &output)
    end.append(UInt64(modelRange.count) << 32 | UInt64(providerRange.count), to: &output)
    end.append(
      UInt64(2 * regionRange.count + (regionAssumed ? 1 : 0)) << 32 | UInt64(day), to: &output)
    digest = end.digest
  }

  /// The parts as text.
  var request: (model: String, provider: String?, region: String) {
    var start = 0
    func text(_ count: Int) -> String {
      defer { start += (count + 7) / 8 }
      let bytes = (0..<count).map { index in
        UInt8(truncatingIfNeeded: words[start + index / 8] >> UInt64(8 * (index % 8)))
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let (model, provider) = (text(modelCount), text(providerCount))
    return (model, provider.isEmpty ? nil : provider, text(regionCount))
  }
}

/// How far the words of a key have come, and their digest so far.
private struct End {
  private var count = 0
  private var hashes: (UInt64, UInt64) = (0, 0)
  private let seeds: (HashSeed, HashSeed)
  /// What the next word is hidden by: another one for each place.
  private var masks: (UInt64, UInt64)

  @inline(__always)
  init(_ first: HashSeed, _ second: HashSeed) {
    seeds = (first, second)
    masks = (first.start, second.start)
  }

  @inline(__always)
  var digest: Digest { Digest(first: hashes.0, second: hashes.1) }

  @inline(__always)
  mutating func append(
    _ text: Span<UInt8>, _ range: Range<Int>, to words: inout MutableSpan<UInt64>
  ) {
    var index = range.lowerBound
    while range.upperBound - index >= 8 {
      append(Words.load(text, at: index), to: &words)
      index += 8
    }
    let left = range.upperBound - index
    if left > 0 { append(Words.load(text, at: index, count: left), to: &words) }
  }

  @inline(__always)
  mutating func append(_ word: UInt64, to words: inout MutableSpan<UInt64>) {
    words[count] = word
    count += 1
    // Sums, so that no multiplication waits for another.
    hashes.0 = hashes.0 &+ seeds.0.mix(word ^ masks.0)
    hashes.1 = hashes.1 &+ seeds.1.mix(word ^ masks.1)
    masks.0 = masks.0 &+ 0x9E37_79B9_7F4A_7C15
    masks.1 = masks.1 &+ 0x9E37_79B9_7F4A_7C15
  }
}
