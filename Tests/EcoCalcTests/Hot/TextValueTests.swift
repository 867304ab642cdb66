import EcoModel
import Foundation
import Testing

@testable import EcoModel
@testable import UsageLogs

@Suite("A log's text as a moment")
struct TextMomentTests {
  private func moment(_ text: String) -> (day: Int, isNaive: Bool)? {
    let padded = PaddedText(text, filler: 0x30)
    return TextValue.moment(padded.bytes.span, 0..<padded.end).map { ($0.day, $0.isNaive) }
  }

  private static let calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  /// Days since 1970 by Foundation's calendar.
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    calendar.date(from: DateComponents(year: year, month: month, day: day)).map {
      Int(($0.timeIntervalSince1970 / 86_400).rounded(.down))
    }
  }

  @Test("is of the day that Foundation's calendar has, in any zone")
  func calendar() throws {
    let rounds = Size.isWhole ? 100_000 : 3000
    var generator = SeededGenerator(seed: 14)
    func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    for _ in 0..<rounds {
      let (year, month) = (random(1600...2400), random(1...12))
      let start = try #require(Self.calendar.date(from: DateComponents(year: year, month: month)))
      let length = try #require(Self.calendar.range(of: .day, in: .month, for: start)?.count)
      let day = random(1...length)
      let (hour, minute, second) = (random(0...23), random(0...59), random(0...59))
      // Mostly near a day's end, where the zone decides.
      let offset = Bool.random(using: &generator) ? random(-840...840) : hour * 60 + minute
      let sign = offset < 0 ? "-" : "+"
      let size = (two(abs(offset) / 60), two(abs(offset) % 60))
      let zones = [
        ("\(sign)\(size.0):\(size.1)", offset), ("\(sign)\(size.0)\(size.1)", offset), ("Z", 0),
        ("\(sign)\(size.0)", offset - offset % 60), (" UTC", 0), ("z", 0),
      ]
      let zone = zones[random(0...5)]
      let fraction = ["", ".1", ",123456789"][random(0...2)]
      let separator = ["T", " ", "t"][random(0...2)]
      let text =
        "\(year)-\(two(month))-\(two(day))\(separator)\(two(hour)):\(two(minute)):\(two(second))"
        + fraction + zone.0
      let seconds =
        try #require(Self.day(year, month, day)) * 86_400 + hour * 3600 + minute * 60 + second
        - zone.1 * 60
      let expected = Int((Double(seconds) / 86_400).rounded(.down))
      let found = moment(text)
      #expect(found?.day == expected, "\(text)")
      #expect(found?.isNaive == false, "\(text)")
    }
  }

  @Test(
    "an offset moves a time over midnight, and exactly to it",
    arguments: [
      ("2026-03-01T00:30:00+00:30", 0), ("2026-03-01T00:29:59+00:30", -1),
      ("2026-03-01T23:30:00-00:30", 1), ("2026-03-01T23:29:59-00:30", 0),
      ("2026-03-01T00:00:00+00:00", 0), ("2026-03-01T00:00:00-00:00", 0),
      ("2026-03-01T23:59:59-00:00", 0), ("2026-03-01T00:00:00+00:01", -1),
      ("2026-03-01T12:00:00-12:00", 1), ("2026-03-01T11:59:00-12:00", 0),
      ("2026-03-01T00:00:00-23:59", 0), ("2026-03-01T00:01:00-23:59", 1),
      ("2026-03-01T23:59:00+23:59", 0), ("2026-03-01T23:58:00+23:59", -1),
      ("2026-03-01T00:00+00:01", -1), ("2026-03-01T23:30-0030", 1), ("2026-03-01T23:00-01", 1),
    ])
  func offsets(text: String, days: Int) throws {
    let day = try #require(Self.day(2026, 3, 1))
    #expect(moment(text)?.day == day + days)
  }

  @Test("an offset does not lead out of the years that there are")
  func lastDays() throws {
    // Days of the proleptic Gregorian calendar to and from the first of 1970.
    #expect(moment("0001-01-01T00:01:00+00:01")?.day == -719_162)
    #expect(moment("9999-12-31T23:58:00-00:01")?.day == 2_932_896)
    for text in [
      "0001-01-01T00:00:00+00:01", "0001-01-01T23:58:00+23:59", "9999-12-31T23:59:00-00:01",
      "9999-12-31T00:01:00-23:59",
    ] {
      #expect(moment(text) == nil, "\(text)")
    }
  }

  @Test("an offset that ends at midnight begins the next year, and so the next row of the grid")
  func nextYear() throws {
    let found = try #require(moment("2024-12-31T22:00:00-02:00"))
    let date = RequestDate.day(UTCDay(daysSinceEpoch: found.day))
    #expect(date.year == 2025)
    let eco = EcoEstimator()
    let rate = try eco.rate(model: "openai/gpt-4o-mini", region: "eu-west", at: date).get()
    #expect(rate.basis.factorAge + rate.basis.grid.year == 2025)
    let before = try #require(moment("2024-12-31T21:59:59-02:00"))
    #expect(UTCDay(daysSinceEpoch: before.day).year == 2024)
  }

  @Test("without a zone it is naive and taken as UTC; a date alone is not")
  func naive() throws {
    let day = try #require(Self.day(2026, 3, 1))
    for text in ["2026-03-01T23:59", "2026-03-01 23:59:59", "2026-03-01T00:00:00.5"] {
      let found = try #require(moment(text))
      #expect(found == (day, true))
    }
    #expect(try #require(moment("2026-03-01")) == (day, false))
  }

  @Test(
    "a number is seconds, milliseconds, microseconds or nanoseconds since 1970 by its size",
    arguments: [
      ("1768383001", 20467), ("1768383001.999", 20467), ("1768383001000", 20467),
      ("1768383001000000", 20467), ("1768383001000000000", 20467), ("00000000001768383001", 20467),
      // The earliest there is, in each unit: 9 September 2001. Then the largest seconds and so on.
      ("1000000000", 11574), ("1000000000000", 11574), ("1000000000000000", 11574),
      ("1000000000000000000", 11574), ("99999999999", 1_157_407), ("99999999999999", 1_157_407),
      ("99999999999999999", 1_157_407),
    ])
  func epochs(text: String, day: Int) {
    #expect(moment(text)?.day == day)
    #expect(moment(text)?.isNaive == false)
  }

  @Test(
    "a spreadsheet's day, a date without dashes and other small numbers are no times",
    arguments: [
      "0", "1", "46054", "46054.4166666667", "20260201", "999999999", "999999999999",
      "100000000000", "999999999999999999",
    ])
  func tooEarly(text: String) { #expect(moment(text) == nil) }

  @Test(
    "nothing else is a time",
    arguments: [
      "", "-1", "+1", "1.", ".5", "1e9", "1.5.5", "1,5", "1 ", " 1", "x", "now", "2026-1-1",
      "10000000000000000000", "99999999999999999999999", "1768383001Z",
      "2026-11", "2026-11-2", "2026-11-211", "2026/11/21", "2026-11/21", "2026-13-01", "2026-00-10",
      "2026-02-29", "0000-01-01", "202x-01-01", "2026-11-21T", "2026-11-21T8:56", "2026-11-21T08",
      "2026-11-21T08:5", "2026-11-21T08:56:1", "2026-11-21T08:56:", "2026-11-21T08:56:01.",
      "2026-11-21T08:56:01.Z", "2026-11-21T08:56:01 Z", "2026-11-21T08:56:01ZZ",
      "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z", "2026-11-21T08:56:61Z",
      "2026-11-21_08:56:01Z", "2026-11-21T08-56-01Z", "2026-11-21T08:56:01+", "2026-11-21T08:56+1",
      "2026-11-21T08:56+0", "2026-11-21T08:56+24:00", "2026-11-21T08:56-24:00",
      "2026-11-21T08:56+01:60", "2026-11-21T08:56+01:", "2026-11-21T08:56+01:0",
      "2026-11-21T08:56+010", "2026-11-21T08:56+01000", "2026-11-21T08:56 +01:00",
      "2026-11-21T08:56 utc", "2026-11-21T08:56UTC", "2026-11-21T08:56 GMT",
    ])
  func none(text: String) {
    #expect(moment(text) == nil)
  }
}

@Suite("A log's text as a count")
struct TextCountTests {
  private func count(_ text: String, decimalComma: Bool = false) -> UInt64? {
    let padded = PaddedText(text, filler: 0x39)
    return TextValue.count(padded.bytes.span, 0..<padded.end, decimalComma: decimalComma)
  }

  @Test(
    "is read in plain digits, with a fraction of zeros, or with an exponent that leaves it whole",
    arguments: [
      ("0", 0), ("7", 7), ("00", 0), ("018", 18), ("12345678", 12_345_678),
      ("123456789", 123_456_789), ("1000000000000", 1_000_000_000_000), ("1e12", 1_000_000_000_000),
      ("0000000000000000000000000001", 1), ("25.0", 25), ("25.000000", 25), ("1e3", 1000),
      ("1E3", 1000), ("1e+3", 1000), ("1.5e1", 15), ("1.25e2", 125), ("1200e-2", 12), ("0e99", 0),
      ("0e-99", 0), ("10e-1", 1), ("1.0e0", 1),
    ] as [(String, UInt64)])
  func counts(text: String, value: UInt64) {
    #expect(count(text) == value)
  }

  @Test(
    "and nothing else",
    arguments: [
      "", " ", "-1", "-0", "+1", "1.5", "0.1", ".5", "5.", "1.e3", "1e", "1e+", "1e-1", "1e100",
      "1e13", "1000000000001", "10000000000000000000", "1e12.0", "1 000", "1_000", "1,000", "0x10",
      "1e1e1", "1.5.0", "NaN", "x", "12345678x", "x2345678", "1234567x", "\u{661}",
    ])
  func refused(text: String) {
    #expect(count(text) == nil)
  }

  @Test("has every number of digits that a word holds, as the standard library reads it")
  func words() {
    var generator = SeededGenerator(seed: 15)
    for digits in 1...12 {
      for _ in 0..<200 {
        let text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &generator))" }.joined()
        #expect(count(text) == UInt64(text), "\(text)")
      }
    }
  }

  @Test(
    "may have a decimal comma where the log has, and no thousands",
    arguments: [
      ("18,0", 18), ("18,000", 18), ("1,5", nil), ("1,000,000", nil), ("1,0.0", nil), (",5", nil),
      ("1.0", 1), ("1.00", 1), ("1.0000", 1), ("1.000", nil), ("999.000", nil), ("12.345", nil),
      ("1000.000", nil), (".000", nil),
    ] as [(String, UInt64?)])
  func decimalComma(text: String, value: UInt64?) {
    #expect(count(text, decimalComma: true) == value)
    if text.contains(",") { #expect(count(text) == nil) }
  }
}

@Suite("The region in a URL or a resource name")
struct TextRegionTests {
  @Test(
    "is where the clouds' endpoints have it",
    arguments: [
      ("https://bedrock-runtime.us-east-1.amazonaws.com/model/x", "us-east-1"),
      ("bedrock-runtime.eu-west-3.amazonaws.com", "eu-west-3"),
      ("https://europe-west4-aiplatform.googleapis.com/v1/x", "europe-west4"),
      ("https://swedencentral.api.cognitive.microsoft.com/", "swedencentral"),
      ("https://api.openai.com/v1", nil), ("", nil), ("https://", nil),
      ("https://example.org/x.us-east-1.amazonaws.com", nil),
    ] as [(String, String?)])
  func hosts(url: String, region: String?) {
    let bytes = Array("..\(url)..".utf8)
    let found = RegionText.inHost(bytes.span, 2..<(bytes.count - 2))
    #expect(found.map { String(decoding: bytes[$0], as: UTF8.self) } == region)
  }

  @Test(
    "or after locations/",
    arguments: [
      ("projects/p/locations/us-central1/publishers/google/models/m", "us-central1"),
      ("locations/europe-west1", "europe-west1"), ("locations/", ""), ("projects/p", nil),
    ] as [(String, String?)])
  func locations(name: String, region: String?) {
    let bytes = Array("/\(name)/x".utf8)
    let found = RegionText.inLocation(bytes.span, 1..<(bytes.count - 2))
    #expect(found.map { String(decoding: bytes[$0], as: UTF8.self) } == region)
  }
}
