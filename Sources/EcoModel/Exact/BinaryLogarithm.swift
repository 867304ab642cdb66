/// Logarithms to the base 2 in units of 2⁻³², in whole numbers only: sums of them are the same in any
/// order and on any machine. Right to some 2⁻³⁰, which no figure with three places shows.
package enum BinaryLogarithm {
  /// The logarithm of a number above 0, rounded down; of 0 it is that of 1.
  package static func of(_ value: UInt128) -> Int128 {
    guard value > 1 else { return 0 }
    let whole = 127 - value.leadingZeroBitCount
    // From 2⁶³ to 2⁶⁴: the number over its power of two. Each squaring gives one more bit.
    var mantissa = UInt64(
      truncatingIfNeeded: whole > 63 ? value >> (whole - 63) : value << (63 - whole))
    var logarithm = Int128(whole)
    for _ in 0..<32 {
      let square = mantissa.multipliedFullWidth(by: mantissa)
      let isLarge = square.high >= 1 << 63
      mantissa = isLarge ? square.high : square.high << 1 | square.low >> 63
      logarithm = logarithm << 1 | (isLarge ? 1 : 0)
    }
    return logarithm
  }

  /// The number of thousandths that is nearest to what has this logarithm.
  package static func thousandths(_ logarithm: Int128) -> UInt128 {
    let wanted = logarithm + of(2000)
    var (below, above): (UInt128, UInt128) = (0, 1 << 100)
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if of(2 * middle - 1) <= wanted { below = middle } else { above = middle }
    }
    // Below half a thousandth.
    return wanted < 0 ? 0 : below
  }
}
