import EcoModel
import Foundation
import Testing

/// The rules of the tables that the parser does not enforce for everybody.
@Suite("The bundled tables of the newest edition")
struct BundledTablesTests {
  private let eco = EcoEstimator(methodology: .newest(of: .newest))

  @Test("hold enough, in order and once each")
  func counts() {
    #expect(eco.catalogue.models.count >= 180)
    #expect(eco.grid.rows.count >= 1000)
    #expect(eco.regions.regions.count >= 500)
    let keys = eco.catalogue.models.map { "\($0.id) \($0.validFrom?.description ?? "")" }
    #expect(keys == Set(keys).sorted())
    for model in eco.catalogue.models {
      #expect(Set(model.aliases + [model.id]).count == model.aliases.count + 1, "\(model.id)")
    }
    let lines = eco.catalogue.models.map(\.line)
    #expect(lines == lines.sorted() && lines.first == 2)
  }

  @Test("have rows that are the lines of their files")
  func lines() throws {
    let grid = try Repository.text("data/grid-intensity.csv").split(separator: "\n").dropFirst()
    let rows = eco.grid.rows.map {
      "\($0.zone),\($0.year),\($0.intensity),\($0.basis.rawValue),\($0.source)"
    }
    #expect(rows == grid.map(String.init))
    let regions = try Repository.text("data/regions.csv").split(separator: "\n").dropFirst()
    let places = eco.regions.regions.map { place in
      [
        place.name, place.provider ?? "", place.zone, place.match.rawValue, place.site ?? "",
        place.areas.joined(separator: " "), place.source,
      ].joined(separator: ",")
    }
    #expect(places == regions.map(String.init))
    let pues = try Repository.text("data/pue.csv").split(separator: "\n").dropFirst()
    let sites = try #require(eco.pues).rows.map { row in
      [
        row.region, row.provider ?? "", row.year.map { "\($0)" } ?? "", "\(row.pue)", row.source,
      ].joined(separator: ",")
    }
    #expect(sites == pues.map(String.init))
    let models = try Repository.text("data/models.csv").split(separator: "\n").map(String.init)
    #expect(eco.catalogue.models.count == models.count - 1)
    for model in eco.catalogue.models {
      let line = models[model.line - 1]
      #expect(line.hasPrefix("\(model.id),\(model.aliases.joined(separator: " ")),"))
      #expect(line.contains(",\(model.source),\(model.retrieved),"))
    }
  }

  @Test("are found by each id, alias and bare name, and by no other row's")
  func spellings() throws {
    for model in eco.catalogue.models {
      let bareName = model.id.split(separator: "/").last.map(String.init) ?? ""
      for spelling in [model.id, bareName] + model.aliases {
        let match = try #require(eco.catalogue.find(spelling, on: nil), "\(spelling)")
        #expect(match.model.id == model.id, "\(spelling)")
        #expect(match.model == eco.catalogue.models[match.index])
      }
    }
  }

  @Test("name a source for each row that SOURCES.md describes")
  func sources() throws {
    let text = try Repository.text("data/SOURCES.md")
    let keys = Set(text.matches(of: /\| \[`([^`]+)`\]/).map { String($0.1) })
    #expect(keys.isSuperset(of: eco.grid.rows.map(\.source)))
    #expect(keys.isSuperset(of: eco.regions.regions.map(\.source)))
    #expect(keys.isSuperset(of: (eco.pues?.rows.map(\.source) ?? [])))
    #expect(try keys.isSuperset(of: #require(eco.accelerators.rows).map(\.source)))
    for key in keys { #expect(text.contains("\n### \(key)\n"), "no section \(key)") }
    for model in eco.catalogue.models {
      #expect(URL(string: model.source)?.scheme == "https", "\(model.id): \(model.source)")
    }
  }

  @Test("were read on or after the day from which a row holds")
  func dates() throws {
    let first = try #require(UTCDay("2026-01-01"))
    for model in eco.catalogue.models {
      #expect(model.retrieved >= first, "\(model.id)")
      if let validFrom = model.validFrom { #expect(validFrom <= model.retrieved, "\(model.id)") }
    }
  }

  @Test(
    "list these models with a size",
    arguments: [
      "openai/gpt-4o-mini", "openai/gpt-4o", "openai/gpt-3.5-turbo", "anthropic/claude-3.5-sonnet",
      "anthropic/claude-3-haiku", "google/gemini-1.5-flash", "meta-llama/llama-3.1-8b-instruct",
      "meta-llama/llama-3.1-70b-instruct", "meta-llama/llama-3.1-405b-instruct",
      "mistralai/mistral-large-latest", "mistralai/mixtral-8x7b-instruct", "deepseek/deepseek-r1",
      "qwen/qwen-2.5-72b-instruct", "google/gemma-2-9b-it", "microsoft/phi-4",
    ])
  func required(model: String) throws {
    let rate = try eco.rate(model: model, region: "eu-west", at: .year(2026)).get()
    #expect(try #require(rate.basis.size).total.point > .zero)
  }

  @Test(
    "list these models without a size, because nobody credible published one",
    arguments: [
      "openai/o3", "x-ai/grok-4", "amazon/nova-pro-v1", "amazon.nova-lite-v1:0", "qwen/qwen-max",
    ])
  func undisclosed(model: String) {
    let rate = eco.rate(model: model, region: "eu-west", at: .year(2026))
    #expect(throws: Unclassified.undisclosedParameters) { try rate.get() }
  }

  @Test("assume an architecture by the total size as METHODOLOGY.md says")
  func assumedArchitecture() {
    let steps: [(total: Int, kvBytes: Int, attentionWidth: Int)] = [
      (10, 131_072, 131_072), (40, 200_000, 300_000), (120, 330_000, 650_000),
      (.max, 200_000, 1_000_000),
    ]
    for model in eco.catalogue.models {
      guard let size = model.size, size.architecture == .assumed else { continue }
      let step = steps.first { $0.total == .max || size.total.point <= Decimal9(Int128($0.total)) }
      #expect(
        (size.kvBytes, size.attentionWidth) == (step?.kvBytes, step?.attentionWidth)
          as (Int?, Int?), "\(model.id)")
    }
  }

  @Test("have a life-cycle factor for every region, plausible and without a gap to the present")
  func zones() throws {
    for region in eco.regions.regions {
      let index = try #require(eco.grid.find(zone: region.zone, year: nil), "\(region.name)")
      #expect(eco.grid.rows[index].year >= 2022)
      #expect(eco.grid.rows[index].intensity > .zero, "\(region.zone): no grid is free of it")
      #expect(eco.grid.rows[index].intensity <= GramsPerKilowattHour(nanos: 1_500_000_000_000))
    }
    for zone in Set(eco.grid.rows.map(\.zone)) {
      let years = eco.grid.rows.filter { $0.zone == zone && $0.basis == .lifecycle }.map(\.year)
      #expect(years == Array((years.first ?? 0)...(years.last ?? 0)), "\(zone) has a gap")
    }
  }

  @Test("know countries, the world and what gateways call a place")
  func places() throws {
    for (name, zone) in [
      ("ie", "IE"), ("irl", "IE"), ("world", "world"), ("eu", "EU27"), ("uk", "GB"),
      ("eu-west", "IE"), ("eu-west-1", "IE"), ("eu-central", "DE"), ("eu-north", "SE"),
      ("eu-south", "IT"), ("ap-northeast", "JP"), ("ap-southeast", "SG"), ("sa-east", "BR"),
      ("us-east-1", "US-PJM"), ("europe-west4", "NL"), ("westeurope", "NL"),
    ] {
      let index = try #require(eco.regions.find(name, provider: nil), "\(name)")
      #expect(eco.regions.regions[index].zone == zone)
    }
    let google = try #require(eco.regions.find("eu-west", provider: "google"))
    #expect(eco.regions.regions[google].zone == "BE")
  }
}

extension Decimal9 {
  /// A whole number.
  fileprivate init(_ number: Int128) { self.init(nanos: number * 1_000_000_000) }
}
