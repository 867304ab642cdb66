internal import EcoModel

/// A time for which every table gives one answer.
struct Period: Hashable {
  /// A day in it, counted from 1 January 1970; `nil` where the record has no time.
  let day: Int?

  var date: RequestDate {
    day.map { .day(UTCDay(daysSinceEpoch: $0)) } ?? .unknown
  }
}

/// The periods of a set of tables.
struct Periods: Sendable {
  private let turningDays: [Int]

  init(_ estimator: EcoEstimator) { turningDays = estimator.turningDays.map(\.daysSinceEpoch) }

  /// The period of a day, named by its first day; both counted from 1 January 1970.
  func period(of day: Int) -> Period {
    let newYear =
      UTCDay(year: UTCDay(daysSinceEpoch: day).year, month: 1, day: 1)?.daysSinceEpoch ?? day
    let turned = turningDays.last { $0 <= day } ?? newYear
    return Period(day: max(newYear, turned))
  }
}
