import EcoModel
import Testing

@Suite("A ledger")
struct LedgerTests {
  private enum Entry {
    case estimate(Estimate)
    case omitted(Unclassified, Int)
  }

  /// A thousand mixed entries of the bundled tables.
  private static func entries(_ generator: inout SeededGenerator) throws -> [Entry] {
    let eco = EcoEstimator()
    let regions = ["eu-west", "us-east", "world", "de"]
    let rates = try eco.catalogue.models.filter { $0.size != nil }.prefix(40).enumerated()
      .map { try eco.rate(model: $1.id, region: regions[$0 % 4], at: .year(2030)).get() }
    return (0..<1000).map { _ in
      let usage = TokenUsage(
        promptTokens: Int.random(in: 0...100_000, using: &generator),
        completionTokens: Int.random(in: 0...9000, using: &generator),
        requests: Int.random(in: 0...3, using: &generator) == 0
          ? Int.random(in: 1...500, using: &generator) : 1)
      guard let usage, Int.random(in: 0..<10, using: &generator) > 0 else {
        let reason = Unclassified.allCases[Int.random(in: 0..<7, using: &generator)]
        return .omitted(reason, Int.random(in: 0...1000, using: &generator))
      }
      let rate = rates[Int.random(in: rates.indices, using: &generator)]
      return .estimate(rate.estimate(usage))
    }
  }

  private func ledger(_ entries: some Sequence<Entry>) -> Ledger {
    var ledger = Ledger()
    for entry in entries {
      switch entry {
      case .estimate(let estimate): ledger.add(estimate)
      case .omitted(let reason, let tokens): ledger.add(reason, tokens: tokens)
      }
    }
    return ledger
  }

  private func expectEqual(_ a: Ledger, _ b: Ledger) {
    #expect(LedgerTotals(a.lines) == LedgerTotals(b.lines))
    #expect(a.omitted == b.omitted)
    #expect(a.lines.count == b.lines.count)
    for (x, y) in zip(a.lines, b.lines) {
      #expect(x.rate.key == y.rate.key && x.accuracy == y.accuracy && x.sums == y.sums)
      #expect(x.records == y.records && x.requests == y.requests)
      #expect(x.energy == y.energy && x.carbon == y.carbon)
      #expect(x.uncertainty == y.uncertainty)
    }
  }

  @Test("gives the same totals for any order and any split", arguments: [11, 12, 13] as [UInt64])
  func splits(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let entries = try Self.entries(&generator)
    let whole = ledger(entries)
    expectEqual(ledger(entries.shuffled(using: &generator)), whole)
    for _ in 0..<5 {
      let cuts =
        [0, entries.count]
        + (0..<3).map { _ in Int.random(in: 0...entries.count, using: &generator) }
      let parts = zip(cuts.sorted(), cuts.sorted().dropFirst()).map { ledger(entries[$0..<$1]) }
      // Left to right, right to left, and as a tree.
      expectEqual(parts.reduce(into: Ledger()) { $0.merge($1) }, whole)
      expectEqual(parts.reversed().reduce(into: Ledger()) { $0.merge($1) }, whole)
      var (left, right) = (parts[0], parts[2])
      left.merge(parts[1])
      right.merge(parts[3])
      right.merge(left)
      expectEqual(right, whole)
    }
  }

  @Test("adds up to the printed rows, to the last digit")
  func printedRows() throws {
    var generator = SeededGenerator(seed: 14)
    let entries = try Self.entries(&generator)
    let totals = LedgerTotals(ledger(entries).lines)
    let estimates = entries.compactMap { entry in
      if case .estimate(let estimate) = entry { estimate } else { nil }
    }
    #expect(totals.records == estimates.count)
    #expect(totals.energy == estimates.reduce(.zero) { $0 + $1.energy })
    #expect(totals.carbon == estimates.reduce(.zero) { $0 + $1.carbon })
    #expect(totals.requests == estimates.reduce(0) { $0 + Int128($1.usage.requests) })
    #expect(totals.tokens == totals.promptTokens + totals.completionTokens)
    #expect(totals.energyLow <= totals.energy && totals.energy <= totals.energyHigh)
    #expect(totals.carbonLow <= totals.carbon && totals.carbon <= totals.carbonHigh)
  }

  @Test("counts what had no figure, by reason")
  func omissions() {
    var ledger = Ledger()
    ledger.add(.unknownModel, tokens: 5)
    ledger.add(.unknownModel, tokens: 7)
    ledger.add(.noUsage)
    #expect(ledger.omitted[.unknownModel]?.records == 2)
    #expect(ledger.omitted[.unknownModel]?.tokens == 12)
    #expect(ledger.omitted[.noUsage]?.requests == 1)
    #expect(ledger.omitted.count == 2)
    #expect(LedgerTotals(ledger.lines).energyPer1kTokens == .zero)
  }

  @Test("charges an aggregate record as so many equal requests")
  func aggregates() throws {
    let rate = try EcoEstimator().rate(model: "openai/gpt-4o-mini", region: "eu-west").get()
    let one = try #require(TokenUsage(promptTokens: 1800, completionTokens: 2600))
    let hundred = try #require(
      TokenUsage(promptTokens: 180_000, completionTokens: 260_000, requests: 100))
    let asOne = try #require(TokenUsage(promptTokens: 180_000, completionTokens: 260_000))
    let (each, all) = (rate.estimate(one), rate.estimate(hundred))
    #expect((all.energy.nanos - 100 * each.energy.nanos).magnitude <= 50)
    #expect(all.energyPer1kTokens == each.energyPer1kTokens)
    #expect(all.energy < rate.estimate(asOne).energy, "one long context is read at more cost")
    var (separate, together) = (Ledger(), Ledger())
    for _ in 0..<100 { separate.add(each) }
    together.add(all)
    #expect(separate.lines[0].sums == together.lines[0].sums)
    #expect(separate.lines[0].requests == together.lines[0].requests)
    #expect(separate.lines[0].uncertainty == together.lines[0].uncertainty)
  }
}
