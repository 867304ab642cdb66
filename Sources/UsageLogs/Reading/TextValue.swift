internal import EcoModel

/// What a log's text says as a number or a time.
enum TextValue {
  /// The largest number a log may state.
  static let maximum: UInt64 = 1_000_000_000_000

  /// A count as logs write it: digits, with a fraction of zeros (`25.0`) or an exponent that leaves
  /// it whole (`1e3`); `nil` for anything else, negative, too large and ambiguous counts included.
  @inline(__always)
  static func count(_ text: Span<UInt8>, _ range: Range<Int>, decimalComma: Bool) -> UInt64? {
    let count = range.count
    if count > 0, count <= 8, range.lowerBound + 8 <= text.count,
      let value = Words.decimal(Words.load(text, at: range.lowerBound), count: count)
    {
      return value
    }
    return longCount(text, range, decimalComma: decimalComma)
  }

  @inline(never)
  private static func longCount(
    _ text: Span<UInt8>, _ range: Range<Int>, decimalComma: Bool
  ) -> UInt64? {
    var digits: UInt64 = 0
    var digitCount = 0
    var places: Int?
    var exponent = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte &- 0x30 < 10 {
        guard digits < UInt64.max / 100 else { return nil }
        digits = digits * 10 + UInt64(byte - 0x30)
        digitCount += 1
        if let seen = places { places = seen + 1 }
      } else if places == nil, digitCount > 0,
        byte == UInt8(ascii: ".") || (decimalComma && byte == UInt8(ascii: ","))
      {
        places = 0
      } else if byte | 0x20 == UInt8(ascii: "e"), digitCount > 0, places != 0 {
        guard let power = smallExponent(text, (index + 1)..<range.upperBound) else { return nil }
        exponent = power
        break
      } else {
        return nil
      }
      index += 1
    }
    guard digitCount > 0, places != 0 else { return nil }
    exponent -= places ?? 0
    while exponent < 0, digits % 10 == 0 {
      digits /= 10
      exponent += 1
      if digits == 0 { exponent = 0 }
    }
    guard exponent >= 0, !(decimalComma && isAmbiguous(text, range)) else { return nil }
    while exponent > 0, digits > 0 {
      digits *= 10
      exponent -= 1
      guard digits <= maximum else { return nil }
    }
    return digits <= maximum ? digits : nil
  }

  /// Whether a point before three digits may separate thousands, in a log whose decimals may have a
  /// comma: `1.000` is a thousand to one program there and one to another.
  static func isAmbiguous(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count > 4 else { return false }
    let point = range.upperBound - 4
    return text[point] == UInt8(ascii: ".")
      && range.allSatisfy { $0 == point || text[$0] &- 0x30 < 10 }
  }

  private static func smallExponent(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    var negative = false
    if index < range.upperBound,
      text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-")
    {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < range.upperBound, range.upperBound - index <= 2 else { return nil }
    var value = 0
    while index < range.upperBound {
      guard text[index] &- 0x30 < 10 else { return nil }
      value = value * 10 + Int(text[index] - 0x30)
      index += 1
    }
    return negative ? -value : value
  }

  /// A moment: its day in UTC, counted from 1 January 1970, the minute of that day where a time is
  /// said, and whether its zone was not said (then UTC is taken).
  struct Moment {
    var day: Int
    var minute: Int?
    var isNaive: Bool

    /// Whether a record may be of it.
    @inline(__always)
    var isOfLogs: Bool { day >= RecordDays.first }
  }

  /// A time as logs write it: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since
  /// 1970 by magnitude; `nil` for anything else.
  static func moment(_ text: Span<UInt8>, _ range: Range<Int>) -> Moment? {
    if range.count >= 10, text[range.lowerBound + 4] == UInt8(ascii: "-") {
      return iso(text, range)
    }
    return epoch(text, range)
  }

  /// 9 September 2001.
  private static let earliestSeconds: UInt64 = 1_000_000_000

  private static func epoch(_ text: Span<UInt8>, _ range: Range<Int>) -> Moment? {
    var value: UInt64 = 0
    var index = range.lowerBound
    while index < range.upperBound, text[index] &- 0x30 < 10 {
      guard value < 1_000_000_000_000_000_000 else { return nil }
      value = value * 10 + UInt64(text[index] - 0x30)
      index += 1
    }
    guard index > range.lowerBound else { return nil }
    if index < range.upperBound {
      guard text[index] == UInt8(ascii: "."), index + 1 < range.upperBound else { return nil }
      for place in (index + 1)..<range.upperBound where text[place] &- 0x30 >= 10 { return nil }
    }
    let seconds =
      switch value {
      case ..<100_000_000_000: value
      case ..<100_000_000_000_000: value / 1000
      case ..<100_000_000_000_000_000: value / 1_000_000
      default: value / 1_000_000_000
      }
    // Before the first of these logs: a spreadsheet's day, or a date written without dashes.
    guard seconds >= earliestSeconds else { return nil }
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    return Moment(day: Int(day), minute: Int(second / 60), isNaive: false)
  }

  private static func iso(_ text: Span<UInt8>, _ range: Range<Int>) -> Moment? {
    let start = range.lowerBound
    guard let year = number(text, start, 4), text[start + 7] == UInt8(ascii: "-"),
      let month = number(text, start + 5, 2), let day = number(text, start + 8, 2),
      let date = UTCDay(year: year, month: month, day: day)
    else { return nil }
    var index = start + 10
    guard index < range.upperBound else {
      return Moment(day: date.daysSinceEpoch, minute: nil, isNaive: false)
    }
    // HH:MM, then seconds and a fraction that need not be there.
    guard text[index] | 0x20 == UInt8(ascii: "t") || text[index] == 0x20,
      index + 6 <= range.upperBound, let hour = number(text, index + 1, 2), hour < 24,
      text[index + 3] == UInt8(ascii: ":"), let minute = number(text, index + 4, 2), minute < 60
    else { return nil }
    index += 6
    if index < range.upperBound, text[index] == UInt8(ascii: ":") {
      guard index + 3 <= range.upperBound, let second = number(text, index + 1, 2), second <= 60
      else { return nil }
      index += 3
      if index < range.upperBound,
        text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",")
      {
        let fraction = index + 1
        index = fraction
        while index < range.upperBound, text[index] &- 0x30 < 10 { index += 1 }
        guard index > fraction else { return nil }
      }
    }
    guard let offset = zoneMinutes(text, index..<range.upperBound) else { return nil }
    guard let offset = offset.minutes else {
      return Moment(day: date.daysSinceEpoch, minute: hour * 60 + minute, isNaive: true)
    }
    let minutes = hour * 60 + minute - offset
    let shift = minutes < 0 ? -1 : (minutes >= 1440 ? 1 : 0)
    let shifted = UTCDay(daysSinceEpoch: date.daysSinceEpoch + shift)
    guard (1...9999).contains(shifted.year) else { return nil }
    return Moment(
      day: shifted.daysSinceEpoch, minute: minutes - shift * 1440, isNaive: false)
  }

  /// The offset that a time ends with: `Z`, ` UTC`, `+01:00`, `+0100`, `+01`, or nothing.
  private static func zoneMinutes(
    _ text: Span<UInt8>, _ range: Range<Int>
  ) -> (minutes: Int?, Void)? {
    guard let first = range.first else { return (nil, ()) }
    if range.count == 1, text[first] | 0x20 == UInt8(ascii: "z") { return (0, ()) }
    if ByteSearch.equal(text, range, Array(" UTC".utf8)) { return (0, ()) }
    guard text[first] == UInt8(ascii: "+") || text[first] == UInt8(ascii: "-"),
      range.count >= 3, let hours = number(text, first + 1, 2), hours < 24
    else { return nil }
    var minutes = 0
    if range.count > 3 {
      let colon = text[first + 3] == UInt8(ascii: ":") ? 1 : 0
      guard range.count == 5 + colon, let value = number(text, first + 3 + colon, 2), value < 60
      else { return nil }
      minutes = value
    }
    let offset = hours * 60 + minutes
    return (text[first] == UInt8(ascii: "-") ? -offset : offset, ())
  }

  @inline(__always)
  private static func number(_ text: Span<UInt8>, _ start: Int, _ digits: Int) -> Int? {
    var value = 0
    for index in start..<(start + digits) {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
