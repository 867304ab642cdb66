import EcoModel
import Foundation
import Testing

@testable import Gateway

@Suite struct DigitsTests {
  @Test(arguments: [
    ("0", 0), ("1", 1_000_000_000), ("0.002121394", 2_121_394), ("12.5", 12_500_000_000),
    ("0.000000001", 1), ("007.100", 7_100_000_000),
  ])
  func `a plain decimal is so many billionths`(text: String, nanos: Int) {
    #expect(Digits.nanos(text) == Int128(nanos))
  }

  @Test(arguments: ["", ".", ".5", "-1", "1e3", "1.2.3", "0.0000000001", "x", "1,5", " 1"])
  func `other text is none`(text: String) {
    #expect(Digits.nanos(text) == nil)
  }

  @Test(arguments: [
    (0, "0"), (1, "0.000000001"), (2_121_394, "0.00212"), (2_125_000, "0.00212"),
    (2_135_000, "0.00214"), (999_499, "0.000999"), (999_500, "0.001"), (-2_121_394, "-0.00212"),
    (123_456_000_000_000, "123000"), (12_345_000_000, "12.3"),
  ])
  func `three digits are shown, rounded half to even`(nanos: Int, expected: String) {
    #expect(Digits.short(WattHours(nanos: Int128(nanos))) == expected)
  }
}

@Suite struct RecordFilterTests {
  @Test func `a query is read, and what is odd in it is left out`() throws {
    let today = try #require(UTCDay("2026-01-14"))
    let filter = RecordFilter(
      ["from": "2026-01-02", "to": "x", "model": "", "region": "eu-west", "status": "fine"],
      today: today)
    #expect(filter.bounds.start == "2026-01-02")
    #expect(filter.bounds.end == "2026-01-15")
    #expect(filter.query.map(\.name) == ["from", "to", "region"])
    #expect(RecordFilter([:], today: today).bounds.start == "2025-12-16")
  }
}

@Suite struct HTMLTests {
  @Test func `text cannot become a tag, end an attribute or hide`() {
    #expect(
      HTML.escaped("<a b=\"c\">&'\u{202E}\u{1B}\u{200B}é")
        == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\u{FFFD}\u{FFFD}\u{FFFD}é")
  }

  @Test func `a query is spelt so that it is read back`() {
    #expect(HTML.link("/d", [("a", "x y&z/é=\"")]) == "/d?a=x%20y%26z%2F%C3%A9%3D%22")
  }
}

@Suite struct TotalsTests {
  private func record(
    _ id: String, _ model: String, _ tokens: Int?, changed: Bool = false
  ) throws -> GenerationRecord {
    var record = GenerationRecord(
      generationID: id, createdAt: Timestamp(milliseconds: 1_714_150_000_000), keyID: "k")
    record.resolvedModel = model
    record.provider = "openai"
    record.region = "eu-west"
    record.promptTokens = tokens
    record.completionTokens = tokens
    record.totalTokens = tokens.map { $0 * 2 }
    record.ecoOmitted = "no_usage"
    guard let tokens, let usage = TokenUsage(promptTokens: tokens, completionTokens: tokens),
      case .success(let estimate) = EcoEstimator().estimate(
        model: model, provider: "openai", region: "eu-west",
        at: .unixSeconds(1_714_150_000), usage: usage)
    else { return record }
    record.ecoOmitted = nil
    let eco = GenerationRecord.Eco(estimate)
    record.eco =
      changed
      ? GenerationRecord.Eco(
        energy: "1", carbon: "2", carbonPer1kTokens: "3", accuracy: "gross",
        methodologyVersion: "other") : eco
    return record
  }

  @Test func `sums are those of the records, to the last digit`() throws {
    let records =
      try (1...9).map { try record("\($0)", "openai/gpt-4o-mini", $0 * 7) }
      + [record("a", "acme/unknown-13", nil)]
    var overview = Overview()
    for record in records { overview.add(record) }
    let all = overview.all
    let energy = records.compactMap { $0.eco.flatMap { Digits.nanos($0.energy) } }.reduce(0, +)
    #expect(all.energy.nanos == energy)
    #expect(all.requests == 10)
    #expect(all.withFigures == 9)
    #expect(all.reasons == ["no_usage": 1])
    let interval = try #require(all.interval)
    #expect(interval.energy == all.energy)
    #expect(interval.energyLow < all.energy)
    #expect(interval.energyHigh > all.energy)
    #expect(overview.byModel.keys.sorted() == ["acme/unknown-13", "openai/gpt-4o-mini"])
    #expect(overview.byModel["acme/unknown-13"]?.interval == nil)
    #expect(overview.byDay.keys.sorted() == ["2024-04-26"])
  }

  @Test func `figures of another methodology count, and have no interval`() throws {
    var overview = Overview()
    overview.add(try record("1", "openai/gpt-4o-mini", 7, changed: true))
    #expect("\(overview.all.energy)" == "1")
    #expect(overview.all.ofOthers == 1)
    #expect(overview.all.interval == nil)
  }
}

@Suite struct BasicKeyTests {
  private let ring = KeyRing(
    [.init(id: "a", secretEnvironment: "A")], environment: ["A": "a:b é"])

  private func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

  @Test func `a browser sends the key as a password, with any name`() {
    #expect(ring.id(basic: basic("anybody:a:b é")) == "a")
    #expect(ring.id(basic: basic(":a:b é")) == "a")
  }

  @Test func `anything else is no key`() {
    for header in [nil, "", "Basic", "Basic !", basic("a:b é"), basic("x:a:b"), basic("")] {
      #expect(ring.id(basic: header) == nil)
    }
    #expect(ring.id(authorization: basic("x:a:b é")) == nil)
  }
}
