/// Reads the times of a log, which are mostly written alike and of the same day as the one before:
/// `2026-11-21T08:56:01Z` or `2026-11-21T08:56:01.123Z`.
///
/// Of such a time it is enough to see that the date is the same and that the rest is a time of day.
/// Everything else goes through `TextValue.moment`.
struct DateReader {
  /// The text of the last date, `2026-11-` and `21`, and its day.
  private var month: UInt64 = 0
  private var dayOfMonth: UInt64 = 0
  private var day = 0

  /// The time written in a text, or `nil`.
  @inline(__always)
  mutating func moment(_ text: Span<UInt8>, _ range: Range<Int>) -> TextValue.Moment? {
    let start = range.lowerBound
    guard range.count == 24 || range.count == 20, start + 24 <= text.count else {
      return TextValue.moment(text, range)
    }
    let first = Words.load(text, at: start)
    let second = Words.load(text, at: start + 8)
    let isTime =
      Self.isHourAndMinute(second)
      && Self.isSecond(Words.load(text, at: start + 16), hasMilliseconds: range.count == 24)
    if isTime, first == month, second & 0xFFFF == dayOfMonth {
      return TextValue.Moment(day: day, minute: Self.minute(second), isNaive: false)
    }
    let moment = TextValue.moment(text, range)
    if isTime, let moment { (month, dayOfMonth, day) = (first, second & 0xFFFF, moment.day) }
    return moment
  }

  /// Whether a word is `21T08:56`, whatever the day.
  @inline(__always)
  private static func isHourAndMinute(_ word: UInt64) -> Bool {
    // Digits become their values, and what is to be here becomes zero.
    let difference = word ^ 0x3030_3A30_3054_3030
    return difference & 0x0000_FF00_00FF_0000 == 0 && Words.areDigits(difference)
      && (difference >> 24 & 0xFF) * 10 + (difference >> 32 & 0xFF) < 24
      && difference >> 48 & 0xFF < 6
  }

  /// The minute of the day of a word such as `21T08:56`.
  @inline(__always)
  private static func minute(_ word: UInt64) -> Int {
    func digit(_ place: UInt64) -> Int { Int(truncatingIfNeeded: word >> (8 * place) & 0xF) }
    return (digit(3) * 10 + digit(4)) * 60 + digit(6) * 10 + digit(7)
  }

  /// Whether a word is `:01.123Z`, or starts with `:01Z`.
  @inline(__always)
  private static func isSecond(_ word: UInt64, hasMilliseconds: Bool) -> Bool {
    let difference =
      hasMilliseconds
      ? word ^ 0x5A30_3030_2E30_303A : (word ^ 0x5A30_303A) & 0xFFFF_FFFF
    return difference & 0xFF00_0000_FF00_00FF == 0 && Words.areDigits(difference)
      && difference >> 8 & 0xFF < 6
  }
}
