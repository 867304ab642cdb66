import Testing

@testable import EcoResults
@testable import UsageLogs

@Suite("ReportRows: a table of a report has so many rows and no more")
struct ReportRowsTests {
  private func row(_ name: String, _ number: Int) -> ReportRow {
    var sums = GroupSums()
    sums.records = number
    sums.requests = 10 * Int128(number)
    sums.promptTokens = 100 * Int128(number)
    return ReportRow(name: name, sums)
  }

  private func shown(_ count: Int, limit: Int) -> (rows: [String], others: Int) {
    let rows = ReportRows((1...count).map { row("r\($0)", $0) }, limit: limit)
    return (
      rows.rows.map { "\($0.name) \($0.records) \($0.requests) \($0.promptTokens)" },
      rows.othersCount
    )
  }

  @Test("as many as fit are shown, and the rest is added up in the last")
  func limits() {
    #expect(shown(3, limit: 4) == (["r1 1 10 100", "r2 2 20 200", "r3 3 30 300"], 0))
    #expect(shown(3, limit: 3) == (["r1 1 10 100", "r2 2 20 200", "r3 3 30 300"], 0))
    #expect(shown(4, limit: 3) == (["r1 1 10 100", "r2 2 20 200", "others (2) 7 70 700"], 2))
    #expect(shown(5, limit: 1) == (["others (5) 15 150 1500"], 5))
  }

  @Test("a name longer than thirty letters is cut in a chart, and a shorter one is not")
  func names() {
    func bars(_ name: String) -> String {
      ReportChart(id: "x", title: "t", unit: "Wh", values: [(name, 1_000_000_000)]).bars
    }
    let thirty = String(repeating: "é", count: 30)
    #expect(bars(thirty).contains(">\(thirty)</text>"))
    #expect(bars(thirty + "é").contains(">\(thirty.dropLast())…</text>"))
  }

  @Test("the longest bar is as wide as the chart, and the others in proportion, to a tenth")
  func widths() {
    let values: [(String, Int128)] = [("a", 3), ("b", 1), ("c", 0), ("d", 1 << 100)]
    func widths(_ values: ArraySlice<(String, Int128)>) -> [String] {
      let chart = ReportChart(
        id: "x", title: "t", unit: "Wh", values: values.map { (name: $0.0, nanos: $0.1) })
      return chart.bars.matches(of: /width="([0-9.]+)" height/).map { String($0.output.1) }
    }
    // 340 units wide, cut to tenths.
    #expect(widths(values[..<3]) == ["340", "113.3", "0"])
    #expect(widths(values[...]) == ["0", "0", "0", "340"])
  }
}
