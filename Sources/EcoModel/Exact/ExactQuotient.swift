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
    // The figure of a request fits in 64 bits, where a division is an instruction and not a call.
    if let floor = UInt64(exactly: floor) {
      return rounded(floor, significantDigits: significantDigits)
    }
    return rounded(floor, significantDigits: significantDigits)
  }

  @inline(__always)
  private func rounded<Width: FixedWidthInteger & UnsignedInteger>(
    _ floor: Width, significantDigits: Int
  ) -> Int128 {
    // The value of the last digit that is kept, and the least number for which it would be ten times
    // that. Where the least number leaves the width, the floor is below it.
    var (unit, limit) = (1 as Width, 10 as Width)
    var (overflow, digits) = (false, 1)
    while digits < significantDigits, !overflow {
      (limit, overflow) = limit.multipliedReportingOverflow(by: 10)
      digits += 1
    }
    while !overflow, limit <= floor {
      (limit, overflow) = limit.multipliedReportingOverflow(by: 10)
      unit *= 10
    }
    guard unit > 1 else { return rounded }
    let (kept, beyond) = floor.quotientAndRemainder(dividingBy: unit)
    let half = unit / 2
    let up = beyond > half || (beyond == half && (rest != .zero || kept & 1 == 1))
    return signed(
      UInt128(truncatingIfNeeded: up ? kept + 1 : kept) * UInt128(truncatingIfNeeded: unit))
  }

  /// The same number; stops at 2¹²⁷. (`Int128.init` is a call, and this is in every estimate.)
  @inline(__always)
  private func signed(_ number: UInt128) -> Int128 {
    let signed = Int128(truncatingIfNeeded: number)
    precondition(signed >= 0, "a figure beyond 10²⁹ units")
    return signed
  }
}
