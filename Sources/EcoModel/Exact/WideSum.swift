/// A sum of products of counts and factors: more than 128 bits, so that no log is too long for it.
package struct WideSum: Hashable, Sendable {
  private var high: UInt128 = 0
  private var low: UInt128 = 0

  package init() {}

  /// Adds a product.
  @inline(__always)
  mutating func add(_ value: UInt128, times factor: UInt64) {
    if let value = UInt64(exactly: value) {
      let (high, low) = value.multipliedFullWidth(by: factor)
      add(0, UInt128(high) << 64 | UInt128(low))
    } else {
      let (high, low) = value.multipliedFullWidth(by: UInt128(factor))
      add(high, low)
    }
  }

  /// Adds another sum.
  mutating func add(_ other: WideSum) { add(other.high, other.low) }

  @inline(__always)
  private mutating func add(_ moreHigh: UInt128, _ moreLow: UInt128) {
    let (sum, overflow) = low.addingReportingOverflow(moreLow)
    low = sum
    high += moreHigh + (overflow ? 1 : 0)
  }

  /// The sum as a number of any size.
  var natural: LongNatural { LongNatural([low, high]) }
}
