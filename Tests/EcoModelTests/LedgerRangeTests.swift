import EcoModel
import Testing

@Suite("Counting that goes on for ever adds all or nothing")
struct LedgerRangeTests {
  private func rate() throws -> Rate {
    try EcoEstimator().rate(model: "gpt-4o-mini", region: "eu-west", at: .year(2025)).get()
  }

  private func largest() throws -> Estimate {
    let most = TokenUsage.maximumTokens
    let usage = try #require(TokenUsage(promptTokens: most, completionTokens: most))
    return try rate().estimate(usage)
  }

  @Test("in range, the sums are those of a ledger")
  func sums() throws {
    var (counts, ledger) = (RunCounts(), Ledger())
    let rate = try rate()
    for tokens in 1...100 {
      let usage = try #require(TokenUsage(promptTokens: tokens, completionTokens: 7))
      let added = counts.add(rate.estimate(usage))
      #expect(added)
      ledger.add(rate.estimate(usage))
    }
    let omitted = counts.add(.unknownModel, requests: 3, tokens: 9)
    #expect(omitted)
    #expect(LedgerTotals(counts.ledger.lines) == LedgerTotals(ledger.lines))
    #expect((counts.records, counts.estimated) == (101, 100))
    #expect(
      counts.ledger.omitted
        == [.unknownModel: Ledger.Omission(records: 1, requests: 3, tokens: 9)])
  }

  @Test("what would leave the range is refused, and changes nothing")
  func limit() throws {
    let estimate = try largest()
    var counts = RunCounts()
    let first = counts.add(estimate)
    #expect(first)
    var sum: RunCounts? = counts
    while let next = sum {
      counts = next
      sum = next.adding(next)
    }
    let before = LedgerTotals(counts.ledger.lines)
    #expect(before.records > 1000)
    var added = 0
    while added < 1 << 20, counts.add(estimate) { added += 1 }
    #expect(added < 1 << 20)
    let after = LedgerTotals(counts.ledger.lines)
    #expect(after.records == before.records + added)
    let last = counts.add(estimate)
    #expect(!last)
    #expect(LedgerTotals(counts.ledger.lines) == after)
  }
}
