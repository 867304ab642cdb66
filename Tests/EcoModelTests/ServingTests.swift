import EcoModel
import Testing

@Suite("Serving: what a caller knows of how a request was served")
struct ServingTests {
  private let rate: Rate
  private let eco = EcoEstimator()
  private let usage: TokenUsage

  init() throws {
    rate = try eco.rate(model: "deepseek/deepseek-r1", region: "eu-west").get()
    usage = try #require(TokenUsage(promptTokens: 900, completionTokens: 500))
  }

  @Test("is nothing unless it is said")
  func assumed() {
    let (plain, assumed) = (rate.estimate(usage), rate.estimate(usage, serving: .assumed))
    #expect(plain.energy == assumed.energy && plain.basis == .assumed)
    #expect(plain.uncertainty == assumed.uncertainty)
    #expect(Serving()?.basis == .assumed)
  }

  @Test("takes numbers in their range and no others")
  func bounds() {
    for (text, isIn) in [
      ("1", true), ("16384", true), ("64.125", true), ("0.999", false), ("16384.001", false),
      ("2.0005", false), ("0", false),
    ] {
      let sequences = DecimalText.nanos(text.utf8).flatMap { Concurrency(Decimal9(nanos: $0)) }
      #expect((sequences != nil) == isIn, "\(text)")
      if isIn { #expect(sequences?.description == text) }
    }
    let most = Int128(Serving.maximum) * 1_000_000_000
    #expect(Serving(gpuSeconds: Decimal9(nanos: most)) != nil)
    #expect(Serving(gpuSeconds: Decimal9(nanos: most + 1000)) == nil)
    #expect(Serving(gpuSeconds: Decimal9(nanos: 1)) == nil, "more than six places")
    #expect(Serving(gpuSeconds: Decimal9(nanos: -1000)) == nil)
    #expect(Serving(acceleratorEnergy: WattHours(nanos: most)) != nil)
    #expect(Serving(acceleratorEnergy: WattHours(nanos: most + 1)) == nil)
    #expect(Serving(acceleratorEnergy: WattHours(nanos: -1)) == nil)
  }

  @Test("the more sequences share the weights, the less a request takes")
  func shared() throws {
    var last: WattHours?
    for thousandths in [1000, 1001, 2000, 16_000, 64_000, 4_096_000, 16_384_000] as [Int128] {
      let sequences = try #require(Concurrency(Decimal9(nanos: thousandths * 1_000_000)))
      let cost = rate.estimate(usage, serving: try #require(Serving(concurrency: sequences)))
      #expect(cost.basis == .concurrency)
      if let last { #expect(cost.energy <= last) }
      last = cost.energy
    }
    let said = try #require(Serving(concurrency: .assumed))
    #expect(rate.estimate(usage, serving: said).energy == rate.estimate(usage).energy)
  }

  @Test("has a narrower interval the more is known")
  func widths() throws {
    let b200 = try #require(eco.accelerator(" B200 "))
    let seconds = try #require(DecimalText.nanos("0.02".utf8)).magnitude
    let known: [Serving] = [
      .assumed, try #require(Serving(concurrency: .assumed)),
      try #require(
        Serving(gpuSeconds: Decimal9(nanos: Int128(seconds)), accelerator: b200)),
      try #require(
        Serving(
          concurrency: .assumed, gpuSeconds: Decimal9(nanos: Int128(seconds)), accelerator: b200)),
      try #require(Serving(acceleratorEnergy: WattHours(nanos: 5_000_000))),
    ]
    let ratios = known.map { serving in
      let range = rate.estimate(usage, serving: serving).uncertainty.energy
      return range.high.doubleValue / range.low.doubleValue
    }
    #expect(ratios == ratios.sorted(by: >))
  }

  @Test("of many requests the sums keep few numbers, and their interval is that of each, added up")
  func sums() throws {
    var generator = SeededGenerator(seed: 17)
    var ledger = Ledger()
    var (low, high): (Int128, Int128) = (0, 0)
    for _ in 0..<500 {
      let thousandths = Int128.random(in: 1000...16_384_000, using: &generator)
      let usage = try #require(
        TokenUsage(
          promptTokens: Int.random(in: 1...5000, using: &generator),
          completionTokens: Int.random(in: 1...5000, using: &generator)))
      let sequences = Concurrency(Decimal9(nanos: thousandths * 1_000_000))
      let cost = rate.estimate(usage, serving: try #require(Serving(concurrency: sequences)))
      ledger.add(cost)
      low += cost.uncertainty.energy.low.nanos
      high += cost.uncertainty.energy.high.nanos
    }
    #expect(ledger.lines.count <= 2)
    let totals = LedgerTotals(ledger.lines)
    #expect((totals.energyLow.nanos - low).magnitude <= 300)
    #expect((totals.energyHigh.nanos - high).magnitude <= 300)
    #expect(ledger.lines.allSatisfy { $0.basis == .concurrency })
  }

  @Test("of a model without a size is enough where it is measured, wanted, and in no other case")
  func unknownSize() throws {
    let metered = try #require(Serving(acceleratorEnergy: WattHours(nanos: 1_000_000_000)))
    let said = try #require(Serving(concurrency: .assumed))
    func estimate(_ model: String, _ serving: Serving, _ wanted: Bool) throws -> Estimate {
      try eco.estimate(
        model: model, region: "eu-west", usage: usage, serving: serving, measuredUnknown: wanted
      ).get()
    }
    let cost = try estimate("openai/o3", metered, true)
    #expect(cost.energy.description == "1.881" && cost.accuracy == .medium)
    let size = cost.uncertainty.energyFromSize
    #expect(size.low == cost.energy && size.high == cost.energy)
    for (serving, wanted) in [(metered, false), (said, true), (.assumed, true)] {
      #expect(throws: Unclassified.undisclosedParameters) {
        try estimate("openai/o3", serving, wanted)
      }
    }
    #expect(throws: Unclassified.notCompletion) {
      try estimate("text-embedding-3-small", metered, true)
    }
    #expect(throws: Unclassified.unknownModel) { try estimate("nobody", metered, true) }
  }

  @Test("nothing traps at the limits, whatever is known", arguments: ["large", "odd"])
  func limits(model: String) throws {
    let tables = CustomTables(
      models: [
        "large,,10000,10000,10000,10000,10000,10000,31.99,100000000,100000000,vendor,assumed,,x,"
          + "2026-11-21,",
        "odd,,9999.999,0.001,10000,9999.997,0.001,9999.999,31.97,99999999,99999989,vendor,assumed,,"
          + "x,2026-11-21,",
      ], grid: ["ZA,2020,9999.9999,lifecycle,x"], regions: ["here,,ZA,own,9.999,2024,x"],
      accelerators: ["huge,100000,1,10,x,"])
    let eco = try tables.estimator()
    let most = Decimal9(nanos: Int128(Serving.maximum) * 1_000_000_000)
    let servings: [Serving?] = [
      .assumed, Serving(concurrency: .local), Serving(concurrency: .largest),
      Serving(gpuSeconds: most, accelerator: eco.accelerator("huge")),
      Serving(acceleratorEnergy: WattHours(nanos: most.nanos)),
    ]
    for provider in [nil, "ollama"] {
      let rate = try eco.rate(model: model, provider: provider, region: "here").get()
      for serving in servings.compactMap({ $0 }) {
        for requests in [1, TokenUsage.maximumRequests] {
          let usage = try #require(
            TokenUsage(
              promptTokens: TokenUsage.maximumTokens, cachedPromptTokens: 1,
              completionTokens: TokenUsage.maximumTokens, requests: requests))
          let cost = rate.estimate(usage, serving: serving)
          let range = cost.uncertainty
          #expect(range.energy.low <= cost.energy && cost.energy <= range.energy.high)
          var ledger = Ledger()
          for _ in 0..<1000 { ledger.add(cost) }
          let totals = LedgerTotals(ledger.lines)
          #expect(totals.energy.nanos == 1000 * cost.energy.nanos)
          #expect(totals.energyLow <= totals.energy && totals.energy <= totals.energyHigh)
        }
      }
    }
  }
}
