import EcoModel
import Testing

@Suite("A request is classified")
struct ClassificationTests {
  private static let size = "8,8,8,8,8,8,16,131072,131072"
  private static let rest = "https://example.org,2026-11-21,"
  private let tables = CustomTables(
    models: [
      "maker/embedder,,,,,,,,,,,not_completion,,,\(rest)",
      "maker/later,,\(size),vendor,config,2025-01-01,\(rest)",
      "maker/moved,moves,\(size),vendor,config,,\(rest)",
      "maker/moved,moves,\(size.replacing("8", with: "9")),vendor,config,2024-06-01,\(rest)",
      "maker/named,,\(size),name,config,,\(rest)",
      "maker/plain,,\(size),vendor,config,,\(rest)",
      "maker/secret,,,,,,,,,,,undisclosed,,,\(rest)",
      "maker/third,,\(size),single,config,,\(rest)",
      "maker/twice,,\(size),corroborated,config,,\(rest)",
      "maker/wide,,8,8,25,8,8,25,16,131072,131072,vendor,config,,\(rest)",
    ],
    grid: [
      "ZA,2020,100,lifecycle,test", "ZA,2021,1,combustion,test", "ZA,2022,300,lifecycle,test",
      "ZB,2020,500,lifecycle,test", "ZC,2020,500,combustion,test",
    ],
    regions: [
      "burnt,,ZC,own,,,test", "here,,ZA,own,,,test", "here,cloud,ZB,broad,1.2,2024,test",
      "only,cloud,ZA,own,,,test", "wide,,ZA,broad,,,test",
    ])

  private func rate(
    _ model: String = "maker/plain", provider: String? = nil, _ region: String = "here",
    _ date: RequestDate = .year(2022), regionAssumed: Bool = false
  ) throws -> Rate {
    try tables.estimator().rate(
      model: model, provider: provider, region: region, at: date, regionAssumed: regionAssumed
    ).get()
  }

  @Test(
    "or told why not, the first of its reasons in the order model, region, year",
    arguments: [
      ("nobody", "nowhere", 1, .unknownModel), ("", "here", 2022, .unknownModel),
      ("maker/later", "nowhere", 2024, .unknownModel),
      ("maker/secret", "nowhere", 1, .undisclosedParameters),
      ("secret", "here", 2022, .undisclosedParameters),
      ("maker/embedder", "nowhere", 1, .notCompletion),
      ("maker/plain", "nowhere", 1, .unknownRegion), ("maker/plain", "", 1, .unknownRegion),
      ("maker/plain", "only", 2022, .unknownRegion), ("maker/plain", "her", 2022, .unknownRegion),
      ("maker/plain", "here-1", 2022, .unknownRegion),
      ("maker/plain", "here", 2019, .noGridData), ("maker/plain", "here", .min, .noGridData),
      ("maker/plain", "burnt", 2022, .noGridData),
    ] as [(String, String, Int, Unclassified)])
  func reasons(model: String, region: String, year: Int, reason: Unclassified) {
    #expect(throws: reason) { try rate(model, region, .year(year)) }
  }

  @Test("as without usage before anything else is looked at")
  func noUsage() throws {
    let answer = try tables.estimator().estimate(model: "nobody", region: "nowhere", usage: nil)
    #expect(throws: Unclassified.noUsage) { try answer.get() }
  }

  @Test("or the caller says that no model ran, so every code is in use")
  func codes() {
    var ledger = Ledger()
    for reason in Unclassified.allCases { ledger.add(reason, tokens: 7) }
    #expect(
      Set(ledger.omitted.keys.map(\.code)) == [
        "unknown_model", "undisclosed_parameters", "unknown_region", "no_usage", "not_completion",
        "not_inferred", "no_grid_data",
      ])
  }

  @Test(
    "with the newest grid row of its zone that is not after its year",
    arguments: [
      (.year(2020), 2020, 0), (.year(2021), 2020, 1), (.year(2022), 2022, 0),
      (.year(2030), 2022, 8),
      (.unknown, 2022, 0), (.unixSeconds(1_640_995_199), 2020, 1),
      (.unixSeconds(1_640_995_200), 2022, 0), (.year(.max), 2022, .max - 2022),
    ] as [(RequestDate, Int, Int)])
  func year(date: RequestDate, year: Int, age: Int) throws {
    let basis = try rate(date: date).basis
    #expect(basis.grid.year == year)
    #expect(basis.factorAge == age)
    #expect(basis.grid.basis == .lifecycle)
  }

  private func rate(date: RequestDate) throws -> Rate { try rate("maker/plain", "here", date) }

  @Test("by the provider's own row of a region before the general one")
  func providers() throws {
    let cloud = try rate(provider: " Cloud ", " HERE").basis
    #expect(cloud.region.zone == "ZB")
    #expect(cloud.pue.description == "1.2")
    let other = try rate(provider: "other").basis
    #expect(other.region.zone == "ZA")
    #expect(other.pue.description == "1.15")
    #expect(try rate(provider: "cloud", "only").basis.region.provider == "cloud")
  }

  @Test(
    "by the row that an id meant on its day",
    arguments: [
      (.unknown, "9"), (.year(2023), "8"), (.year(2024), "9"),
      (.day(UTCDay("2024-05-31")), "8"), (.day(UTCDay("2024-06-01")), "9"),
    ] as [(DayOrYear, String)])
  func validFrom(date: DayOrYear, total: String) throws {
    for name in ["maker/moved", "moved", "moves"] {
      #expect(try rate(name, "here", date.date).basis.size?.total.point.description == total)
    }
  }

  enum DayOrYear {
    case unknown
    case year(Int)
    case day(UTCDay?)

    var date: RequestDate {
      switch self {
      case .unknown, .day(nil): .unknown
      case .year(let year): .year(year)
      case .day(let day?): .day(day)
      }
    }
  }

  @Test("and the days on which ids change their meaning are known")
  func turningDays() throws {
    #expect(
      try tables.estimator().turningDays.map(\.description) == ["2024-06-01", "2025-01-01"])
  }

  @Test(
    "with the label of its weakest input",
    arguments: [
      ("maker/plain", "here", 2022, false, .accurate),
      ("maker/twice", "here", 2022, false, .accurate),
      ("maker/third", "here", 2022, false, .medium), ("maker/named", "here", 2022, false, .gross),
      ("maker/plain", "wide", 2022, false, .medium),
      ("maker/plain", "here", 2024, false, .accurate),
      ("maker/plain", "here", 2025, false, .medium), ("maker/plain", "here", 2022, true, .gross),
      ("maker/named", "wide", 2030, true, .gross),
    ] as [(String, String, Int, Bool, Accuracy)])
  func labels(model: String, region: String, year: Int, assumed: Bool, label: Accuracy) throws {
    let rate = try rate(model, region, .year(year), regionAssumed: assumed)
    let usage = try #require(TokenUsage(promptTokens: 100, completionTokens: 100))
    #expect(rate.accuracy == label)
    #expect(rate.estimate(usage).accuracy == label)
  }

  @Test("as medium where a request's own size spread passes three")
  func guarded() throws {
    let rate = try rate("maker/wide")
    #expect(rate.accuracy == .accurate)
    // Decoding has a part that does not grow with the size; prefill has none.
    let decode = try #require(TokenUsage(promptTokens: 0, completionTokens: 100))
    let prefill = try #require(TokenUsage(promptTokens: 100, completionTokens: 0))
    #expect(rate.estimate(decode).accuracy == .accurate)
    #expect(rate.estimate(prefill).accuracy == .medium)
    let much = try #require(TokenUsage(promptTokens: 10_000_000_000, completionTokens: 0))
    #expect(rate.estimate(much).accuracy == .accurate, "attention, whose width is known, prevails")
  }

  @Test("under a version that tells a caller's tables from the bundled ones")
  func version() throws {
    #expect(EcoEstimator().methodologyVersion == "v2-2026-12")
    let copied = EcoTables(replacing: [.models: EcoTables.bundled[.models]])
    #expect(copied == .bundled)
    let own = try tables.estimator()
    #expect(own.methodologyVersion.wholeMatch(of: /v2-2026-12\+local\.[0-9a-f]{8}/) != nil)
    let listing = own.tables.edition.files.map { "\(own.tables.sha256($0))  \($0.rawValue)\n" }
      .joined()
    #expect(own.methodologyVersion.hasSuffix(SHA256.hex(of: Array(listing.utf8)).prefix(8)))
  }
}
