import EcoModel
import Foundation
import Testing

@testable import UsageLogs

@Suite("The days of a report")
struct DayLedgerTests {
  @Test("a day has the interval that a log of that day alone has, whatever the jobs and blocks")
  func dayIntervals() throws {
    let run = try Scratch()
    let records = SampleLog.records(0..<900, days: 12)
    try run.write("log.csv", SampleLog.header + records.joined())
    func day(_ record: String) -> String {
      let time = record.split(separator: ",", omittingEmptySubsequences: false)[1]
      return Int64(time).map { UTCDay(unixSeconds: $0).description } ?? "no date"
    }
    for options in [["-j", "1"], ["-j", "3", "--block-size", "900"]] {
      try run.run(["log.csv", "-o", "out", "--report", "r.html"] + options)
      let page = try run.text("r.html")
      let rows = try #require(ReportReader(page)?.tables["day-table"]).dropFirst().dropLast()
      #expect(rows.count > 10)
      for row in rows where row[0] != "no date" {
        let own = records.filter { day($0) == row[0] }
        try run.write("day.csv", SampleLog.header + own.joined())
        let summary = try run("day.csv", "-o", "x", "--summary", "-").text
        let names = ["energy_low_wh", "energy_high_wh", "carbon_low_g", "carbon_high_g"]
        let ends = try names.map { name in
          let found = summary.firstMatch(of: try Regex("\"\(name)\": ([0-9.]+)"))
          return String(try #require(found?[1].substring))
        }
        #expect([5, 6, 8, 9].map { row[$0] } == ends, "\(row[0])")
      }
      #expect(page.contains("The band is its interval."))
      #expect(page.contains("<path class=\"band\" d=\"M"))
    }
  }

  @Test("too many days and rates for memory leave the days without intervals, and say so")
  func tooManyDays() throws {
    var days = DayLedgers()
    #expect(days.totals(of: try #require(UTCDay("2026-01-01"))) != nil)
    let rate = try EcoEstimator().rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west",
      at: .unixSeconds(1_768_383_001)
    ).get()
    func lane(_ days: Range<Int>) -> DayLines {
      var lane = DayLines()
      for day in days {
        lane.add(
          UTCDay(daysSinceEpoch: day), 0, like: Ledger.Line(rate: rate, accuracy: .accurate)
        ) { _ in }
      }
      return lane
    }
    let most = DayLedgers.mostLines
    days.add(lane(0..<most))
    days.add(lane(0..<most))
    #expect(!days.isOverfull && !lane(0..<most).isOverfull && lane(0..<(most + 1)).isOverfull)
    days.add(lane(most..<(most + 1)))
    #expect(days.isOverfull)
    #expect(days.totals(of: UTCDay(daysSinceEpoch: 0)) == nil)
    var other = DayLedgers()
    other.merge(days)
    #expect(other.isOverfull)
  }
}
