package import EcoModel

/// What a line of a bill or a statement is about: whole days, in UTC where nothing else is said.
package struct PaperPeriod: Hashable, Sendable {
  package let first: UTCDay
  package let last: UTCDay
  /// Whether they are the days of another time zone.
  package let isLocal: Bool

  package init(first: UTCDay, last: UTCDay, isLocal: Bool = false) {
    self.first = first
    self.last = max(first, last)
    self.isLocal = isLocal
  }

  /// The first day of the month that it lies in; `nil` where it is of several.
  package var month: UTCDay? {
    let month = first.startOfMonth
    return last == first || last.startOfMonth == month ? month : nil
  }
}

extension PaperPeriod {
  /// The period of a line that says where it begins, and perhaps where it ends; `nil` where it cannot be
  /// read, or ends before it begins. A day, or a month, that is said alone is meant whole.
  init?(from start: [UInt8], to end: [UInt8], _ plan: FieldPlan) {
    if let month = Self.month(start) {
      self = month
      return
    }
    guard let start = Edge(start, plan) else { return nil }
    guard !end.isEmpty else {
      let day = start.local ?? start.day
      let isOfMonths = plan.format.always[.periodEnd] == "month"
      self =
        isOfMonths
        ? Self.month(of: day) : PaperPeriod(first: day, last: day, isLocal: start.local != nil)
      return
    }
    guard let end = Edge(end, plan) else { return nil }
    if start.local != nil || end.local != nil,
      let first = start.localMidnight, let last = end.localMidnight
    {
      guard first <= last else { return nil }
      self.init(first: first, last: last.before, isLocal: true)
    } else {
      guard start.day <= end.day else { return nil }
      self.init(first: start.day, last: end.isMidnight ? end.day.before : end.day)
    }
  }

  /// Where a period begins or ends.
  private struct Edge {
    /// In UTC.
    let day: UTCDay
    /// Whether it is the first minute of that day.
    let isMidnight: Bool
    /// The day that begins there in the zone that is said, where it is another one than UTC's.
    var local: UTCDay?

    init?(_ text: [UInt8], _ plan: FieldPlan) {
      guard
        let moment = TextValue.moment(text.span, 0..<text.count)
          ?? plan.otherMoment(text.span, 0..<text.count)
      else { return nil }
      day = UTCDay(daysSinceEpoch: moment.day)
      isMidnight = (moment.minute ?? 0) == 0
      // The date, and a time of noughts after it.
      let time = text.dropFirst(10).dropFirst().prefix(5)
      if !isMidnight, text.count > 16, time.elementsEqual("00:00".utf8) {
        local = UTCDay(text.span.extracting(0..<10))
      }
    }

    /// The day that begins there, in UTC or in the zone that is said.
    var localMidnight: UTCDay? { local ?? (isMidnight ? day : nil) }
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
    return PaperPeriod(first: first, last: next.before)
  }
}

extension UTCDay {
  fileprivate var before: UTCDay { UTCDay(daysSinceEpoch: daysSinceEpoch - 1) }
}
