/// The accelerators' energy of one request as a function of its tokens: linear terms, and two that grow
/// with products of token counts because attention looks at pairs of tokens.
struct EnergyFormula: Sendable {
  /// For each uncached prompt token.
  let uncached: Rational
  /// For each prompt token served from a cache.
  let cached: Rational
  /// For each completion token, but for what `reading` adds.
  let completion: Rational
  /// For each `u · (2h + u)`: twice the pairs that prefill attends to.
  let promptPairs: Rational
  /// For each `o · (2(u + h) + o)`: twice the cached tokens that decoding reads back.
  let contextPairs: Rational
  /// Reading the weights for each completion token, where the method shares it among sequences.
  var reading: WeightReading?

  /// The five coefficients, with the reading of weights among so many sequences in the third, if they
  /// are known.
  func terms(among sequences: Concurrency?) -> [Rational] {
    var completion = completion
    if let reading, let sequences {
      let parameters = Rational(Int128(reading.parameters(among: sequences)))
      completion = completion + reading.perParameter * parameters
    }
    return [uncached, cached, completion, promptPairs, contextPairs]
  }
}

/// The reading of weights in decoding: all are read for a step, and its sequences share that.
struct WeightReading: Sendable {
  /// For each parameter that is read for a completion token.
  let perParameter: Rational
  /// Active parameters in units of 10⁶: at most 10⁷.
  let active: UInt64
  /// All parameters in units of 10⁶: at most 10⁷.
  let total: UInt64

  /// - Parameters:
  ///   - active: parameters used for a token, in 10⁹ with at most three places.
  ///   - total: all parameters, likewise.
  init(perParameter: Rational, active: Rational, total: Rational) {
    func millions(_ billions: Rational) -> UInt64 {
      UInt64(clamping: billions.numerator * 1000 / billions.denominator)
    }
    self.perParameter = perParameter
    self.active = millions(active)
    self.total = millions(total)
  }

  /// `A · T / (T + A · B)` in whole parameters, rounded half to even: at most 5 · 10¹².
  func parameters(among sequences: Concurrency) -> UInt64 {
    // A = a/1000, T = t/1000 and B = b/1000 make it a · t / (1000 t + a · b) in 10⁹: below 2¹²⁸.
    let numerator = UInt128(active) * UInt128(total) * 1_000_000_000
    let denominator = UInt128(total) * 1000 + UInt128(active) * UInt128(sequences.thousandths)
    let (floor, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    let twice = 2 * rest
    let isUp = twice > denominator || (twice == denominator && floor & 1 == 1)
    return UInt64(truncatingIfNeeded: isUp ? floor + 1 : floor)
  }
}
