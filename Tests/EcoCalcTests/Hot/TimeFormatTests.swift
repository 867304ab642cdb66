import EcoModel
import Testing

@testable import UsageLogs

@Suite("Times that say different days in different countries are read where it is said how")
struct TimeFormatTests {
  private func day(_ text: String, _ format: TimeFormat) -> UTCDay? {
    let padded = PaddedText(text)
    return format.moment(padded.bytes.span, 0..<padded.end).map { UTCDay(daysSinceEpoch: $0.day) }
  }

  @Test(
    "the month first, or the day",
    arguments: [
      ("6/3/2025", "2025-06-03", "2025-03-06"),
      ("6/3/2025, 2:03:04.123 PM", "2025-06-03", "2025-03-06"),
      ("06/03/2025 14:03", "2025-06-03", "2025-03-06"),
      ("06.03.2025 14:03:59", "2025-06-03", "2025-03-06"),
      ("6-3-2025 12:00 AM", "2025-06-03", "2025-03-06"),
      ("2/29/2024, 11:59:59.999 PM", "2024-02-29", nil), ("29/2/2024", nil, "2024-02-29"),
      ("13/13/2025", nil, nil), ("2/30/2025", nil, nil),
    ])
  func order(text: String, monthFirst: String?, dayFirst: String?) {
    #expect(day(text, .monthFirst)?.description == monthFirst)
    #expect(day(text, .dayFirst)?.description == dayFirst)
    #expect(day(text, .iso) == nil)
  }

  @Test(
    "nothing else",
    arguments: [
      "6/3/25", "6/3.2025", "6/3/2025 ", "6/3/2025,", "6/3/2025 2", "6/3/2025 2:3",
      "6/3/2025 24:00",
      "6/3/2025 13:00 PM", "6/3/2025 0:00 AM", "6/3/2025 1:00 PMx", "6/3/2025 1:60", "/3/2025",
      "6//2025", "6/3/", "", "x", "6/3/20255", "6/3/2025T10:00",
    ])
  func faults(text: String) { #expect(day(text, .monthFirst) == nil) }

  @Test("a spreadsheet's day")
  func serialDays() {
    // 1 January 2026 is 46023: 45658 of 1 January 2025, and 365.
    #expect(day("46023", .serialDay)?.description == "2026-01-01")
    #expect(day("46023.99999", .serialDay)?.description == "2026-01-01")
    for text in ["36891", "73051", "46023.", "4.6e4", "-46023", "46023 "] {
      #expect(day(text, .serialDay) == nil, "\(text)")
    }
    #expect(day("46023", .monthFirst) == nil)
  }
}
