/// The integers that an estimate is made of, without references, so that a batch can keep them in a
/// row and read them without counting.
package struct RateKernel: Sendable {
  /// Whole numbers of one small unit of energy that all coefficients of the rate share.
  struct Coefficients: Sendable {
    let uncached: UInt64
    let cached: UInt64
    let completion: UInt64
    let promptPairs: UInt64
    let contextPairs: UInt64

    /// The energy of sums of tokens and pairs, in that unit, times `requests`.
    ///
    /// In 128 bits it is in range for whatever the table parser and `TokenUsage` let through: a
    /// coefficient is below 10¹⁷ for a token, of which there are at most 10¹² times 10⁹ requests, and
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
  }

  let point: Coefficients
  let low: Coefficients
  let high: Coefficients
  /// From units to nanowatt-hours and nanograms.
  let energy: Scale
  let carbon: Scale
  let energyPer1k: Scale
  let carbonPer1k: Scale
  package let accuracy: Accuracy
  /// Whether a request's own size spread can take the label down.
  let isGuarded: Bool
  /// The most tokens of a single request for which no sum exceeds 64 bits.
  let narrowTokens: UInt64

  init(_ basis: Rate.Basis) {
    let formulas = [basis.size.point, basis.size.low, basis.size.high]
      .map(basis.methodology.coefficients)
    let terms = formulas.flatMap(\.terms)
    // One unit for all of them, as large as it can be: small integers make fast estimates.
    let denominator = terms.reduce(UInt128(1)) { shared, term in
      let next = term.denominator.magnitude
      return shared / greatestCommonDivisor(shared, next) * next
    }
    let integers = terms.map {
      $0.numerator.magnitude * (denominator / $0.denominator.magnitude)
    }
    let divisor = max(1, integers.reduce(0, greatestCommonDivisor))
    let unit = Rational(Int128(divisor), over: Int128(denominator))

    let nanos = Rational(Decimal9.one.nanos)
    let kilo = Rational(1000)
    let energyFactor = unit * basis.methodology.wattHours(Rational(basis.pue)) * nanos
    let carbonFactor = energyFactor * (Rational(basis.grid.intensity) / kilo)
    // But not so large that a factor exceeds 1: `Scale` is several times faster below.
    let parts = max(
      (energyFactor * kilo).nextPowerOfTwo, (carbonFactor * kilo).nextPowerOfTwo)
    let part = Rational(1, over: parts)
    energy = Scale(energyFactor * part)
    carbon = Scale(carbonFactor * part)
    energyPer1k = Scale(energyFactor * kilo * part)
    carbonPer1k = Scale(carbonFactor * kilo * part)
    let sets = stride(from: 0, to: integers.count, by: 5).map { start in
      Coefficients(
        integers[start..<(start + 5)].map { UInt64($0 / divisor * parts.magnitude) })
    }
    (point, low, high) = (sets[0], sets[1], sets[2])
    accuracy = Accuracy(
      evidence: basis.model.evidence, match: basis.region.match, factorAge: basis.factorAge,
      regionAssumed: basis.regionAssumed)
    isGuarded =
      accuracy == .accurate
      && zip(high.all, low.all).contains {
        UInt128($0) > UInt128(Accuracy.widestSizeSpread) * UInt128($1)
      }
    narrowTokens = Self.narrowTokens(isGuarded ? [point, low.tripled, high] : [point])
  }

  /// The most tokens for which the units of none of these exceed 64 bits.
  private static func narrowTokens(_ sets: [Coefficients]) -> UInt64 {
    let linear = sets.map { UInt128(max($0.uncached, $0.cached, $0.completion)) }.max() ?? 0
    let pairs = sets.map { UInt128(max($0.promptPairs, $0.contextPairs, 1)) }.max() ?? 1
    // Of t tokens there are at most t² pairs, counted as `TokenSums` does.
    var tokens: UInt128 = 0
    for bit in (0..<32).reversed() {
      let more = tokens | 1 << bit
      if more * linear + more * more * pairs <= UInt128(UInt64.max) { tokens = more }
    }
    return UInt64(tokens)
  }
}

extension RateKernel {
  /// What a usage is charged, before it is turned into figures.
  package struct Charge {
    /// In the rate's unit, times `requests`.
    fileprivate let units: UInt128
    fileprivate let requests: UInt128
    fileprivate let tokens: UInt128
    package let accuracy: Accuracy
  }

  /// What a usage is charged.
  @inline(__always)
  package func charge(_ usage: TokenUsage) -> Charge {
    if usage.requestCount == 1, usage.totalTokens <= narrowTokens {
      charge(usage, in: UInt64.self)
    } else {
      charge(usage, in: UInt128.self)
    }
  }

  @inline(__always)
  private func charge<Width: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ usage: TokenUsage, in _: Width.Type
  ) -> Charge {
    let sums = TokenSums<Width>(usage)
    let requests = Width(truncatingIfNeeded: usage.requestCount)
    var accuracy = accuracy
    if isGuarded {
      let low = low.units(of: sums, requests: requests)
      let high = high.units(of: sums, requests: requests)
      if high > Width(truncatingIfNeeded: Accuracy.widestSizeSpread) * low { accuracy = .medium }
    }
    return Charge(
      units: UInt128(truncatingIfNeeded: point.units(of: sums, requests: requests)),
      requests: UInt128(usage.requestCount), tokens: UInt128(usage.totalTokens),
      accuracy: accuracy)
  }

  /// Energy in nanowatt-hours.
  @inline(__always)
  package func energy(_ charge: Charge) -> ExactQuotient {
    energy.apply(charge.units, dividedBy: charge.requests)
  }

  /// Carbon in nanograms.
  @inline(__always)
  package func carbon(_ charge: Charge) -> ExactQuotient {
    carbon.apply(charge.units, dividedBy: charge.requests)
  }

  /// Energy for each 1000 tokens in nanowatt-hours.
  @inline(__always)
  package func energyPer1kTokens(_ charge: Charge) -> ExactQuotient {
    energyPer1k.apply(charge.units, dividedBy: charge.requests * charge.tokens)
  }

  /// Carbon for each 1000 tokens in nanograms.
  @inline(__always)
  package func carbonPer1kTokens(_ charge: Charge) -> ExactQuotient {
    carbonPer1k.apply(charge.units, dividedBy: charge.requests * charge.tokens)
  }
}

extension RateKernel.Coefficients {
  fileprivate init(_ terms: [UInt64]) {
    self.init(
      uncached: terms[0], cached: terms[1], completion: terms[2], promptPairs: terms[3],
      contextPairs: terms[4])
  }

  /// What the guard compares the upper end with.
  fileprivate var tripled: Self { Self(all.map { $0 * UInt64(Accuracy.widestSizeSpread) }) }

  fileprivate var all: [UInt64] { [uncached, cached, completion, promptPairs, contextPairs] }
}

extension Rational {
  /// The least power of two, at least 1, that is above the value.
  fileprivate var nextPowerOfTwo: Int128 {
    var power: Int128 = 1
    while power <= numerator / denominator { power *= 2 }
    return power
  }
}

extension EnergyFormula {
  fileprivate var terms: [Rational] { [uncached, cached, completion, promptPairs, contextPairs] }
}
