import EcoModel
import Testing
import UsageLogs

@Suite("The table of where providers serve")
struct ProvidersTests {
  @Test("names only regions that the tables know, and itself says where it was read")
  func places() throws {
    let estimator = EcoEstimator()
    #expect(Providers.bundled.rows.count >= 5)
    for row in Providers.bundled.rows {
      #expect(row.source.hasPrefix("https://"), "\(row.name)")
      for place in [row.region] + Providers.bundled.others(row) {
        let rate = estimator.rate(
          model: "openai/gpt-4o-mini", provider: row.name, region: place, at: .year(2026))
        #expect(throws: Never.self, "\(row.name) \(place)") { try rate.get() }
      }
    }
  }
}
