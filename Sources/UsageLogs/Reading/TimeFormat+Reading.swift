internal import EcoModel

extension TimeFormat {
  /// The day of a time that is not written as ISO 8601; `nil` where it is not written in this way either.
  func moment(_ text: Span<UInt8>, _ range: Range<Int>) -> TextValue.Moment? {
    var reader = TimeScanner(text, range)
    let day: Int?
    switch self {
    case .iso: return nil
    case .serialDay: return Self.serialDay(&reader).map { .init(day: $0, isNaive: true) }
    case .monthFirst, .dayFirst:
      guard let (first, second, year) = reader.date() else { return nil }
      let (month, dayOfMonth) = self == .monthFirst ? (first, second) : (second, first)
      day = UTCDay(year: year, month: month, day: dayOfMonth)?.daysSinceEpoch
    }
    guard let day, let (minute, isNaive) = reader.timeOfDay() else { return nil }
    return TextValue.Moment(day: day, minute: minute, isNaive: isNaive)
  }

  /// From 1 January 2001 to the end of 2099.
  private static let serialDays = 36_892...73_050

  private static func serialDay(_ reader: inout TimeScanner) -> Int? {
    guard let days = reader.number(digits: 1...5), serialDays.contains(days) else { return nil }
    if reader.take(".") { guard reader.number(digits: 1...15) != nil else { return nil } }
    // 1 January 1970 is day 25 569.
    return reader.isAtEnd ? days - 25_569 : nil
  }
}

/// Reads the parts of a time one after the other.
private struct TimeScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: Span<UInt8>, _ range: Range<Int>) { bytes = range.map { text[$0] } }

  var isAtEnd: Bool { index == bytes.count }

  mutating func take(_ character: Character) -> Bool {
    guard index < bytes.count, bytes[index] == character.asciiValue else { return false }
    index += 1
    return true
  }

  /// A whole number of so many digits.
  mutating func number(digits: ClosedRange<Int>) -> Int? {
    let start = index
    var value = 0
    while index < bytes.count, bytes[index] &- 0x30 < 10, index - start < digits.upperBound {
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    let isWhole = index == bytes.count || bytes[index] &- 0x30 >= 10
    return isWhole && digits.contains(index - start) ? value : nil
  }

  /// Two numbers and a year of four digits, with the same mark between them.
  mutating func date() -> (first: Int, second: Int, year: Int)? {
    guard let first = number(digits: 1...2),
      let mark = ["/", ".", "-"].first(where: { take($0) }),
      let second = number(digits: 1...2), take(mark), let year = number(digits: 4...4)
    else { return nil }
    return (first, second, year)
  }

  /// A time of day to the end, or nothing: its minute, and whether it leaves its zone open.
  mutating func timeOfDay() -> (minute: Int?, isNaive: Bool)? {
    if !take(","), isAtEnd { return (nil, true) }
    guard take(" "), let hour = number(digits: 1...2), take(":"),
      let minute = number(digits: 2...2), minute < 60
    else { return nil }
    if take(":") {
      guard let second = number(digits: 2...2), second <= 60 else { return nil }
      if take(".") { guard number(digits: 1...9) != nil else { return nil } }
    }
    let minuteOfDay = hour * 60 + minute
    if take("Z") { return isAtEnd && hour < 24 ? (minuteOfDay, false) : nil }
    _ = take(" ")
    let isMorning = take("A")
    guard isMorning || take("P") else { return isAtEnd && hour < 24 ? (minuteOfDay, true) : nil }
    guard take("M"), isAtEnd, (1...12).contains(hour) else { return nil }
    return (minuteOfDay + (isMorning ? 0 : 720) - (hour == 12 ? 720 : 0), true)
  }
}
