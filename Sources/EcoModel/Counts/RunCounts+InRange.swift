/// Counting that goes on for ever: each adds all or nothing, and says which.
extension RunCounts {
  /// Adds a request.
  package mutating func add(_ estimate: Estimate) -> Bool {
    guard records < LedgerRange.mostRecords, ledger.mergeInRange(Ledger.Line(estimate)) else {
      return false
    }
    records += 1
    estimated += 1
    if estimate.basis == .concurrency { concurrencies.add(estimate.serving.concurrency) }
    return true
  }

  /// Adds a record without a figure.
  package mutating func add(_ reason: Unclassified, requests: Int, tokens: Int) -> Bool {
    var sum = RunCounts()
    sum.records = 1
    sum.ledger.merge(
      Ledger.Omission(records: 1, requests: Int128(requests), tokens: Int128(tokens)), for: reason)
    guard let sum = adding(sum) else { return false }
    self = sum
    return true
  }

  /// Both together; `nil` where a sum gets out of `LedgerRange`. Both must be in it themselves.
  package func adding(_ other: RunCounts) -> RunCounts? {
    var sum = self
    sum.merge(other)
    return sum.records <= LedgerRange.mostRecords && sum.ledger.isInRange ? sum : nil
  }
}
