/// Plain decimals as text: the one place where a figure becomes bytes, and a table's bytes a figure.
package enum DecimalText {
  /// The longest text: a sign, 39 digits and a point.
  package static let maximumCount = 48

  /// The text of a number of billionths: no exponent, at most nine places, no trailing zeros.
  package static func utf8(nanos: Int128) -> [UInt8] {
    [UInt8](capacity: maximumCount) { output in append(nanos: nanos, to: &output) }
  }

  /// Appends the text of a number of billionths; the output must have `maximumCount` bytes free.
  package static func append(nanos: Int128, to output: inout OutputSpan<UInt8>) {
    if nanos < 0 { output.append(UInt8(ascii: "-")) }
    // A figure of one request fits in 64 bits; a sum may not.
    if let small = UInt64(exactly: nanos.magnitude) {
      let (whole, fraction) = small.quotientAndRemainder(dividingBy: 1_000_000_000)
      append(integer: whole, to: &output)
      append(fraction: UInt32(truncatingIfNeeded: fraction), to: &output)
    } else {
      let (whole, fraction) = nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
      append(wide: whole, to: &output)
      append(fraction: UInt32(truncatingIfNeeded: fraction), to: &output)
    }
  }

  /// Appends an integer in decimal.
  package static func append(integer value: UInt64, to output: inout OutputSpan<UInt8>) {
    if value < 10 {
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
      return
    }
    var power: UInt64 = 10
    while value / 10 >= power { power *= 10 }
    var rest = value
    while power > 0 {
      let (digit, remainder) = rest.quotientAndRemainder(dividingBy: power)
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
      rest = remainder
      power /= 10
    }
  }

  /// An integer in decimal, as bytes; `Int128.description` is an order of magnitude slower.
  package static func utf8(integer value: UInt128) -> [UInt8] {
    [UInt8](capacity: maximumCount) { output in append(wide: value, to: &output) }
  }

  private static func append(wide value: UInt128, to output: inout OutputSpan<UInt8>) {
    let chunk: UInt128 = 1_000_000_000_000_000_000
    guard value >= chunk else {
      append(integer: UInt64(truncatingIfNeeded: value), to: &output)
      return
    }
    let (high, low) = value.quotientAndRemainder(dividingBy: chunk)
    append(wide: high, to: &output)
    var power: UInt64 = 100_000_000_000_000_000
    var rest = UInt64(truncatingIfNeeded: low)
    while power > 0 {
      let (digit, remainder) = rest.quotientAndRemainder(dividingBy: power)
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
      rest = remainder
      power /= 10
    }
  }

  private static func append(fraction: UInt32, to output: inout OutputSpan<UInt8>) {
    guard fraction != 0 else { return }
    output.append(UInt8(ascii: "."))
    let (first, others) = fraction.quotientAndRemainder(dividingBy: 100_000_000)
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: first))
    // Zeros at the end are zero bytes at the top.
    var digits = eightDigits(UInt64(others))
    while digits != 0 {
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits))
      digits >>= 8
    }
  }

  /// The digits of a number below 10⁸, one for each byte, the first lowest.
  ///
  /// The number is halved into 4, 2 and 1 digits, all parts at once; the products are divisions by
  /// 100 and by 10 that are exact in these ranges.
  private static func eightDigits(_ value: UInt64) -> UInt64 {
    let fours = value / 10_000 | (value % 10_000) << 32
    let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) << 16
    let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) << 8
  }

  /// Reads a plain decimal (`12`, `0.45`): digits, and a point with 1 to `places` digits after it.
  ///
  /// Returns billionths, or `nil` for anything else: a sign, an exponent, a leading or trailing
  /// point, more than 18 digits before the point, more than `places` (at most nine) after it.
  package static func nanos(_ text: Span<UInt8>, places: Int) -> Int128? {
    var point = 0
    while point < text.count, text[point] != UInt8(ascii: ".") { point += 1 }
    guard let whole = integer(text.extracting(0..<point)) else { return nil }
    let nanos = Int128(whole) * 1_000_000_000
    if point == text.count { return nanos }
    let fraction = text.extracting((point + 1)...)
    guard fraction.count <= min(places, 9), var billionths = integer(fraction) else { return nil }
    for _ in fraction.count..<9 { billionths *= 10 }
    return nanos + Int128(billionths)
  }

  /// Reads a plain decimal, as above.
  package static func nanos(_ text: some Collection<UInt8>, places: Int) -> Int128? {
    nanos(Array(text).span, places: places)
  }

  /// Reads an integer of 1 to 18 digits and nothing else.
  package static func integer(_ text: Span<UInt8>) -> Int? {
    guard (1...18).contains(text.count) else { return nil }
    var value = 0
    for index in text.indices {
      let byte = text[index]
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
