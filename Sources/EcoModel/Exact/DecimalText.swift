/// Plain decimals as text: the one place where a figure becomes bytes, and a table's bytes a figure.
package enum DecimalText {
  /// The longest text, a sign, 39 digits and a point, and the room to store digits by eights.
  package static let maximumCount = 56

  /// The text of a number of billionths: no exponent, at most nine places, no trailing zeros.
  package static func utf8(nanos: Int128) -> [UInt8] {
    [UInt8](capacity: maximumCount) { output in append(nanos: nanos, to: &output) }
  }

  /// Appends the text of a number of billionths; the output must have `maximumCount` bytes free.
  @inline(__always)
  package static func append(nanos: Int128, to output: inout OutputSpan<UInt8>) {
    if nanos < 0 { output.append(UInt8(ascii: "-")) }
    // A figure of one request fits in 64 bits; a sum may not.
    if let small = UInt64(exactly: nanos.magnitude) {
      let (whole, fraction) = small.quotientAndRemainder(dividingBy: 1_000_000_000)
      append(integer: whole, to: &output)
      append(fraction: UInt32(truncatingIfNeeded: fraction), to: &output)
    } else {
      append(wideNanos: nanos.magnitude, to: &output)
    }
  }

  @inline(never)
  private static func append(wideNanos nanos: UInt128, to output: inout OutputSpan<UInt8>) {
    let (whole, fraction) = nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
    append(wide: whole, to: &output)
    append(fraction: UInt32(truncatingIfNeeded: fraction), to: &output)
  }

  /// Appends an integer in decimal; the output must have eight bytes more free than the text takes.
  @inline(__always)
  package static func append(integer value: UInt64, to output: inout OutputSpan<UInt8>) {
    if value < 10 {
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value))
    } else if value < 100_000_000 {
      let digits = eightDigits(UInt32(truncatingIfNeeded: value))
      append(digits, droppingFirst: digits.trailingZeroBitCount / 8, to: &output)
    } else {
      append(long: value, to: &output)
    }
  }

  @inline(never)
  private static func append(long value: UInt64, to output: inout OutputSpan<UInt8>) {
    let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
    append(integer: high, to: &output)
    append(eightDigits(UInt32(truncatingIfNeeded: low)), to: &output)
  }

  /// An integer in decimal, as bytes; `Int128.description` is an order of magnitude slower.
  package static func utf8(integer value: UInt128) -> [UInt8] {
    [UInt8](capacity: maximumCount) { output in append(wide: value, to: &output) }
  }

  private static func append(wide value: UInt128, to output: inout OutputSpan<UInt8>) {
    guard let small = UInt64(exactly: value) else {
      let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
      append(wide: high, to: &output)
      append(eightDigits(UInt32(truncatingIfNeeded: low)), to: &output)
      return
    }
    append(integer: small, to: &output)
  }

  /// Appends a point and a number of billionths below one without its trailing zeros; nothing for 0.
  @inline(__always)
  private static func append(fraction: UInt32, to output: inout OutputSpan<UInt8>) {
    guard fraction != 0 else { return }
    let (first, rest) = fraction.quotientAndRemainder(dividingBy: 100_000_000)
    output.append(UInt8(ascii: "."))
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: first))
    let digits = eightDigits(rest)
    append(digits, droppingLast: digits.leadingZeroBitCount / 8, to: &output)
  }

  /// Appends eight digits but for some at one end, without a branch for each: all are stored at once,
  /// and those that are not wanted are counted out.
  @inline(__always)
  private static func append(
    _ digits: UInt64, droppingFirst first: Int = 0, droppingLast last: Int = 0,
    to output: inout OutputSpan<UInt8>
  ) {
    let text = (digits | 0x3030_3030_3030_3030) &>> UInt64(8 * first)
    unsafe output.withUnsafeMutableBufferPointer { buffer, count in
      guard let start = buffer.baseAddress, buffer.count - count >= 8 else {
        preconditionFailure("no room for the digits of a figure")
      }
      unsafe UnsafeMutableRawPointer(start).storeBytes(
        of: text.littleEndian, toByteOffset: count, as: UInt64.self)
      count += 8 - first - last
    }
  }

  /// The digits of a number below 10⁸, one to a byte, the first in the lowest byte.
  @inline(__always)
  private static func eightDigits(_ number: UInt32) -> UInt64 {
    // Split in two, then both halves, then all quarters at once. 10486 / 2²⁰ and 103 / 2¹⁰ stand for
    // a hundredth and a tenth: the quotients are exact for the four and two digits that are left.
    let halves = UInt64(number / 10_000) | UInt64(number % 10_000) << 32
    let hundreds = (halves * 10_486) >> 20 & 0x7F_0000_007F
    let quarters = hundreds | (halves - hundreds * 100) << 16
    let tens = (quarters * 103) >> 10 & 0x0F_000F_000F_000F
    return tens | (quarters - tens * 10) << 8
  }

  /// Reads a plain decimal (`12`, `0.45`): digits, and a point with 1 to `places` digits after it.
  ///
  /// Returns billionths, or `nil` for anything else: a sign, an exponent, a leading or trailing
  /// point, more than `wholeDigits` before the point or more than 128 bits hold, more than `places`
  /// (at most nine) after it.
  package static func nanos(
    _ text: Span<UInt8>, places: Int = 9, wholeDigits: Int = 18
  ) -> Int128? {
    var point = 0
    while point < text.count, text[point] != UInt8(ascii: ".") { point += 1 }
    var billionths = 0
    if point < text.count {
      let fraction = text.extracting((point + 1)...)
      guard fraction.count <= min(places, 9), let value = integer(fraction) else { return nil }
      billionths = value
      for _ in fraction.count..<9 { billionths *= 10 }
    }
    let digits = text.extracting(0..<point)
    // Tables have no longer ones.
    if point <= 18 {
      return integer(digits).map { Int128($0) * 1_000_000_000 + Int128(billionths) }
    }
    guard point <= wholeDigits, let whole = Self.digits(digits, as: Int128.self) else { return nil }
    let (nanos, overflows) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, exceeds) = nanos.addingReportingOverflow(Int128(billionths))
    return overflows || exceeds ? nil : sum
  }

  /// Reads a plain decimal, as above.
  package static func nanos(
    _ text: some Collection<UInt8>, places: Int = 9, wholeDigits: Int = 18
  ) -> Int128? {
    nanos(Array(text).span, places: places, wholeDigits: wholeDigits)
  }

  /// Reads an integer of 1 to 18 digits and nothing else.
  package static func integer(_ text: Span<UInt8>) -> Int? {
    text.count <= 18 ? digits(text, as: Int.self) : nil
  }

  /// Reads an integer of digits and nothing else, as far as its type holds it.
  package static func digits<Value: FixedWidthInteger>(
    _ text: Span<UInt8>, as: Value.Type
  ) -> Value? {
    guard !text.isEmpty else { return nil }
    var value: Value = 0
    for index in text.indices {
      let digit = text[index] ^ UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, exceeds) = tenfold.addingReportingOverflow(Value(digit))
      guard !overflows, !exceeds else { return nil }
      value = sum
    }
    return value
  }
}
