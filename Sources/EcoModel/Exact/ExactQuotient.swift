/// An exact non-negative quotient, kept as its integer part and what lies beyond it: enough to round
/// it once, half to even, at this or any coarser decimal place.
package struct ExactQuotient: Sendable {
  /// Where the part beyond the integer lies between 0 and 1.
  package enum Rest: UInt8, Sendable { case zero, belowHalf, half, aboveHalf }

  package let floor: UInt128
  package let rest: Rest

  /// Rounded half to even to an integer.
  package var rounded: Int128 {
    let up = rest == .aboveHalf || (rest == .half && floor & 1 == 1)
    return Int128(up ? floor + 1 : floor)
  }

  /// Rounded half to even to so many significant digits, still in the same unit.
  package func rounded(significantDigits: Int) -> Int128 {
    var unit: UInt128 = 1
    var limit: UInt128 = 1
    for _ in 0..<max(1, significantDigits) { limit *= 10 }
    while floor / unit >= limit { unit *= 10 }
    guard unit > 1 else { return rounded }
    let (digits, beyond) = floor.quotientAndRemainder(dividingBy: unit)
    let half = unit / 2
    let up =
      beyond > half || (beyond == half && (rest != .zero || digits & 1 == 1))
    return Int128((up ? digits + 1 : digits) * unit)
  }
}

/// A positive factor in lowest terms that turns an integer into another unit, exactly.
package struct Scale: Sendable {
  let numerator: UInt128
  let denominator: UInt128

  init(_ factor: Rational) {
    numerator = factor.numerator.magnitude
    denominator = factor.denominator.magnitude
  }

  /// `value · factor / divisor`, exactly; `divisor` must not be 0.
  ///
  /// In 64 bits where everything fits, which is nearly always; else in 128 with a 256-bit
  /// intermediate. The ranges that `TokenUsage` and the table parser enforce keep the second form
  /// within bounds, so there is no third.
  func apply(_ value: UInt128, dividedBy divisor: UInt128 = 1) -> ExactQuotient {
    if let value = UInt64(exactly: value), let numerator = UInt64(exactly: numerator),
      let denominator = UInt64(exactly: denominator), let divisor = UInt64(exactly: divisor),
      let result = exactQuotient(value, times: numerator, over: denominator, over: divisor)
    {
      return result
    }
    if let result = exactQuotient(value, times: numerator, over: denominator, over: divisor) {
      return result
    }
    preconditionFailure("a figure beyond 10²⁸ units, which the limits on input rule out")
  }
}

/// `value · factor / first / second` in one fixed width, or `nil` when the quotient does not fit.
@inline(__always)
private func exactQuotient<Width: FixedWidthInteger & UnsignedInteger>(
  _ value: Width, times factor: Width, over first: Width, over second: Width
) -> ExactQuotient? where Width.Magnitude == Width {
  let product = value.multipliedFullWidth(by: factor)
  guard product.high < first else { return nil }
  let (whole, remainder) = first.dividingFullWidth(product)
  let (quotient, left) =
    second == 1 ? (whole, 0) : whole.quotientAndRemainder(dividingBy: second)
  return ExactQuotient(
    floor: UInt128(quotient), rest: rest(of: left, plus: remainder, over: first, over: second))
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
