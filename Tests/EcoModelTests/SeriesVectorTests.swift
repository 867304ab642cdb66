import EcoModel
import Testing

/// Requests under a series of one's own, worked out by `Scripts/series_vectors.py`.
@Suite(
  "Vectors of a series", .enabled(if: Methodology.newest(of: .december2026).knowsSeries))
struct SeriesVectorTests {
  private static let folder = "Tests/EcoModelTests/Vectors/2026-12"

  private let eco: EcoEstimator
  private let rows: [[String: String]]

  init() throws {
    let file = GridSeries.File(
      name: "series.csv", bytes: try Repository.bytes("\(Self.folder)/tables/series.csv"))
    eco = try EcoEstimator(
      tables: Repository.tables(in: "\(Self.folder)/tables", of: .december2026),
      methodology: .newest(of: .december2026), series: GridSeries([file]))
    rows = try Repository.table("\(Self.folder)/series.csv")
  }

  private func text(_ row: [String: String], _ column: String) throws -> String {
    try #require(row[column])
  }

  private func moment(_ time: String) throws -> SeriesMoment? {
    guard !time.isEmpty else { return nil }
    let day = try #require(UTCDay(time.prefix(10)))
    guard time.count > 10 else { return SeriesMoment(day) }
    let parts = time.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int64($0) }
    let offset: Int64 = time.hasSuffix("+02:00") ? 7200 : 0
    return SeriesMoment(
      unixSeconds: Int64(day.daysSinceEpoch) * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2]
        - offset)
  }

  private func estimate(_ row: [String: String]) throws -> Estimate {
    let time = try text(row, "time")
    func count(_ column: String) throws -> Int { try #require(Int(text(row, column))) }
    let rate = try eco.rate(
      model: text(row, "model"), provider: text(row, "provider"), region: text(row, "region"),
      at: UTCDay(time.prefix(10)).map { .day($0) } ?? .unknown
    ).get()
    let usage = try #require(
      TokenUsage(
        promptTokens: count("prompt_tokens"), cachedPromptTokens: count("cached_prompt_tokens"),
        completionTokens: count("completion_tokens"), requests: count("requests")))
    let decimal = try DecimalText.nanos(text(row, "concurrency").utf8, places: 9)
    let metered = try DecimalText.nanos(text(row, "accelerator_wh").utf8, places: 9)
    let serving = try #require(
      Serving(
        concurrency: decimal.flatMap { Concurrency(Decimal9(nanos: $0)) },
        acceleratorEnergy: metered.map { WattHours(nanos: $0) }))
    return try moment(time).map { rate.estimate(usage, at: $0, serving: serving) }
      ?? rate.estimate(usage, serving: serving)
  }

  @Test("have these figures, to the last digit")
  func figures() throws {
    let cases = try rows.filter { try !text($0, "case").hasPrefix("total") }
    #expect(cases.count > 400)
    for row in cases {
      let found = try estimate(row)
      let name: Comment = "case \(try text(row, "case"))"
      #expect(try "\(found.energy)" == text(row, "energy_wh"), name)
      #expect(try "\(found.carbon)" == text(row, "carbon_g"), name)
      #expect(try "\(found.carbonPer1kTokens)" == text(row, "carbon_per_1k_tokens_g"), name)
      let range = found.uncertainty
      #expect(try "\(range.energy.low)" == text(row, "energy_low_wh"), name)
      #expect(try "\(range.energy.high)" == text(row, "energy_high_wh"), name)
      #expect(try "\(range.carbon.low)" == text(row, "carbon_low_g"), name)
      #expect(try "\(range.carbon.high)" == text(row, "carbon_high_g"), name)
      #expect(try found.accuracy.rawValue == text(row, "accuracy"), name)
      #expect(try (found.slot != nil) == (text(row, "by_slot") == "yes"), name)
      let block = found.block()
      #expect(block.carbon == found.carbon && block.carbonPer1kTokens == found.carbonPer1kTokens)
      #expect(block.methodologyVersion.contains("+grid."))
    }
  }

  @Test("add up exactly, and so do the ends of their intervals, in any order")
  func totals() throws {
    var ledgers: [[String]: Ledger] = [:]
    for row in rows.shuffled() where try text(row, "requests") == "1" {
      let key = try ["model", "region", "provider"].map { try text(row, $0) }
      ledgers[key + [String(try text(row, "time").prefix(4))], default: Ledger()]
        .add(try estimate(row))
    }
    let totals = try rows.filter { try text($0, "case").hasPrefix("total") }
    #expect(totals.count > 50)
    for row in totals {
      let key = try ["model", "region", "provider"].map { try text(row, $0) }
      let words = try text(row, "case").split(separator: " ", omittingEmptySubsequences: false)
      let (basis, year) = (words[1], String(words[2]))
      let ledger = try #require(ledgers[key + [year]])
      let isBySlot = try text(row, "by_slot") == "yes"
      let accuracy = try text(row, "accuracy")
      let line = try #require(
        ledger.lines.first {
          $0.isBySlot == isBySlot && $0.accuracy.rawValue == accuracy
            && $0.basis.rawValue == basis
        },
        "\(key) \(year)")
      #expect(try "\(line.energy)" == text(row, "energy_wh"))
      #expect(try "\(line.carbon)" == text(row, "carbon_g"))
      #expect(try "\(line.uncertainty.energy.low)" == text(row, "energy_low_wh"))
      #expect(try "\(line.uncertainty.carbon.low)" == text(row, "carbon_low_g"), "\(key) \(year)")
      #expect(try "\(line.uncertainty.carbon.high)" == text(row, "carbon_high_g"), "\(key) \(year)")
    }
  }
}
