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
    return ReportRow(name: name, sums, nil)
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

  @Test("the highest end is as wide as the drawing, and the rest in proportion, to a tenth")
  func widths() {
    func shapes(_ value: Int128, _ low: Int128?, _ high: Int128?, _ most: Int128) -> String {
      ReportChart.bar(value: value, low: low, high: high, most: most)
    }
    #expect(shapes(1, nil, nil, 3).contains(#"width="333.3" height="12""#))
    #expect(!shapes(1, nil, nil, 3).contains("whisker"))
    #expect(shapes(2, 1, 3, 3).contains(#"d="M333.3 10H1000M333.3 5v10M1000 5v10""#))
    #expect(shapes(1 << 100, 0, 1 << 101, 1 << 101).contains(#"width="500" height="12""#))
    #expect(shapes(7, nil, nil, 3).contains(#"width="1000""#))
  }

  @Test(
    "columns stand on the line of zero, their band within their ends, the strip is full where all is covered"
  )
  func columns() {
    let drawing = ReportChart.columns([
      .init(value: 50, ends: (25, 100), covered: (3, 3)),
      .init(value: 0, ends: nil, covered: (1, 4)),
    ])
    // Two columns of 500 units less a gap of 2; heights of 200 for 100.
    #expect(drawing.contains(#"<path d="M0 200V100h498V200zM500 200V200h498V200z"/>"#))
    #expect(drawing.contains(#"class="band" d="M0 150V0h498V150z""#))
    #expect(drawing.contains(#"class="covered" d="M0 224V208h498V224zM500 224V220h498V224z""#))
  }
}
