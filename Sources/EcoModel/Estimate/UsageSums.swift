/// Sums of tokens and of their products over requests at one rate: all that the energy of those
/// requests depends on, so that an interval is worked out once for a whole log and not for each record.
package typealias UsageSums = TokenSums<UInt128>

/// Counts of tokens and of their products, in integers of one width.
package struct TokenSums<Width: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable, Hashable
{
  package var uncached: Width = 0
  package var cached: Width = 0
  package var completion: Width = 0
  /// Of `u · (2h + u)`, divided by the requests of an aggregate record and rounded.
  package var promptPairs: Width = 0
  /// Of `o · (2(u + h) + o)`, likewise.
  package var contextPairs: Width = 0

  package init() {}

  /// One usage's; the pairs are not divided. At the limits of `TokenUsage` the pairs are 3 · 10²⁴.
  @inline(__always)
  init(_ usage: TokenUsage) {
    uncached = Width(truncatingIfNeeded: usage.uncached)
    cached = Width(truncatingIfNeeded: usage.cached)
    completion = Width(truncatingIfNeeded: usage.completion)
    promptPairs = uncached * (2 * cached + uncached)
    contextPairs = completion * (2 * (uncached + cached) + completion)
  }

  /// Adds a request's.
  @inline(__always)
  package mutating func add(_ usage: TokenUsage) {
    var sums = Self(usage)
    if usage.requestCount != 1 {
      let requests = Width(truncatingIfNeeded: usage.requestCount)
      sums.promptPairs = (sums.promptPairs + requests / 2) / requests
      sums.contextPairs = (sums.contextPairs + requests / 2) / requests
    }
    add(sums)
  }

  /// Adds another's.
  package mutating func add(_ other: Self) {
    uncached += other.uncached
    cached += other.cached
    completion += other.completion
    promptPairs += other.promptPairs
    contextPairs += other.contextPairs
  }

  /// The sums as `high · 2^lowBits + low`.
  func halves(lowBits: Width) -> (high: Self, low: Self) {
    func part(_ of: (Width) -> Width) -> Self {
      var sums = Self()
      sums.uncached = of(uncached)
      sums.cached = of(cached)
      sums.completion = of(completion)
      sums.promptPairs = of(promptPairs)
      sums.contextPairs = of(contextPairs)
      return sums
    }
    return (part { $0 >> lowBits }, part { $0 & ((1 << lowBits) - 1) })
  }
}
