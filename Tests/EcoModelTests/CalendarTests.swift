import EcoModel
import Foundation
import Testing

@Suite("Days in UTC")
struct CalendarTests {
  private static let calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  @Test("agree with Foundation on every day from 1900 to 2100")
  func everyDay() throws {
    let first = try #require(UTCDay(year: 1900, month: 1, day: 1))
    let last = try #require(UTCDay(year: 2100, month: 12, day: 31))
    for number in first.daysSinceEpoch...last.daysSinceEpoch {
      let seconds = Int64(number) * 86_400
      let day = UTCDay(unixSeconds: seconds)
      let parts = Self.calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
      let (year, month, dayOfMonth) = day.calendar
      #expect(
        (year, month, dayOfMonth) == (parts.year, parts.month, parts.day) as (Int?, Int?, Int?))
      #expect(day.daysSinceEpoch == number)
      #expect(UTCDay(year: year, month: month, day: dayOfMonth) == day)
      #expect(UTCDay(unixSeconds: seconds + 86_399) == day)
      #expect(UTCDay(unixSeconds: seconds - 1) < day)
    }
  }

  @Test(
    "are read and written as ISO 8601",
    arguments: ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"])
  func text(text: String) throws {
    #expect(try #require(UTCDay(text)).description == text)
  }

  @Test(
    "that do not exist, or are written otherwise, are none",
    arguments: [
      "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "2024-01-00",
      "0000-01-01", "2024-1-01", "2024/01/01", "20240101", "2024-01-01T00:00:00Z", "",
      " 2024-01-01",
      "-024-01-01", "2024-01-1x",
    ])
  func none(text: String) {
    #expect(UTCDay(text) == nil)
  }

  @Test(
    "far from now do not trap",
    arguments: [Int64.min, -62_135_596_801, -1, 0, 253_402_300_800, .max])
  func extremes(seconds: Int64) {
    let date = RequestDate.unixSeconds(seconds)
    #expect(date.year != nil)
    #expect(UTCDay(unixSeconds: seconds).description.isEmpty == false)
    #expect(
      (try? EcoEstimator().rate(model: "openai/gpt-4o-mini", region: "eu-west", at: date).get())
        == nil
        || seconds > 0)
  }
}
