/// A quantity as bills and statements write it.
enum SignedDecimal {
  /// Beyond this nothing is a quantity.
  private static let largest: Int128 = 1_000_000_000_000_000_000_000_000_000_000

  /// A number times a whole unit: a sign, at most 30 digits (commas may part thousands), a fraction and an
  /// exponent; rounded half to even where it is not whole. `nil` for anything else, and for more
  /// than 10³⁰.
  ///
  /// - Parameters:
  ///   - unit: above 0 and at most 10²¹.
  ///   - decimalComma: whether the fraction may stand after a comma, and points part thousands. Then `1.5`
  ///     is one and a half all the same, and `1.500`, which may be two things, is `nil`.
  static func read(_ text: [UInt8], times unit: Int128, decimalComma: Bool) -> Int128? {
    var rest = text[...]
    let sign = rest.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    var scale = 0
    if let e = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      let exponent = String(decoding: rest[(e + 1)...], as: UTF8.self)
      guard exponent.utf8.count <= 3, let power = Int(exponent) else { return nil }
      scale = power
      rest = rest[..<e]
    }
    let isComma = decimalComma && !isPoint(rest)
    let (point, mark) = isComma ? (comma, fullStop) : (fullStop, comma)
    let parts = rest.split(separator: point, omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = ungrouped(parts[0], by: mark) else { return nil }
    if isComma, parts.count == 1, rest.count(where: { $0 == mark }) == 1 { return nil }
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    let digits = whole + fraction
    guard !digits.isEmpty, digits.count <= 30, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
      return nil
    }
    let mantissa = digits.reduce(Int128(0)) { $0 * 10 + Int128($1 - 0x30) }
    guard let value = product(mantissa, scale - fraction.count, unit) else { return nil }
    return sign == UInt8(ascii: "-") ? -value : value
  }

  private static let comma = UInt8(ascii: ",")
  private static let fullStop = UInt8(ascii: ".")

  /// Whether the one mark of a number is a point that parts no thousands.
  private static func isPoint(_ text: ArraySlice<UInt8>) -> Bool {
    guard let point = text.firstIndex(of: fullStop), text.count(where: { !isDigit($0) }) == 1
    else { return false }
    let (whole, fraction) = (text[..<point], text[(point + 1)...])
    return fraction.count != 3 || whole.count > 3 || whole.first == UInt8(ascii: "0")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// A whole part without the marks between its thousands.
  private static func ungrouped(_ text: ArraySlice<UInt8>, by mark: UInt8) -> [UInt8]? {
    guard text.contains(mark) else { return Array(text) }
    let groups = text.split(separator: mark, omittingEmptySubsequences: false)
    guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return Array(groups.joined())
  }

  /// `mantissa · 10^scale · unit`, rounded half to even.
  private static func product(_ mantissa: Int128, _ scale: Int, _ unit: Int128) -> Int128? {
    var (mantissa, scale, unit) = (mantissa, scale, unit)
    if mantissa == 0 { return 0 }
    while scale < 0, unit % 10 == 0 { (unit, scale) = (unit / 10, scale + 1) }
    while scale < 0, mantissa % 10 == 0 { (mantissa, scale) = (mantissa / 10, scale + 1) }
    var (value, overflow) = mantissa.multipliedReportingOverflow(by: unit)
    while scale > 0, !overflow, value <= largest { (value, scale) = (value * 10, scale - 1) }
    guard !overflow, scale <= 0 else { return nil }
    if scale < -37 { return 0 }
    let divisor = (0..<(-scale)).reduce(Int128(1)) { power, _ in power * 10 }
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    guard quotient <= largest else { return nil }
    let isUp = rest > divisor - rest || (rest == divisor - rest && rest > 0 && quotient % 2 == 1)
    return quotient + (isUp ? 1 : 0)
  }
}
