import Testing

@testable import EcoModel

@Suite("What an estimator remembers changes no answer")
struct RateMemoryTests {
  @Test("each spelling of an id keeps its own steps, and has the same figures")
  func spellings() throws {
    let eco = EcoEstimator()
    let usage = try #require(TokenUsage(promptTokens: 1000, completionTokens: 100))
    for _ in 0..<2 {
      let plain = try eco.rate(model: "openai/gpt-4o", region: "eu-west").get()
      let loud = try eco.rate(model: "OpenAI/GPT-4o", region: "EU-West").get()
      #expect(plain.basis.modelSteps == [])
      #expect(loud.basis.modelSteps == ["trim and fold case: openai/gpt-4o"])
      #expect(plain.key == loud.key)
      #expect(plain.estimate(usage).energy == loud.estimate(usage).energy)
    }
  }

  @Test("an id means on each day what it meant then, in whatever order days are asked for")
  func days() throws {
    let eco = EcoEstimator()
    let dated = eco.catalogue.models.filter { $0.validFrom != nil && $0.size != nil }
    #expect(!dated.isEmpty)
    for model in dated {
      let turn = try #require(model.validFrom)
      let before = UTCDay(daysSinceEpoch: turn.daysSinceEpoch - 1)
      for day in [turn, before, turn, before] {
        let row = try eco.rate(model: model.id, region: "eu-west", at: .day(day)).get().basis.model
        #expect(row.id == model.id && (row.line == model.line) == (day == turn), "\(day)")
      }
    }
  }

  @Test("years, providers, assumed regions and local runners are told apart")
  func places() throws {
    let eco = EcoEstimator()
    for _ in 0..<2 {
      func rate(
        _ region: String, _ provider: String? = nil, year: Int = 2025, assumed: Bool = false
      ) throws -> Rate {
        try eco.rate(
          model: "openai/gpt-oss-120b", provider: provider, region: region, at: .year(year),
          regionAssumed: assumed
        ).get()
      }
      #expect(try rate("eu-west", year: 2020).basis.grid.year == 2020)
      #expect(try rate("eu-west", year: 2021).basis.grid.year == 2021)
      #expect(try rate("eu-west", "azure").basis.region.provider == "azure")
      #expect(try rate("eu-west").basis.region.provider == nil)
      #expect(try rate("eu-west", assumed: true).accuracy == .gross)
      #expect(try rate("eu-west").accuracy > .gross)
      #expect(try rate("eu-west", "ollama").basis.sequences == .local)
      #expect(try rate("eu-west", "groq").basis.sequences == .assumed)
    }
  }

  @Test("after more names than it keeps, and after a reason for no figure, it answers as at first")
  func forgetting() throws {
    let eco = EcoEstimator()
    func reason(_ model: String, _ region: String) -> Unclassified? {
      switch eco.rate(model: model, region: region) {
      case .success: nil
      case .failure(let reason): reason
      }
    }
    for round in 0..<2 {
      for number in 0..<4200 {
        let reason = reason("x\(round)-\(number)", "eu-west")
        if reason != .unknownModel {
          Issue.record("x\(round)-\(number): \(String(describing: reason))")
        }
      }
      #expect(reason("openai/gpt-4o", "eu-west") == nil)
      #expect(reason("openai/gpt-4o", "mars") == .unknownRegion)
      #expect(reason("openai/o3", "eu-west") == .undisclosedParameters)
      #expect(
        eco.rate(
          model: "openai/o3", provider: nil, region: "eu-west", at: .unknown,
          regionAssumed: false, sizeNeeded: false
        ).isSuccess)
    }
  }
}

extension Result {
  fileprivate var isSuccess: Bool {
    if case .success = self { true } else { false }
  }
}
