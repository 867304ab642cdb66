import EcoModel
import Testing

/// What is released never changes again: neither its tables, nor the vectors that say what it gives.
@Suite("A released edition")
struct EditionTests {
  /// What `sha256sum` said on the day of the release.
  private static let digests = [
    (
      "data/editions/2026-11/grid-intensity.csv",
      "5576ddd3e26a6509107d243429f934b0a7623bf30b75408136c5f7714b5be466"
    ),
    (
      "data/editions/2026-11/models.csv",
      "66bedb3db0e8a584ee6761d60f6c66a8581bef52689ac51462fa9c8a48a978c4"
    ),
    (
      "data/editions/2026-11/regions.csv",
      "3daf4830de6fc8cb83e542b7535e4cc0d4a762716b651696bd4dada973a7b187"
    ),
    (
      "Tests/EcoModelTests/Vectors/2026-11/bundled.csv",
      "d017928ef442d7c2d0ea907373e2f50c354abf41059d2567b6393c652697d38f"
    ),
    (
      "Tests/EcoModelTests/Vectors/2026-11/synthetic.csv",
      "6ecdf772a42b61ab9a57a3be915214e9f34f0f866b5fcde2c1cf167b15743a7c"
    ),
    (
      "Tests/EcoModelTests/Vectors/2026-11/tables/grid-intensity.csv",
      "f162daefa4292755405c0df3651428653d0f2582e13807e018e6e66c971bf175"
    ),
    (
      "Tests/EcoModelTests/Vectors/2026-11/tables/models.csv",
      "da18c45bbf8369840379be3251e411821e3bc1917a5400d65a71db9d663d0702"
    ),
    (
      "Tests/EcoModelTests/Vectors/2026-11/tables/regions.csv",
      "44bf0e8a88924b59a0a22377253ebc01bc52eab30bdd83c2dbef1b9faad6e8d9"
    ),
  ]

  @Test("has the tables and vectors of the day of its release, byte for byte", arguments: digests)
  func frozen(path: String, digest: String) throws {
    #expect(try SHA256.hex(of: Repository.bytes(path)) == digest)
  }

  @Test("is in the binary as it stands in the repository", arguments: Edition.allCases)
  func embedded(edition: Edition) throws {
    let tables = EcoTables(edition: edition)
    let folder = edition == .newest ? "data" : "data/editions/\(edition.rawValue)"
    for name in edition.files {
      #expect(try tables[name] == Repository.bytes("\(folder)/\(name.rawValue)"))
      #expect(tables[name].last == UInt8(ascii: "\n"))
      #expect(!tables[name].contains(UInt8(ascii: "\r")))
    }
  }

  @Test("passes every check of a caller's tables, with the same rows", arguments: Methodology.all)
  func checked(methodology: Methodology) throws {
    let eco = EcoEstimator(methodology: methodology)
    // Without its last line end a table is a caller's own, which is read through at once.
    let own = methodology.edition.files.map { ($0, [UInt8](eco.tables[$0].dropLast())) }
    let checked = try EcoEstimator(
      tables: EcoTables(replacing: Dictionary(uniqueKeysWithValues: own)), methodology: methodology)
    #expect(checked.methodologyVersion.hasPrefix("\(methodology.id)+local."))
    #expect(Array(checked.catalogue.models) == Array(eco.catalogue.models))
    #expect(Array(checked.regions.regions) == Array(eco.regions.regions))
    #expect(Array(checked.grid.rows) == Array(eco.grid.rows))
    #expect(checked.turningDays == eco.turningDays)
  }

  @Test("has the tables that a caller does not bring, whatever edition the caller named")
  func filled() throws {
    let grid = Array("zone,year,g_per_kwh,basis,source\nIE,2024,99,lifecycle,x\n".utf8)
    let regions = Array("region,provider,zone,match,pue,pue_year,source\nhere,,IE,own,,,x\n".utf8)
    let own = EcoTables(replacing: [.gridIntensity: grid, .regions: regions], edition: .newest)
    for methodology in Methodology.all {
      let eco = try EcoEstimator(tables: own, methodology: methodology)
      #expect(eco.tables.edition == methodology.edition)
      #expect(eco.tables[.models] == EcoTables(edition: methodology.edition)[.models])
      #expect(eco.tables[.gridIntensity] == grid)
    }
  }

  @Test("takes a copy of another edition's table for a caller's own, unless they are equal")
  func copies() throws {
    for (edition, other) in [(Edition.november2026, Edition.december2026)] {
      for name in edition.files {
        let copied = EcoTables(replacing: [name: EcoTables(edition: other)[name]], edition: edition)
        let isEqual = EcoTables(edition: other)[name] == EcoTables(edition: edition)[name]
        #expect((copied.versionSuffix == "") == isEqual)
        #expect((copied == EcoTables(edition: edition)) == isEqual)
      }
    }
  }
}
