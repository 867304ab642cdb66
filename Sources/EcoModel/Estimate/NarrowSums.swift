/// What a line of a ledger adds up, of single requests and in 64 bits: one cache line, because a batch
/// may go to and fro between thousands of lines.
package struct NarrowSums: Sendable {
  private(set) var records: UInt64 = 0
  /// In billionths.
  private(set) var energy: UInt64 = 0
  private(set) var carbon: UInt64 = 0
  private(set) var usage = TokenSums<UInt64>()

  /// Of more tokens 64 bits do not hold the pairs.
  private static let mostTokens: UInt64 = 1 << 31

  package init() {}

  private init(records: UInt64, energy: UInt64, carbon: UInt64, usage: TokenSums<UInt64>) {
    (self.records, self.energy, self.carbon, self.usage) = (records, energy, carbon, usage)
  }

  /// Adds a record that was charged so much, all of it or nothing.
  ///
  /// - Returns: whether it was added; `false` where 64 bits do not hold it or the sums with it.
  @inline(__always)
  package mutating func add(_ usage: TokenUsage, energy: Int128, carbon: Int128) -> Bool {
    guard usage.requestCount == 1, usage.totalTokens <= Self.mostTokens,
      let energy = UInt64(exactly: energy), let carbon = UInt64(exactly: carbon)
    else { return false }
    return add(NarrowSums(records: 1, energy: energy, carbon: carbon, usage: TokenSums(usage)))
  }

  /// Adds what was added up elsewhere, all of it or nothing.
  ///
  /// - Returns: whether it was added; `false` where 64 bits do not hold the sums.
  @inline(__always)
  package mutating func add(_ more: NarrowSums) -> Bool {
    var sums = self
    var overflows = false
    Self.add(more.energy, to: &sums.energy, &overflows)
    Self.add(more.carbon, to: &sums.carbon, &overflows)
    Self.add(more.usage.uncached, to: &sums.usage.uncached, &overflows)
    Self.add(more.usage.cached, to: &sums.usage.cached, &overflows)
    Self.add(more.usage.completion, to: &sums.usage.completion, &overflows)
    Self.add(more.usage.promptPairs, to: &sums.usage.promptPairs, &overflows)
    Self.add(more.usage.contextPairs, to: &sums.usage.contextPairs, &overflows)
    guard !overflows else { return false }
    sums.records &+= more.records
    self = sums
    return true
  }

  @inline(__always)
  private static func add(_ more: UInt64, to sum: inout UInt64, _ overflows: inout Bool) {
    let (result, overflow) = sum.addingReportingOverflow(more)
    sum = result
    overflows = overflows || overflow
  }
}

extension Ledger.Line {
  /// Adds what single requests came to.
  package mutating func add(_ narrow: NarrowSums) {
    records += Int(truncatingIfNeeded: narrow.records)
    requests += Int128(narrow.records)
    energy = WattHours(nanos: energy.nanos + Int128(narrow.energy))
    carbon = GramsCO2e(nanos: carbon.nanos + Int128(narrow.carbon))
    sums.usage.uncached += UInt128(narrow.usage.uncached)
    sums.usage.cached += UInt128(narrow.usage.cached)
    sums.usage.completion += UInt128(narrow.usage.completion)
    sums.usage.promptPairs += UInt128(narrow.usage.promptPairs)
    sums.usage.contextPairs += UInt128(narrow.usage.contextPairs)
  }
}
