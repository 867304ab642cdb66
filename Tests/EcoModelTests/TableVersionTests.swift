import EcoModel
import Testing

@Suite("A caller's own tables are named in the version")
struct TableVersionTests {
  @Test(
    "by the first eight digits of what sha256sum says of its own words about them",
    arguments: [("regions", "d4b42b73"), ("regions\n", "7578858e")])
  func own(regions: String, digits: String) {
    // printf grid > grid-intensity.csv; printf models > models.csv; printf … > regions.csv
    // sha256sum grid-intensity.csv models.csv regions.csv | sha256sum | cut -c -8
    let own: [EcoTables.Name: [UInt8]] = [
      .gridIntensity: Array("grid".utf8), .models: Array("models".utf8),
      .regions: Array(regions.utf8),
    ]
    let tables = EcoTables(replacing: own, edition: .november2026)
    #expect(tables.versionSuffix == "+local." + digits)
  }

  @Test("any of them alone is enough, and each has a name of its own")
  func single() throws {
    let own = CustomTables().tables
    let suffixes = EcoTables.Name.allCases.map {
      EcoTables(replacing: [$0: own[$0]]).versionSuffix
    }
    #expect(Set(suffixes + ["", own.versionSuffix]).count == 7)
    #expect(
      try CustomTables().estimator().methodologyVersion == "v2-2026-12" + own.versionSuffix)
  }

  @Test("the bundled ones are not, nor copies of them")
  func bundled() {
    #expect(EcoTables.bundled.versionSuffix == "")
    let copies = EcoTables.Name.allCases.map { ($0, EcoTables.bundled[$0]) }
    #expect(EcoTables(replacing: Dictionary(uniqueKeysWithValues: copies)).versionSuffix == "")
    #expect(EcoEstimator().methodologyVersion == "v2-2026-12")
  }
}
