import EcoModel
import Testing

@Suite("Intervals by cause")
struct UncertaintyTests {
  /// Whether `value · 100 / percent` is `end`, each rounded to a whole billionth.
  private func isQuotient(_ value: WattHours, _ percent: Int128, _ end: WattHours) -> Bool {
    // Half a billionth of the value and of the end, each times its factor.
    abs(end.nanos * percent - value.nanos * 100) * 2 <= percent + 100
  }

  @Test("of v1 the method's is ÷ 1.30 to ÷ 0.55 of the energy, whatever is known of the size")
  func method() throws {
    let eco = EcoEstimator(methodology: .v1_2026_11)
    let usage = try #require(TokenUsage(promptTokens: 1800, completionTokens: 260))
    var spreads = 0
    for model in ["openai/gpt-4o", "openai/gpt-4o-mini", "meta-llama/llama-3.3-70b-instruct"] {
      let cost = try eco.rate(model: model, region: "eu-west").get().estimate(usage)
      let uncertainty = cost.uncertainty
      #expect(isQuotient(cost.energy, 130, uncertainty.energyFromMethod.low), "\(model)")
      #expect(isQuotient(cost.energy, 55, uncertainty.energyFromMethod.high), "\(model)")
      // The size's part is at its own ends, and both together are the one widened by the other.
      let size = uncertainty.energyFromSize
      #expect(isQuotient(size.low, 130, uncertainty.energy.low), "\(model)")
      #expect(isQuotient(size.high, 55, uncertainty.energy.high), "\(model)")
      if size.low < cost.energy, cost.energy < size.high { spreads += 1 }
    }
    #expect(spreads > 0, "some model's size has a range")
  }

  @Test("of a sum of records that were each rounded to nothing, or up, the sum is in it")
  func roundedSums() throws {
    let tables = CustomTables(
      models: [
        "small,,0.001,0.001,0.001,0.001,0.001,0.001,1,1,1,vendor,config,,x,2026-11-21,"
      ], regions: ["here,,ZA,own,1,2024,x"])
    let rate = try tables.estimator(.v1_2026_11).rate(model: "small", region: "here").get()
    func usage(_ prompt: Int, cached: Int, _ completion: Int = 0) throws -> TokenUsage {
      try #require(
        TokenUsage(
          promptTokens: prompt, cachedPromptTokens: cached, completionTokens: completion))
    }
    for usage in try [
      usage(1, cached: 1), usage(3, cached: 3), usage(4, cached: 4), usage(1, cached: 0),
      usage(0, cached: 0, 1),
    ] {
      var ledger = Ledger()
      for _ in 0..<1000 { ledger.add(rate.estimate(usage)) }
      let totals = LedgerTotals(ledger.lines)
      #expect(totals.energyLow <= totals.energy && totals.energy <= totals.energyHigh)
      #expect(totals.carbonLow <= totals.carbon && totals.carbon <= totals.carbonHigh)
    }
    // Of one cached token nothing is left of the value, though of a thousand there is.
    let (one, all) = try (usage(1, cached: 1), usage(1000, cached: 1000))
    #expect(rate.estimate(one).energy == .zero)
    #expect(rate.estimate(all).uncertainty.energy.low > .zero)
  }
}

@Suite("A quantity as a floating-point number")
struct DoubleValueTests {
  @Test(
    "is the nearest one or the next to it",
    arguments: [
      0, 1, -1, 999_999_999, 2_121_394, -2_121_394, 1_500_000_000, 9_007_199_254_740_993,
      123_456_789_012_345_678_901_234_567_890, Int128.max, Int128.min,
    ] as [Int128])
  func doubles(nanos: Int128) throws {
    let quantity = WattHours(nanos: nanos)
    let nearest = try #require(Double(quantity.description))
    #expect(abs(quantity.doubleValue - nearest) <= nearest.ulp)
    #expect(GramsCO2e(nanos: nanos).doubleValue == quantity.doubleValue)
  }

  @Test("and exactly it where a reader would expect so")
  func exact() {
    #expect(WattHours(nanos: 2_121_394).doubleValue == 0.002121394)
    #expect(WattHours(nanos: 1_500_000_000).doubleValue == 1.5)
    #expect(WattHours.zero.doubleValue == 0)
  }
}
