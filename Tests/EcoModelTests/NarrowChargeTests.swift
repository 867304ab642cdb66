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

  @Test("a batch has the figures of an estimate, around the limit and where a size is spread")
  func rows() throws {
    let eco = EcoEstimator()
    var row = RateRow()
    for (index, model) in eco.catalogue.models.enumerated() where model.size != nil {
      for region in ["eu-west", "us-east", "world"] {
        let rate = try eco.rate(model: model.id, region: region).get()
        if index % 20 == 0 || rate.kernel.isGuarded { row.append(rate) }
      }
    }
    #expect(row.count > 60)
    var guarded: Set<Accuracy> = []
    for (number, rate) in row.rates.enumerated() {
      let limit = Int(rate.kernel.narrowTokens)
      for (tokens, requests) in [(1, 1), (999, 1), (limit, 1), (limit + 1, 1), (999, 2)] {
        for cached in [0, tokens / 3, tokens] {
          let usage = try #require(
            TokenUsage(
              promptTokens: tokens, cachedPromptTokens: cached, completionTokens: tokens / 7,
              requests: requests))
          let cost = rate.estimate(usage)
          if rate.kernel.isGuarded { guarded.insert(cost.accuracy) }
          for digits in [nil, 2] {
            let figures = row.figures(number, usage, by: nil, significantDigits: digits)
            #expect(figures.exactEnergy == cost.energy.nanos)
            #expect(figures.exactCarbon == cost.carbon.nanos)
            #expect(figures.accuracy == cost.accuracy)
            let block = cost.block(significantDigits: digits)
            #expect(
              [figures.energy, figures.carbon, figures.carbonPer1k]
                == [block.energy.nanos, block.carbon.nanos, block.carbonPer1kTokens.nanos])
          }
        }
      }
    }
    #expect(guarded == [.accurate, .medium])
  }
}

@Suite("Sums in sixty-four bits are those in all bits, or none")
struct NarrowSumsTests {
  private func usage(_ prompt: Int, _ cached: Int, _ completion: Int, _ requests: Int = 1) throws
    -> TokenUsage
  {
    try #require(
      TokenUsage(
        promptTokens: prompt, cachedPromptTokens: cached, completionTokens: completion,
        requests: requests))
  }

  private func line() throws -> Ledger.Line {
    Ledger.Line(
      rate: try EcoEstimator().rate(model: "openai/gpt-4o", region: "eu-west").get(),
      accuracy: .medium)
  }

  @Test("of whatever fits")
  func sums() throws {
    let usages = [
      try usage(1, 0, 0), try usage(1000, 999, 17), try usage(0, 0, 5),
      try usage(1 << 30, 1 << 29, 1 << 30), try usage(1 << 31, 0, 0),
    ]
    var (narrow, wide, sum) = (NarrowSums(), try line(), try line())
    for (index, usage) in usages.enumerated() {
      let (energy, carbon) = (Int128(index) << 40, Int128(7 * index))
      let isAdded = narrow.add(usage, energy: energy, carbon: carbon)
      #expect(isAdded)
      wide.add(usage, energy: energy, carbon: carbon)
    }
    sum.add(narrow)
    #expect(sum.records == 5 && sum.records == wide.records && sum.requests == wide.requests)
    #expect(sum.energy == wide.energy && sum.carbon == wide.carbon && sum.sums == wide.sums)
  }

  @Test("what does not fit changes nothing")
  func rest() throws {
    let plain = try usage(10, 4, 3)
    let most = Int128(UInt64.max)
    let refused: [(TokenUsage, Int128, Int128)] = [
      (try usage((1 << 31) + 1, 0, 0), 1, 1), (try usage(1 << 31, 0, 1), 1, 1),
      (try usage(10, 4, 3, 2), 1, 1), (plain, most + 1, 1), (plain, 1, most + 1), (plain, -1, 1),
    ]
    for (usage, energy, carbon) in refused {
      var (narrow, sum) = (NarrowSums(), try line())
      let isAdded = narrow.add(usage, energy: energy, carbon: carbon)
      #expect(!isAdded)
      sum.add(narrow)
      #expect(sum.records == 0 && sum.energy == .zero && sum.sums == ChargeSums())
    }
  }

  @Test("each sum is full for itself")
  func overflows() throws {
    let large = try usage(1 << 31, 0, 0)
    let long = try usage(0, 0, 1 << 31)
    let most = Int128(UInt64.max)
    // A hundredth of what 64 bits hold, added until it does not fit.
    let kinds: [(TokenUsage, Int128, Int128)] = [
      (large, 0, 0), (long, 0, 0), (try usage(1, 0, 0), most / 100, 0),
      (try usage(1, 1, 0), 0, most / 100),
    ]
    for (usage, energy, carbon) in kinds {
      var (narrow, wide, sum) = (NarrowSums(), try line(), try line())
      var isFull = false
      for _ in 0..<200 where !isFull {
        isFull = !narrow.add(usage, energy: energy, carbon: carbon)
        if !isFull { wide.add(usage, energy: energy, carbon: carbon) }
      }
      sum.add(narrow)
      #expect(isFull && sum.records > 2 && sum.records == wide.records)
      #expect(sum.energy == wide.energy && sum.carbon == wide.carbon && sum.sums == wide.sums)
    }
  }
}
