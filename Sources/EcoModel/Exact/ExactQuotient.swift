/// An exact non-negative quotient, kept as its integer part and what lies beyond it: enough to round
/// it once, half to even, at this or any coarser decimal place.
package struct ExactQuotient: Hashable, Sendable {
  /// Where the part beyond the integer lies between 0 and 1.
  package enum Rest: UInt8, Sendable { case zero, belowHalf, half, aboveHalf }

  package let floor: UInt128
  package let rest: Rest

  package init(floor: UInt128, rest: Rest) {
    self.floor = floor
    self.rest = rest
  }

  /// Rounded half to even to an integer.
  @inline(__always)
  package var rounded: Int128 {
    let up = rest == .aboveHalf || (rest == .half && floor & 1 == 1)
    return signed(up ? floor + 1 : floor)
  }

  /// Rounded half to even to so many significant digits (at least one), still in the same unit.
  package func rounded(significantDigits: Int) -> Int128 {
    // The figure of a request fits in 64 bits, where dividing by ten is a multiplication.
    let unit =
      UInt64(exactly: floor).map { UInt128(lastDigitKept(of: $0, significantDigits)) }
      ?? lastDigitKept(of: floor, significantDigits)
    guard unit > 1 else { return rounded }
    let (digits, beyond) = floor.quotientAndRemainder(dividingBy: unit)
    let half = unit / 2
    let up = beyond > half || (beyond == half && (rest != .zero || digits & 1 == 1))
    return signed((up ? digits + 1 : digits) * unit)
  }

  /// The same number; stops at 2¹²⁷. (`Int128.init` is a call, and this is in every estimate.)
  @inline(__always)
  private func signed(_ number: UInt128) -> Int128 {
    let signed = Int128(truncatingIfNeeded: number)
    precondition(signed >= 0, "a figure beyond 10²⁹ units")
    return signed
  }
}

/// The power of ten at the last of so many significant digits; 1 where the number has no more.
@inline(__always)
private func lastDigitKept<Width: FixedWidthInteger & UnsignedInteger>(
  of number: Width, _ significantDigits: Int
) -> Width {
  var limit: Width = 1
  for _ in 0..<max(1, significantDigits) {
    let (next, isAboveAll) = limit.multipliedReportingOverflow(by: 10)
    if isAboveAll { return 1 }
    limit = next
  }
  var (rest, unit) = (number, 1 as Width)
  while rest >= limit {
    rest /= 10
    unit *= 10
  }
  return unit
}
