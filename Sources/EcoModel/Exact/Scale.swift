/// A positive factor in lowest terms that turns a whole number into another unit, exactly.
package struct Scale: Sendable {
  private let form: Form

  /// One or the other, because a rate has four of these and a log may have thousands of rates.
  private enum Form {
    case narrow(NarrowScale)
    /// Where a factor does not allow the other.
    case wide(UInt128, over: UInt128)
  }

  init(_ factor: Rational) {
    self.init(factor.numerator.magnitude, over: factor.denominator.magnitude)
  }

  /// The factor `numerator / denominator`; both are positive and have no common divisor.
  package init(_ numerator: UInt128, over denominator: UInt128) {
    form =
      NarrowScale(numerator, over: denominator).map(Form.narrow)
      ?? .wide(numerator, over: denominator)
  }

  @inline(__always)
  init(_ scale: NarrowScale) { form = .narrow(scale) }

  /// The factor, where it is below 1 and 64 bits hold its parts.
  var narrow: NarrowScale? {
    if case .narrow(let scale) = form { scale } else { nil }
  }

  var numerator: UInt128 {
    switch form {
    case .narrow(let scale): UInt128(scale.numerator)
    case .wide(let numerator, _): numerator
    }
  }

  var denominator: UInt128 {
    switch form {
    case .narrow(let scale): UInt128(scale.denominator)
    case .wide(_, let denominator): denominator
    }
  }

  /// The factor so many times as large.
  func times(_ number: UInt128) -> Scale {
    let shared = greatestCommonDivisor(number, denominator)
    return Scale(numerator * (number / shared), over: denominator / shared)
  }

  /// `value · factor / divisor`, exactly; `divisor` must not be 0.
  ///
  /// Stops where the integer part of `value · factor` exceeds 128 bits, which takes more than 10²⁹
  /// of any unit; the limits on tables and usages rule that out.
  @inline(__always)
  package func apply(_ value: UInt128, dividedBy divisor: UInt128 = 1) -> ExactQuotient {
    guard case .narrow(let narrow) = form, let value = UInt64(exactly: value),
      let divisor = UInt64(exactly: divisor)
    else { return wideQuotient(value, times: numerator, over: denominator, over: divisor) }
    let (whole, remainder) = narrow.apply(value)
    let (quotient, left) =
      divisor == 1 ? (whole, 0) : whole.quotientAndRemainder(dividingBy: divisor)
    return ExactQuotient(
      floor: UInt128(quotient),
      rest: rest(of: left, plus: remainder, over: narrow.denominator, over: divisor))
  }

  /// `value · factor · weight / divisor`, exactly; `divisor` must not be 0.
  ///
  /// Stops as `apply` does, and where the integer part of the result exceeds 128 bits.
  @inline(__always)
  package func apply(
    _ value: UInt128, times weight: UInt64, dividedBy divisor: UInt128
  ) -> ExactQuotient {
    guard case .narrow(let narrow) = form, let value = UInt64(exactly: value),
      let divisor = UInt64(exactly: divisor)
    else {
      return wideQuotient(
        value, times: numerator, over: denominator, times: weight, over: divisor)
    }
    let (whole, remainder) = narrow.apply(value)
    // The remainder is below the denominator, so its share is below the weight.
    let carried = narrow.denominator.dividingFullWidth(
      remainder.multipliedFullWidth(by: weight))
    let product = whole.multipliedFullWidth(by: weight)
    let (low, overflow) = product.low.addingReportingOverflow(carried.quotient)
    let high = product.high + (overflow ? 1 : 0)
    guard high < divisor else {
      return wideQuotient(
        UInt128(value), times: numerator, over: denominator, times: weight,
        over: UInt128(divisor))
    }
    let (quotient, left) = divisor.dividingFullWidth((high, low))
    return ExactQuotient(
      floor: UInt128(quotient),
      rest: rest(of: left, plus: carried.remainder, over: narrow.denominator, over: divisor))
  }

  /// `number · factor / divisor`, exactly, for a number of any size; `divisor` must not be 0. Stops
  /// where the integer part of the result exceeds 128 bits.
  func apply(_ number: LongNatural, dividedBy divisor: UInt128) -> ExactQuotient {
    let (whole, remainder) = number.times(numerator).quotientAndRemainder(dividingBy: denominator)
    let (quotient, left) = whole.quotientAndRemainder(dividingBy: divisor)
    guard let floor = quotient.single else { preconditionFailure("a figure beyond 10²⁹ units") }
    return ExactQuotient(
      floor: floor, rest: rest(of: left, plus: remainder, over: denominator, over: divisor))
  }

  /// `(high · 2^lowBits + low) · factor`, exactly, for a number that may exceed 128 bits.
  package func apply(high: UInt128, low: UInt128, lowBits: UInt128) -> ExactQuotient {
    let (upper, carried) = denominator.dividingFullWidth(
      high.multipliedFullWidth(by: numerator))
    let first = carried.multipliedFullWidth(by: 1 << lowBits)
    let second = low.multipliedFullWidth(by: numerator)
    let (sum, overflow) = first.low.addingReportingOverflow(second.low)
    let (lower, remainder) = denominator.dividingFullWidth(
      (first.high + second.high + (overflow ? 1 : 0), sum))
    return ExactQuotient(
      floor: upper * (1 << lowBits) + lower,
      rest: rest(of: 0, plus: remainder, over: denominator, over: 1))
  }
}

/// `value · numerator / denominator / divisor`, for any width. A function of numbers only: a call
/// with the scale would copy it on the way to every estimate.
@inline(never)
private func wideQuotient(
  _ value: UInt128, times numerator: UInt128, over denominator: UInt128, over divisor: UInt128
) -> ExactQuotient {
  let (whole, remainder) = denominator.dividingFullWidth(value.multipliedFullWidth(by: numerator))
  let (quotient, left) = whole.quotientAndRemainder(dividingBy: divisor)
  return ExactQuotient(
    floor: quotient, rest: rest(of: left, plus: remainder, over: denominator, over: divisor))
}

/// `value · numerator / denominator · weight / divisor`, for any width.
@inline(never)
private func wideQuotient(
  _ value: UInt128, times numerator: UInt128, over denominator: UInt128, times weight: UInt64,
  over divisor: UInt128
) -> ExactQuotient {
  let (whole, remainder) = denominator.dividingFullWidth(value.multipliedFullWidth(by: numerator))
  let weight = UInt128(weight)
  let carried = denominator.dividingFullWidth(remainder.multipliedFullWidth(by: weight))
  let product = whole.multipliedFullWidth(by: weight)
  let (low, overflow) = product.low.addingReportingOverflow(carried.quotient)
  let (quotient, left) = divisor.dividingFullWidth((product.high + (overflow ? 1 : 0), low))
  return ExactQuotient(
    floor: quotient, rest: rest(of: left, plus: carried.remainder, over: denominator, over: divisor)
  )
}

/// A factor below 1 for 64-bit numbers, without a division: the quotient is estimated by the
/// factor's leading 64 bits, and its remainder tells whether the estimate was one too low.
struct NarrowScale: Sendable {
  fileprivate let numerator: UInt64
  fileprivate let denominator: UInt64
  /// `⌊factor · 2^(64 + shift)⌋`, from 2⁶³ to 2⁶⁴.
  private let leadingBits: UInt64
  private let shift: UInt64

  /// One half.
  static let half = NarrowScale()

  private init() { (numerator, denominator, leadingBits, shift) = (1, 2, 1 << 63, 0) }

  fileprivate init?(_ numerator: UInt128, over denominator: UInt128) {
    // Below 2⁶³, so that twice the denominator is representable: see `apply`.
    guard numerator > 0, numerator < denominator, denominator < 1 << 63 else { return nil }
    let (numerator, denominator) = (UInt64(numerator), UInt64(denominator))
    self.numerator = numerator
    self.denominator = denominator
    // With both shifted up to bit 63 their quotient is from a half to 2.
    let places = numerator.leadingZeroBitCount - denominator.leadingZeroBitCount
    let isBelowOne =
      numerator << numerator.leadingZeroBitCount < denominator << denominator.leadingZeroBitCount
    shift = UInt64(isBelowOne ? places : places - 1)
    leadingBits = denominator.dividingFullWidth((numerator << shift, 0)).quotient
  }

  @inline(__always)
  fileprivate func apply(_ value: UInt64) -> (quotient: UInt64, remainder: UInt64) {
    // `value · leadingBits / 2^(64 + shift)` is less than `value / 2^(64 + shift)` < 1 below the true
    // quotient, so its floor is right or one too low. The remainder is then below twice the
    // denominator: 64 bits hold it, whatever wraps on the way there.
    let estimate = value.multipliedFullWidth(by: leadingBits).high &>> shift
    let remainder = value &* numerator &- estimate &* denominator
    return remainder < denominator
      ? (estimate, remainder) : (estimate + 1, remainder - denominator)
  }
}

/// Where `(left + remainder / first) / second` lies between 0 and 1, without dividing.
@inline(__always)
private func rest<Width: FixedWidthInteger & UnsignedInteger>(
  of left: Width, plus remainder: Width, over first: Width, over second: Width
) -> ExactQuotient.Rest {
  if left == 0 && remainder == 0 { return .zero }
  // Compare twice the value with 1: left + left + 2 · remainder / first against second.
  let gap = second - left
  if left > gap { return .aboveHalf }
  if left == gap { return remainder == 0 ? .half : .aboveHalf }
  if gap - left > 1 { return .belowHalf }
  // One unit short: 2 · remainder / first decides against 1.
  let complement = first - remainder
  if remainder == complement { return .half }
  return remainder > complement ? .aboveHalf : .belowHalf
}
