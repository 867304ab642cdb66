import EcoModel
import Testing

@Suite("What a summary says of a rate names rows, and no others are tried")
struct RateIdentityTests {
  private let eco: EcoEstimator

  init() throws {
    eco = try CustomTables(
      models: [
        "maker/a,other,8,8,8,8,8,8,16,1,1,vendor,config,,x,2026-11-21,",
        "maker/a,,9,9,9,9,9,9,16,1,1,vendor,config,2024-05-01,x,2026-11-21,",
        "maker/none,,,,,,,,,,,undisclosed,,,x,2026-11-21,",
      ],
      grid: [
        "ZA,2020,100,lifecycle,x", "ZA,2021,90,combustion,x", "ZA,2023,120,lifecycle,x",
        "ZB,2020,7,lifecycle,x",
      ],
      regions: ["here,,ZA,own,,,x", "here,google,ZB,own,1.1,2024,x"]
    ).estimator()
  }

  private func rate(
    _ model: String = "maker/a", from: String? = nil, _ region: String = "here",
    _ provider: String? = nil, zone: String = "ZA", year: Int = 2020, age: Int = 1
  ) -> Rate? {
    eco.rate(
      RateIdentity(
        model: model, modelValidFrom: from, bits: nil, region: region, provider: provider,
        zone: zone, gridYear: year, pueYear: nil, factorAge: age, regionAssumed: false))
  }

  @Test("the rows that it names make the rate of the request")
  func found() throws {
    let request = try eco.rate(
      model: "other", provider: "anyone", region: "HERE", at: .day(#require(UTCDay("2021-07-01")))
    ).get()
    let found = try #require(rate())
    #expect(found.key == request.key)
    let later = try #require(rate(from: "2024-05-01", "here", "google", zone: "ZB", age: 0))
    #expect(later.basis.size?.total.point.description == "9")
    #expect(later.basis.pue.description == "1.1" && later.basis.factorAge == 0)
    #expect(rate(age: 300) != nil)
  }

  @Test("where there is no such row there is no rate")
  func none() {
    // Spellings of a request are none of an identity.
    #expect(rate("other") == nil && rate("a") == nil && rate("Maker/a") == nil)
    #expect(rate("maker/none") == nil && rate("") == nil)
    let unsized = RateIdentity(
      model: "maker/none", modelValidFrom: nil, bits: nil, region: "here", provider: nil,
      zone: "ZA", gridYear: 2020, pueYear: nil, factorAge: 1, regionAssumed: false)
    #expect(eco.rate(unsized, sizeNeeded: false) != nil)
    #expect(rate(from: "2024-05-02") == nil && rate(from: "") == nil)
    #expect(rate("maker/a", "HERE") == nil && rate("maker/a", "there") == nil)
    #expect(rate("maker/a", "here", "azure") == nil && rate("maker/a", "here", "") == nil)
    #expect(rate(zone: "ZB") == nil && rate("maker/a", "here", "google", zone: "ZA") == nil)
    // Years between rows, after them, before them, and of the other basis.
    for year in [2019, 2021, 2022, 2024, 2200, -5] { #expect(rate(year: year) == nil, "\(year)") }
    #expect(rate(year: 2023) != nil)
    #expect(rate(age: -1) == nil && rate(age: 10_000) == nil)
  }
}
