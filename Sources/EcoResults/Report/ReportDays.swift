internal import EcoModel
internal import UsageLogs

/// The days of a report, each with its interval where that is known.
struct ReportDays {
  /// One day, or records without a date, whose name is empty.
  struct Day {
    let name: String
    var sums: GroupSums
    var ends: ReportRow.Ends?

    /// Adds the next.
    mutating func add(_ other: Day) {
      sums.merge(other.sums)
      ends = ends.flatMap { own in other.ends.map { own + $0 } }
    }
  }

  let all: [Day]

  init(_ days: GroupRows, _ ledgers: DayLedgers?) {
    all = days.rows.map { values, sums in
      let name = values.first ?? ""
      let totals = UTCDay(name).flatMap { ledgers?.totals(of: $0) }
      return Day(name: name, sums: sums, ends: totals.map(ReportRow.Ends.init))
    }
  }

  /// Those with a date.
  var dated: [Day] { all.filter { !$0.name.isEmpty } }

  /// Whether there are intervals.
  var haveEnds: Bool { dated.allSatisfy { $0.ends != nil } }
}
