/// Whole numbers of one small unit of energy that all coefficients of a rate share.
struct Coefficients: Sendable {
  let uncached: UInt64
  let cached: UInt64
  let completion: UInt64
  let promptPairs: UInt64
  let contextPairs: UInt64

  /// In the order of `EnergyFormula.terms`; what is not there is 0.
  init(_ units: some Sequence<UInt64>) {
    var units = units.makeIterator()
    uncached = units.next() ?? 0
    cached = units.next() ?? 0
    completion = units.next() ?? 0
    promptPairs = units.next() ?? 0
    contextPairs = units.next() ?? 0
  }

  /// The energy of sums of tokens and pairs, in that unit, times `requests`.
  ///
  /// In 128 bits it is in range for whatever the table parser and `TokenUsage` let through: a
  /// coefficient is below 3·10¹⁷ for a token, of which there are at most 10¹² times 10⁹ requests, and
  /// below 10¹³ for a pair, of which there are at most 3·10²⁴.
  @inline(__always)
  func units<Width>(of sums: TokenSums<Width>, requests: Width = 1) -> Width {
    let linear =
      Width(truncatingIfNeeded: uncached) * sums.uncached
      + Width(truncatingIfNeeded: cached) * sums.cached
      + Width(truncatingIfNeeded: completion) * sums.completion
    let pairs =
      Width(truncatingIfNeeded: promptPairs) * sums.promptPairs
      + Width(truncatingIfNeeded: contextPairs) * sums.contextPairs
    return linear * requests + pairs
  }

  /// The same in a unit so many times smaller.
  func times(_ factor: UInt64) -> Self { Self(all.map { $0 * factor }) }

  /// The same but for what a completion token costs.
  func with(completion: UInt64) -> Self {
    Self([uncached, cached, completion, promptPairs, contextPairs])
  }

  /// What the guard compares the upper end with.
  var tripled: Self { times(UInt64(Accuracy.widestSizeSpread)) }

  var all: [UInt64] { [uncached, cached, completion, promptPairs, contextPairs] }

  /// The most tokens for which the units of none of these exceed 64 bits.
  static func narrowTokens(_ sets: [Coefficients]) -> UInt64 {
    let linear = sets.map { UInt128(max($0.uncached, $0.cached, $0.completion)) }.max() ?? 0
    let pairs = sets.map { UInt128(max($0.promptPairs, $0.contextPairs, 1)) }.max() ?? 1
    // Of t tokens there are at most t² pairs, counted as `TokenSums` does: t is below the root of this.
    let most = UInt128(UInt64.max) / pairs
    var tokens: UInt128 = 0
    for bit in (0..<min(32, (130 - most.leadingZeroBitCount) / 2)).reversed() {
      let more = tokens | 1 << bit
      if more * linear + more * more * pairs <= UInt128(UInt64.max) { tokens = more }
    }
    return UInt64(tokens)
  }
}

/// Fractions as whole numbers of the largest unit that they share.
struct CommonUnit {
  let unit: Rational
  let integers: [UInt128]

  /// - Parameter terms: none is negative.
  init(_ terms: [Rational]) {
    let denominator = terms.reduce(UInt128(1)) { shared, term in
      let next = term.denominator.magnitude
      return shared / greatestCommonDivisor(shared, next) * next
    }
    let integers = terms.map {
      $0.numerator.magnitude * (denominator / $0.denominator.magnitude)
    }
    let divisor = max(1, integers.reduce(0, greatestCommonDivisor))
    unit = Rational(Int128(divisor), over: Int128(denominator))
    self.integers = integers.map { $0 / divisor }
  }
}
