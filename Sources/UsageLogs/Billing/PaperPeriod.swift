package import EcoModel

/// What a line of a bill or a statement is about: whole days in UTC.
package struct PaperPeriod: Hashable, Sendable {
  package let first: UTCDay
  package let last: UTCDay

  package init(first: UTCDay, last: UTCDay) {
    self.first = first
    self.last = max(first, last)
  }

  /// The first day of the month that it lies in; `nil` where it is of several.
  package var month: UTCDay? {
    let month = first.startOfMonth
    return last == first || last.startOfMonth == month ? month : nil
  }
}

extension PaperPeriod {
  /// The period of a line that says where it begins, and perhaps where it ends; `nil` where it cannot be
  /// read. A day, or a month, that is said alone is meant whole.
  init?(from start: [UInt8], to end: [UInt8], _ plan: FieldPlan) {
    if let month = Self.month(start) {
      self = month
      return
    }
    guard let first = Self.day(start, plan) else { return nil }
    guard !end.isEmpty else {
      let isOfMonths = plan.format.always[.periodEnd] == "month"
      self = isOfMonths ? Self.month(of: first) : PaperPeriod(first: first, last: first)
      return
    }
    guard let day = Self.day(end, plan) else { return nil }
    // An end at midnight is that of the day before.
    let last = Self.isMidnight(end) ? UTCDay(daysSinceEpoch: day.daysSinceEpoch - 1) : day
    self.init(first: first, last: last)
  }

  private static func day(_ text: [UInt8], _ plan: FieldPlan) -> UTCDay? {
    let moment =
      text.count == 10 && text[4] == UInt8(ascii: "-")
      ? UTCDay(text.span).map { TextValue.Moment(day: $0.daysSinceEpoch, isNaive: false) }
      : TextValue.moment(text.span, 0..<text.count) ?? plan.otherMoment(text.span, 0..<text.count)
    return moment.map { UTCDay(daysSinceEpoch: $0.day) }
  }

  /// `2026-10` or `202610`.
  private static func month(_ text: [UInt8]) -> PaperPeriod? {
    let digits = text.filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 6, text.count == 6 || text.count == 7 && text[4] == UInt8(ascii: "-"),
      let year = DecimalText.integer(digits.span.extracting(0..<4)),
      let month = DecimalText.integer(digits.span.extracting(4..<6)),
      let first = UTCDay(year: year, month: month, day: 1)
    else { return nil }
    return Self.month(of: first)
  }

  /// The month of a day.
  private static func month(of day: UTCDay) -> PaperPeriod {
    let first = day.startOfMonth
    // No month has more days, and the next one begins after at most so many.
    let next = UTCDay(daysSinceEpoch: first.daysSinceEpoch + 31).startOfMonth
    return PaperPeriod(first: first, last: UTCDay(daysSinceEpoch: next.daysSinceEpoch - 1))
  }

  /// Whether a time is the first moment of a day, as far as it says.
  private static func isMidnight(_ text: [UInt8]) -> Bool {
    if text.allSatisfy({ $0 &- 0x30 < 10 }) {
      guard let value = Int(String(decoding: text, as: UTF8.self)) else { return false }
      let seconds = value >= 100_000_000_000 ? value / 1000 : value
      return seconds % 86_400 == 0
    }
    // The digits of the time of day: what follows the date.
    let time = text.dropFirst(10).prefix { !"+Zz".utf8.contains($0) && $0 != UInt8(ascii: "-") }
    return time.allSatisfy { $0 == 0x30 || !($0 &- 0x30 < 10) }
  }
}
