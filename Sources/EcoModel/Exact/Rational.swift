/// An exact fraction in lowest terms with a positive denominator.
///
/// It is where coefficients are worked out, once for each rate; an estimate itself only multiplies
/// integers. For what the table parser lets through (see `Model`) 128 bits are enough; beyond that an
/// operation stops, because a wrong coefficient is worse than none.
struct Rational: Hashable, Sendable {
  let numerator: Int128
  let denominator: Int128

  /// The fraction in lowest terms; `denominator` must be above 0.
  init(_ numerator: Int128, over denominator: Int128 = 1) {
    precondition(denominator > 0)
    let divisor = Int128(greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    if divisor == 1 {
      self.numerator = numerator
      self.denominator = denominator
    } else {
      self.numerator = numerator / divisor
      self.denominator = denominator / divisor
    }
  }

  private init(lowestTerms numerator: Int128, over denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  static func + (a: Rational, b: Rational) -> Rational {
    // Over the least common multiple, so that the intermediate values stay small.
    let shared = Int128(greatestCommonDivisor(a.denominator.magnitude, b.denominator.magnitude))
    return Rational(
      a.numerator * (b.denominator / shared) + b.numerator * (a.denominator / shared),
      over: a.denominator / shared * b.denominator)
  }

  static func - (a: Rational, b: Rational) -> Rational {
    a + Rational(-b.numerator, over: b.denominator)
  }

  static func * (a: Rational, b: Rational) -> Rational {
    // Cancelled crosswise first, for the same reason; then nothing is left to cancel.
    let left = Rational(a.numerator, over: b.denominator)
    let right = Rational(b.numerator, over: a.denominator)
    return Rational(
      lowestTerms: left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  /// The value over two to the power of `bits`.
  func halved(_ bits: Int) -> Rational {
    let cancelled = min(bits, numerator.trailingZeroBitCount)
    return Rational(
      lowestTerms: numerator >> cancelled, over: denominator * (1 << (bits - cancelled)))
  }

  static func / (a: Rational, b: Rational) -> Rational {
    a * Rational(b.denominator, over: b.numerator)
  }
}

extension Rational {
  /// Watt-hours that one joule is.
  static let wattHoursPerJoule = Rational(1, over: 3600)

  /// The value of a decimal in its own unit, exactly.
  init(_ value: some NanoQuantity) {
    self.init(value.nanos, over: Decimal9.one.nanos)
  }
}

/// Euclid's algorithm; `gcd(0, n)` is `n`.
func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
  var (a, b) = (a, b)
  while b != 0 {
    // Almost every step is in 64 bits, where a division is an instruction and not a call.
    if let a64 = UInt64(exactly: a), let b64 = UInt64(exactly: b) {
      (a, b) = (b, UInt128(a64 % b64))
    } else {
      (a, b) = (b, a % b)
    }
  }
  return a
}
