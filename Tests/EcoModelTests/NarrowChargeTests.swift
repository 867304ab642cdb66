import Testing

@testable import EcoModel

@Suite("RateKernel: sixty-four bits are used as far as they reach, and no further")
struct NarrowChargeTests {
  @Test("around the limit a request costs what its sums do in all bits")
  func limit() throws {
    let eco = EcoEstimator()
    var limits: Set<UInt64> = []
    #if DEBUG
      let step = 6
    #else
      let step = 1
    #endif
    for (index, model) in eco.catalogue.models.enumerated()
    where model.size != nil && index % step == 0 {
      let rate = try eco.rate(model: model.id, region: "eu-west").get()
      let limit = Int(rate.kernel.narrowTokens)
      limits.insert(rate.kernel.narrowTokens)
      for tokens in [limit - 1, limit, limit + 1] where tokens <= TokenUsage.maximumTokens {
        for (prompt, cached) in [(tokens, 0), (tokens, tokens), (0, 0), (tokens / 2, tokens / 4)] {
          let usage = try #require(
            TokenUsage(
              promptTokens: prompt, cachedPromptTokens: cached, completionTokens: tokens - prompt))
          var sums = ChargeSums()
          sums.usage.add(usage)
          let exact = EndKernel(point: rate.basis, ServingClass(basis: .assumed), nil)
          #expect(
            rate.estimate(usage).energy == exact.figures(sums).energy, "\(model.id), \(tokens)")
        }
      }
    }
    #expect(limits.count > 10 && limits.allSatisfy { $0 > 10_000 })
  }
}
