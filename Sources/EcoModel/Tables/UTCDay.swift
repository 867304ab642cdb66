/// A day of the proleptic Gregorian calendar in UTC.
public struct UTCDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let daysSinceEpoch: Int

  /// The day so many days after 1970-01-01.
  package init(daysSinceEpoch: Int) { self.daysSinceEpoch = daysSinceEpoch }

  /// The day of a moment given in seconds since 1970-01-01T00:00:00Z.
  public init(unixSeconds: Int64) {
    let (days, seconds) = unixSeconds.quotientAndRemainder(dividingBy: 86_400)
    daysSinceEpoch = Int(seconds < 0 ? days - 1 : days)
  }

  /// A calendar date, or `nil` where there is no such day or the year is not from 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.lastDay(ofMonth: month, year: year)
    else { return nil }
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years start in March, in eras
    // of 400 years.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
  }

  /// A date written `2026-11-21`, or `nil`.
  public init?(_ text: some StringProtocol) { self.init(Array(text.utf8).span) }

  /// A date written `2026-11-21`, or `nil`.
  package init?(_ text: Span<UInt8>) {
    guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = DecimalText.integer(text.extracting(0..<4)),
      let month = DecimalText.integer(text.extracting(5..<7)),
      let day = DecimalText.integer(text.extracting(8..<10))
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The calendar year.
  public var year: Int { calendar.year }

  /// Year, month and day.
  package var calendar: (year: Int, month: Int, day: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// The first day of the month that it is in.
  package var startOfMonth: UTCDay { UTCDay(daysSinceEpoch: daysSinceEpoch - calendar.day + 1) }

  /// `2026-11-21`.
  public var description: String {
    let (year, month, day) = calendar
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Orders by time.
  public static func < (a: UTCDay, b: UTCDay) -> Bool { a.daysSinceEpoch < b.daysSinceEpoch }

  private static func lastDay(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// When a request was made, as far as it is known. It selects the rows of the tables; no clock is
/// ever read.
public enum RequestDate: Sendable, Hashable {
  /// Not known: the newest rows are used.
  case unknown
  /// Only the year (UTC) is known; taken as its last day.
  case year(Int)
  /// The day (UTC).
  case day(UTCDay)

  /// The date of a moment in seconds since 1970-01-01T00:00:00Z.
  public static func unixSeconds(_ seconds: Int64) -> RequestDate {
    .day(UTCDay(unixSeconds: seconds))
  }

  /// The year in UTC, where it is known.
  public var year: Int? {
    switch self {
    case .unknown: nil
    case .year(let year): year
    case .day(let day): day.year
    }
  }

  /// The last day that this may be, where one is known.
  package var lastDay: UTCDay? {
    switch self {
    case .unknown: nil
    case .year(let year): UTCDay(year: year, month: 12, day: 31)
    case .day(let day): day
    }
  }
}
