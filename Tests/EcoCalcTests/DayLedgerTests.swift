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

  @Test("a month's lines are those of its days added up, whatever is too large for 64 bits")
  func coarsened() throws {
    let rate = try EcoEstimator().rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west",
      at: .unixSeconds(1_768_383_001)
    ).get()
    var rates = RateRow()
    rates.append(rate)
    let empty = Ledger.Line(rate: rate, accuracy: .accurate)
    var lane = DayLines()
    var expected: [String: [Int128]] = [:]
    for record in 0..<600 {
      let (day, line) = (UTCDay(daysSinceEpoch: record * 7 % 90), record % 3)
      // Every hundredth record is too large for 64 bits: its line goes on elsewhere.
      let count = record % 100 == 99 ? 1 << 32 : 1 + record * record
      let usage = try #require(TokenUsage(promptTokens: count, completionTokens: record))
      let figures = rates.figures(0, usage, by: nil, significantDigits: nil)
      let (energy, carbon) = (figures.exactEnergy, figures.exactCarbon)
      if !lane.add(day, line, usage, figures) {
        lane.change(day, line, like: empty) { $0.add(usage, energy: energy, carbon: carbon) }
      }
      let key = "\(day.description.prefix(7)) \(line)"
      let sums = [1, Int128(count), Int128(record), energy, carbon]
      expected[key] = zip(expected[key] ?? [0, 0, 0, 0, 0], sums).map { $0 + $1 }
    }
    lane.coarsen { _ in empty }
    var found: [String: [Int128]] = [:]
    lane.forEach(like: { _ in empty }) { day, line, sums in
      #expect(day.description.hasSuffix("-01"))
      found["\(day.description.prefix(7)) \(line)"] = [
        Int128(sums.records), sums.promptTokens, sums.completionTokens, sums.energy.nanos,
        sums.carbon.nanos,
      ]
    }
    #expect(expected.count == 9 && found == expected)
  }

  @Test("where there are too many days and rates, months have intervals, and then nothing has")
  func tooMany() throws {
    let rate = try EcoEstimator().rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west",
      at: .unixSeconds(1_768_383_001)
    ).get()
    let usage = try #require(TokenUsage(promptTokens: 18, completionTokens: 26))
    let one = rate.estimate(usage)
    let empty = Ledger.Line(rate: rate, accuracy: .accurate)
    func lane(_ days: Range<Int>) -> DayLines {
      var lane = DayLines()
      for day in days {
        let day = UTCDay(daysSinceEpoch: day)
        lane.change(day, 0, like: empty) {
          $0.add(usage, energy: one.energy.nanos, carbon: one.carbon.nanos)
        }
        while lane.isOverfull { lane.coarsen { _ in empty } }
      }
      return lane
    }
    func totals(_ ledgers: DayLedgers, by grain: DayLedgers.Grain) -> LedgerTotals? {
      var ranges = RangeMemory()
      return ledgers.totals(from: UTCDay(daysSinceEpoch: 0), by: grain, ranges: &ranges)
    }
    let most = DayLedgers.mostLines
    var ledgers = DayLedgers()
    ledgers.add(lane(0..<most)) { _ in empty }
    ledgers.add(lane(0..<most)) { _ in empty }
    #expect(ledgers.grain == .day && totals(ledgers, by: .day)?.records == 2)
    #expect(totals(ledgers, by: .month)?.records == 62)
    ledgers.add(lane(most..<(most + 1))) { _ in empty }
    #expect(ledgers.grain == .month && totals(ledgers, by: .day) == nil)
    let month = try #require(totals(ledgers, by: .month))
    #expect(month.records == 62 && month.energy.nanos == 62 * one.energy.nanos)
    #expect(month.carbonLow < month.carbon && month.carbon < month.carbonHigh)
    var other = DayLedgers()
    other.add(lane(0..<(most + 1))) { _ in empty }
    other.merge(ledgers)
    #expect(totals(other, by: .month)?.records == 93)
    for part in 0..<33 { ledgers.add(lane((part * most)..<((part + 1) * most))) { _ in empty } }
    #expect(ledgers.grain == .none && totals(ledgers, by: .month) == nil)
    other.merge(ledgers)
    #expect(other.grain == .none)
  }

  @Test("a report of years is drawn by month, with a band")
  func months() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<1200, days: 1700))
    try run.run(["log.csv", "-o", "out", "--report", "r.html"])
    let page = try run.text("r.html")
    #expect(page.contains("Carbon by month, at most"))
    #expect(page.contains("The band is its interval."))
  }
}
