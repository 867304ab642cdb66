import EcoModel
import Testing

/// What the tables of places must be, held against the extracts that they are made from.
@Suite("Places of edition 2026-12")
struct PlacesTests {
  private let eco = EcoEstimator(methodology: .newest(of: .december2026))

  private func place(_ name: String, _ provider: String? = nil) throws -> Region {
    eco.regions.regions[try #require(eco.regions.find(name, provider: provider), "\(name)")]
  }

  private func factor(_ zone: String, _ year: Int) throws -> Double {
    let row = eco.grid.rows[try #require(eco.grid.find(zone: zone, year: year), "\(zone)")]
    #expect(row.year == year, "\(zone)")
    return row.intensity.doubleValue
  }

  /// Terawatt-hours by state and year.
  private func generation() throws -> [String: [Int: Double]] {
    var found: [String: [Int: Double]] = [:]
    for row in try Repository.table("data/extracts/us-state-generation.csv") {
      let year = try #require(row["year"].flatMap(Int.init))
      let fuels = row.filter { $0.key.hasSuffix("_twh") && !$0.value.isEmpty }
      #expect(fuels.count >= 3)
      let total = try fuels.reduce(0) { $0 + (try #require(Double($1.value))) }
      found[row["zone"] ?? "", default: [:]][year] = total
    }
    return found
  }

  @Test("let the states of the US, weighted by what they generate, give the nation's factor back")
  func nation() throws {
    let states = try generation()
    #expect(states.count == 51)
    for year in 2020...2025 {
      let all = try states.map { zone, years in
        (
          terawattHours: try #require(years[year], "\(zone) \(year)"),
          factor: try factor(zone, year)
        )
      }
      let total = all.reduce(0) { $0 + $1.terawattHours }
      let mean = all.reduce(0) { $0 + $1.terawattHours * $1.factor } / total
      // The fit is good to 0.02, and states are rounded to a tenth.
      #expect(abs(mean - (try factor("US", year))) < 0.03, "\(year): \(mean)")
    }
  }

  @Test("let areas be the means of their states")
  func areas() throws {
    let states = try generation()
    for row in try Repository.table("data/us-areas.csv") {
      let area = try #require(row["area"])
      #expect(area.dropFirst(3).count > 2, "\(area) looks like a state")
      let members = (row["states"] ?? "").split(separator: " ").map { "US-\($0)" }
      #expect(members == members.sorted() && members.count > 1)
      for year in 2020...2025 {
        var (grams, total) = (0.0, 0.0)
        for member in members {
          let part = try #require(states[member]?[year], "\(member)")
          grams += part * (try factor(member, year))
          total += part
        }
        #expect(abs(grams / total - (try factor(area, year))) < 0.1, "\(area) \(year)")
      }
    }
  }

  @Test("have the figures of the method's own examples")
  func examples() throws {
    #expect(try factor("US-PJM", 2024) == 385.4)
    #expect(try factor("US-PJM-EAST", 2024) == 429.3)
    #expect(try factor("US", 2024) == 383.78)
    #expect(try factor("US-CA", 2024) == 215.5)
  }

  @Test("say `part` for states and areas, `broad` for a whole continent's factor, `own` otherwise")
  func matches() {
    let wide: Set = ["world", "EU27", "US", "CA", "AU", "BR", "CN", "IN", "RU"]
    for region in eco.regions.regions {
      let expected: Region.GridMatch =
        region.zone.hasPrefix("US-") ? .part : wide.contains(region.zone) ? .broad : .own
      #expect(region.match == expected, "\(region.name)")
      if region.match == .part { #expect(!region.areas.isEmpty, "\(region.name)") }
      if region.match == .own { #expect(region.areas.isEmpty, "\(region.name)") }
      #expect(!region.areas.contains(region.zone), "\(region.name)")
      #expect(region.pue == nil && region.pueYear == nil, "\(region.name)")
    }
  }

  @Test("give names that refer to a region that region's zone and PUE")
  func sites() throws {
    var count = 0
    for region in eco.regions.regions {
      guard let name = region.site else { continue }
      let site = try place(name)
      #expect(site.provider == nil && site.site == nil, "\(region.name)")
      #expect(
        (region.zone, region.match) == (site.zone, site.match), "\(region.name) → \(name)")
      #expect(region.areas == site.areas)
      for year in [2022, 2024, 2026] {
        let pues = try #require(eco.pues)
        #expect(pues.find(region, year: year) == pues.find(site, year: year), "\(region.name)")
      }
      count += 1
    }
    #expect(count > 100)
  }

  @Test("let a gateway's name without a number be the region with the number 1")
  func gateways() throws {
    for region in eco.regions.regions
    where region.source == "gateway-rule" && region.provider == nil {
      let numbered = "\(region.name)-1"
      let isThere = eco.regions.find(numbered, provider: nil) != nil
      #expect(region.site == (isThere ? numbered : nil), "\(region.name)")
    }
    for (name, zone) in [
      ("us-east", "US-PJM"), ("us-west", "US-CA"), ("us-east-1", "US-PJM"), ("us-east1", "US"),
      ("us-west-2", "US-NORTHWEST"), ("us-central1", "US-MISO"), ("west us 3", "US-SOUTHWEST"),
      ("westcentralus", "US"), ("us", "US"), ("us-va", "US-VA"), ("us-pjm", "US-PJM"),
    ] {
      #expect(try place(name).zone == zone, "\(name)")
    }
    #expect(try place("us-west", "google").zone == "US-NORTHWEST")
    #expect(try place("eu-west-1", "alibaba").zone == "GB")
    #expect(try place("bhs", "ovh").zone == "CA")
  }

  @Test("do not know what logs write for nothing", arguments: ["na", "NA", "n/a", "not_available"])
  func nothing(name: String) {
    #expect(eco.regions.find(name, provider: nil) == nil)
  }

  @Test("know every region of the edition before, but `na`")
  func kept() throws {
    let before = EcoEstimator(methodology: .newest(of: .november2026))
    for region in before.regions.regions where region.name != "na" {
      #expect(eco.regions.row(region.name, region.provider) != nil, "\(region.name)")
    }
    #expect(before.regions.find("na", provider: nil) != nil)
  }

  @Test(
    "take the newest PUE that is not after the year, else the oldest, without a year the newest",
    arguments: [
      (2019, "1.1"), (2022, "1.1"), (2023, "1.1"), (2024, "1.11"), (2025, "1.1"), (2030, "1.1"),
      (nil, "1.1"),
    ] as [(Int?, String)])
  func pue(year: Int?, expected: String) throws {
    let date = year.map { RequestDate.year($0) } ?? .unknown
    let rate = eco.rate(model: "openai/gpt-4o-mini", region: "eu-west", at: date)
    switch rate {
    case .success(let rate):
      #expect(rate.basis.pue.description == expected)
      #expect(rate.basis.site?.region == "eu-west-1")
    case .failure(let reason): #expect(year == 2019 && reason == .noGridData)
    }
    let pues = try #require(eco.pues)
    let row = try #require(pues.find(place("eu-west"), year: year))
    #expect(pues.rows[row].pue.description == expected)
  }

  @Test("do not lend a site's PUE to another operator's place of the same name")
  func others() throws {
    let alibaba = try eco.rate(
      model: "openai/gpt-4o-mini", provider: "alibaba", region: "us-east-1", at: .year(2024)
    ).get()
    #expect(alibaba.basis.site == nil && alibaba.basis.pue.description == "1.15")
    #expect(alibaba.basis.pue == eco.methodology.defaultPUE)
  }

  @Test("have each published PUE once, of a region that is in the table")
  func published() throws {
    let pues = try #require(eco.pues)
    #expect(pues.rows.count > 150)
    for row in pues.rows {
      let region = try #require(eco.regions.row(row.region, row.provider), "\(row.region)")
      #expect(eco.regions.regions[region].site == nil, "\(row.region)")
      let index = pues.find(eco.regions.regions[region], year: row.year)
      #expect(index.map { pues.rows[$0] } == row, "\(row.region)")
    }
    let extract = try Repository.table("data/extracts/operators-pue.csv")
    for line in extract {
      let region = try place(line["region"] ?? "")
      let index = try #require(pues.find(region, year: line["year"].flatMap(Int.init)))
      #expect(pues.rows[index].pue.doubleValue == Double(line["pue"] ?? ""), "\(region.name)")
      #expect(pues.rows[index].source == line["source"])
    }
  }

  @Test("list the other areas that could be defended, with the year's factors")
  func defensible() throws {
    let rate = try eco.rate(
      model: "openai/gpt-4o-mini", region: "us-east-1", at: .year(2024)
    ).get()
    #expect(rate.basis.grid.zone == "US-PJM" && rate.basis.grid.intensity.description == "385.4")
    #expect(rate.basis.areas.map(\.zone) == ["US-PJM-EAST", "US-VA", "US"])
    #expect(rate.basis.areas.map(\.intensity.description) == ["429.3", "351.3", "383.78"])
    #expect(rate.accuracy == .medium)
  }
}
