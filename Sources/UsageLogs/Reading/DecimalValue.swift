internal import EcoModel

/// A decimal as logs write it.
enum DecimalValue {
  /// A number that is not negative, in billionths: digits, with a fraction of at most so many places
  /// and with an exponent (`5e-05`); `nil` for anything else, and for more than 10¹⁷.
  ///
  /// - Parameter decimalComma: whether the fraction may stand after a comma.
  static func nanos(
    _ text: Span<UInt8>, _ range: Range<Int>, places: Int, decimalComma: Bool
  ) -> Int128? {
    guard var (digits, scale) = decimal(text, range, decimalComma: decimalComma) else { return nil }
    while scale < 0, digits % 10 == 0, digits > 0 {
      digits /= 10
      scale += 1
    }
    if digits == 0 { return 0 }
    guard scale >= -places, scale <= 17 else { return nil }
    for _ in 0..<(scale + 9) {
      digits *= 10
      guard digits <= 100_000_000_000_000_000_000_000_000 else { return nil }
    }
    return digits
  }

  /// An energy of any number of places, in billionths of a watt-hour: rounded once, half to even.
  static func nanoWattHours(
    _ text: Span<UInt8>, _ range: Range<Int>, in unit: EnergyUnit, decimalComma: Bool
  ) -> Int128? {
    guard let (digits, scale) = decimal(text, range, decimalComma: decimalComma) else { return nil }
    // Neither can overflow: 29 digits times 1000, and a denominator that is let grow no further.
    let most: Int128 = 1_000_000_000_000_000_000_000_000_000_000_000
    var (numerator, denominator) = unit.wattHours
    numerator *= digits
    for _ in 0..<max(0, scale + 9) where numerator > 0 {
      guard numerator < most else { return nil }
      numerator *= 10
    }
    for _ in 0..<max(0, -scale - 9) {
      guard denominator < most else { return 0 }
      denominator *= 10
    }
    let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    let isUp = rest > denominator - rest || (rest == denominator - rest && quotient % 2 == 1)
    return quotient + (isUp ? 1 : 0)
  }

  /// Digits, and the power of ten that they are multiplied by.
  private static func decimal(
    _ text: Span<UInt8>, _ range: Range<Int>, decimalComma: Bool
  ) -> (digits: Int128, scale: Int)? {
    var digits: Int128 = 0
    var (digitCount, scale) = (0, 0)
    var hasPoint = false
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte &- 0x30 < 10 {
        guard digits < 10_000_000_000_000_000_000_000_000_000 else { return nil }
        digits = digits * 10 + Int128(byte - 0x30)
        digitCount += 1
        if hasPoint { scale -= 1 }
      } else if !hasPoint, digitCount > 0,
        byte == UInt8(ascii: ".") || (decimalComma && byte == UInt8(ascii: ","))
      {
        hasPoint = true
      } else if byte | 0x20 == UInt8(ascii: "e"), digitCount > 0 {
        guard let exponent = exponent(text, (index + 1)..<range.upperBound) else { return nil }
        scale += exponent
        break
      } else {
        return nil
      }
      index += 1
    }
    return digitCount > 0 ? (digits, scale) : nil
  }

  private static func exponent(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    let isNegative = index < range.upperBound && text[index] == UInt8(ascii: "-")
    if isNegative || index < range.upperBound && text[index] == UInt8(ascii: "+") { index += 1 }
    guard index < range.upperBound, range.upperBound - index <= 2 else { return nil }
    var value = 0
    while index < range.upperBound {
      guard text[index] &- 0x30 < 10 else { return nil }
      value = value * 10 + Int(text[index] - 0x30)
      index += 1
    }
    return isNegative ? -value : value
  }
}
