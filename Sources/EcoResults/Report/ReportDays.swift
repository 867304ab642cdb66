internal import EcoModel
internal import UsageLogs

/// The days of a report, each with its interval where that is known.
struct ReportDays {
  /// A day or a month; one without a name is of records without a date.
  struct Period {
    let name: String
    var sums: GroupSums
    var ends: ReportRow.Ends?
  }

  let all: [Period]
  private let ledgers: DayLedgers?

  init(_ days: GroupRows, _ ledgers: DayLedgers?) {
    self.ledgers = ledgers
    var ranges = RangeMemory()
    all = days.rows.map { values, sums in
      let name = values.first ?? ""
      let ends = Self.ends(ledgers, from: name, by: .day, &ranges)
      return Period(name: name, sums: sums, ends: ends)
    }
  }

  /// Those with a date.
  var dated: [Period] { all.filter { !$0.name.isEmpty } }

  /// Months, of the days that have any record.
  var months: [Period] {
    var (months, ranges) = ([Period](), RangeMemory())
    for day in dated {
      let name = String(day.name.prefix(7))
      if months.last?.name == name {
        months[months.count - 1].sums.merge(day.sums)
      } else {
        let ends = Self.ends(ledgers, from: name + "-01", by: .month, &ranges)
        months.append(Period(name: name, sums: day.sums, ends: ends))
      }
    }
    return months
  }

  private static func ends(
    _ ledgers: DayLedgers?, from start: String, by grain: DayLedgers.Grain,
    _ ranges: inout RangeMemory
  ) -> ReportRow.Ends? {
    guard let start = UTCDay(start),
      let totals = ledgers?.totals(from: start, by: grain, ranges: &ranges)
    else { return nil }
    return ReportRow.Ends(totals)
  }
}
