/// A natural number of any size, for the few figures that a log ends with.
struct LongNatural: Hashable, Sendable {
  /// Digits to the base of 2¹²⁸, the least first, without zeros at the end.
  private var digits: [UInt128]

  init(_ digits: [UInt128] = []) {
    self.digits = digits
    trim()
  }

  /// The number, where 128 bits hold it.
  var single: UInt128? { digits.count > 1 ? nil : digits.first ?? 0 }

  /// Adds another.
  static func += (a: inout LongNatural, b: LongNatural) {
    var carry: UInt128 = 0
    for index in 0..<max(a.digits.count, b.digits.count) {
      if index == a.digits.count { a.digits.append(0) }
      let other = index < b.digits.count ? b.digits[index] : 0
      let (first, once) = a.digits[index].addingReportingOverflow(other)
      let (second, twice) = first.addingReportingOverflow(carry)
      a.digits[index] = second
      carry = once || twice ? 1 : 0
    }
    if carry > 0 { a.digits.append(carry) }
  }

  /// The product with a number.
  func times(_ factor: UInt128) -> LongNatural {
    var product: [UInt128] = []
    var carry: UInt128 = 0
    for digit in digits {
      let (high, low) = digit.multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      product.append(sum)
      carry = high + (overflow ? 1 : 0)
    }
    return LongNatural(product + [carry])
  }

  /// Quotient and remainder; `divisor` must not be 0.
  func quotientAndRemainder(
    dividingBy divisor: UInt128
  ) -> (quotient: LongNatural, remainder: UInt128) {
    var quotient = [UInt128](repeating: 0, count: digits.count)
    var remainder: UInt128 = 0
    for index in digits.indices.reversed() {
      (quotient[index], remainder) = divisor.dividingFullWidth((remainder, digits[index]))
    }
    return (LongNatural(quotient), remainder)
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
  }
}
