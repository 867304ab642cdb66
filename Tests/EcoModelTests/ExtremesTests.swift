import EcoModel
import Testing

@Suite("At the limits of tables and usages")
struct ExtremesTests {
  /// The largest and smallest rows that the parser lets through, and ones with the most digits.
  private static func estimators() throws -> [EcoEstimator] {
    let rest = "2026-11-21,"
    let tables = CustomTables(
      models: [
        "large,,10000,10000,10000,10000,10000,10000,32,100000000,100000000,vendor,assumed,,x,\(rest)",
        "odd,,9999.999,0.001,10000,9999.997,0.001,9999.999,31.97,99999999,99999989,vendor,assumed,,"
          + "x,\(rest)",
        "small,,0.001,0.001,0.001,0.001,0.001,0.001,1,1,1,vendor,config,,x,\(rest)",
        "sparse,,10000,10000,10000,0.001,0.001,0.001,4.25,1,100000000,vendor,assumed,,x,\(rest)",
      ],
      grid: [
        "ZA,2020,10000,lifecycle,x", "ZB,2020,0,lifecycle,x", "ZC,2020,9999.9999,lifecycle,x",
      ],
      regions: [
        "clean,,ZB,own,1,2024,x", "dirty,,ZA,own,10,2024,x", "odd,,ZC,own,9.999,2024,x",
      ])
    return try Methodology.all.map(tables.estimator)
  }

  private static let counts = [0, 1, 2, 999, 1 << 31, (1 << 31) + 1, TokenUsage.maximumTokens]

  @Test("nothing traps, the value is in its interval, and a sum is what it is the sum of")
  func limits() throws {
    for eco in try Self.estimators() {
      for model in ["large", "odd", "small", "sparse"] {
        for region in ["clean", "dirty", "odd"] {
          let rate = try eco.rate(model: model, region: region).get()
          for prompt in Self.counts {
            for completion in Self.counts {
              for requests in [1, 2, TokenUsage.maximumRequests] {
                guard
                  let usage = TokenUsage(
                    promptTokens: prompt, cachedPromptTokens: prompt / 3,
                    completionTokens: completion, requests: requests)
                else { continue }
                try check(rate.estimate(usage))
              }
            }
          }
        }
      }
    }
  }

  private func check(_ cost: Estimate) throws {
    let range = cost.uncertainty
    for interval in [range.energy, range.energyFromSize, range.energyFromMethod] {
      #expect(interval.low <= cost.energy && cost.energy <= interval.high)
    }
    #expect(range.carbon.low <= cost.carbon && cost.carbon <= range.carbon.high)
    #expect(range.energy.low <= range.energyFromSize.low)
    #expect(range.energyFromSize.high <= range.energy.high)
    #expect(cost.energy >= .zero && cost.carbon >= .zero)
    #expect(cost.energyPer1kTokens >= .zero && cost.carbonPer1kTokens >= .zero)
    #expect(cost.accuracy <= cost.rate.accuracy)
    #expect(cost.jsonBlock().first == "{")
    let block = cost.block()
    #expect(block.energy == cost.energy && block.carbon == cost.carbon)
    #expect(block.carbonPer1kTokens == cost.carbonPer1kTokens && block.accuracy == cost.accuracy)
    #expect(cost.block(significantDigits: 39) == block)
    var ledger = Ledger()
    ledger.add(cost)
    let totals = LedgerTotals(ledger.lines)
    #expect(totals.energy == cost.energy && totals.carbon == cost.carbon)
    #expect(totals.energyLow <= totals.energy && totals.energy <= totals.energyHigh)
    if cost.usage.requests == 1 {
      #expect(totals.energyLow == range.energy.low && totals.carbonHigh == range.carbon.high)
    }
  }

  @Test("a log of 10⁹ of the largest requests has totals, over the bundled tables")
  func hostileLog() throws {
    let eco = EcoEstimator()
    let largest = eco.catalogue.models.max { ($0.size?.kvBytes ?? 0) < ($1.size?.kvBytes ?? 0) }
    let rate = try eco.rate(model: #require(largest).id, region: "world").get()
    try checkLog(of: rate, tens: 9)
  }

  @Test("a log of 10⁷ of them has totals over any tables")
  func hostileTables() throws {
    for eco in try Self.estimators() {
      try checkLog(of: eco.rate(model: "odd", region: "odd").get(), tens: 7)
    }
  }

  private func checkLog(of rate: Rate, tens: Int) throws {
    let limit = TokenUsage.maximumTokens
    let usage = try #require(TokenUsage(promptTokens: limit, completionTokens: limit))
    let cost = rate.estimate(usage)
    var ledger = Ledger()
    ledger.add(cost)
    var count: Int128 = 1
    for _ in 0..<tens {
      let tenth = ledger
      for _ in 1..<10 { ledger.merge(tenth) }
      count *= 10
    }
    let totals = LedgerTotals(ledger.lines)
    #expect(Int128(totals.records) == count)
    #expect(totals.energy.nanos == cost.energy.nanos * count)
    #expect(totals.promptTokens == Int128(limit) * count)
    #expect(totals.carbonPer1kTokens > .zero)
    #expect(totals.energyLow <= totals.energy && totals.energy <= totals.energyHigh)
    // The interval of the sum is the sum of the intervals, but for the rounding of each.
    for (sum, part) in [
      (totals.energyLow.nanos, cost.uncertainty.energy.low.nanos),
      (totals.energyHigh.nanos, cost.uncertainty.energy.high.nanos),
      (totals.carbonLow.nanos, cost.uncertainty.carbon.low.nanos),
      (totals.carbonHigh.nanos, cost.uncertainty.carbon.high.nanos),
    ] {
      #expect((sum - part * count).magnitude <= (count / 2).magnitude)
    }
  }

  @Test("every digit is that of the 128-bit formula on both sides of where 64 bits end")
  func widths() throws {
    // The same tokens as one request, and as the sum of one request in a ledger's wide arithmetic.
    var generator = SeededGenerator(seed: 9)
    for eco in try Self.estimators() + [EcoEstimator()] {
      for model in eco.catalogue.models.prefix(8) {
        guard
          let rate = try? eco.rate(model: model.id, region: eco.regions.regions[0].name).get()
        else { continue }
        for _ in 0..<200 {
          let bits = Int.random(in: 1...39, using: &generator)
          guard
            let usage = TokenUsage(
              promptTokens: Int.random(in: 0...(1 << bits), using: &generator),
              completionTokens: Int.random(in: 0...(1 << bits), using: &generator)),
            let twice = TokenUsage(
              promptTokens: 2 * usage.promptTokens, completionTokens: 2 * usage.completionTokens,
              requests: 2)
          else { continue }
          // Two equal requests take exactly twice the energy, and always the wide path.
          let (one, two) = (rate.estimate(usage), rate.estimate(twice))
          #expect((two.energy.nanos - 2 * one.energy.nanos).magnitude <= 1)
          #expect((two.carbon.nanos - 2 * one.carbon.nanos).magnitude <= 1)
          #expect(two.energyPer1kTokens == one.energyPer1kTokens)
          #expect(two.carbonPer1kTokens == one.carbonPer1kTokens)
          #expect(two.accuracy == one.accuracy)
        }
      }
    }
  }
}
