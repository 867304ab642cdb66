/// Sums of tokens and of their products over requests at one rate: all that the energy of those
/// requests depends on, so that an interval is worked out once for a whole log and not for each record.
package struct UsageSums: Sendable, Hashable {
  package var uncached: UInt128 = 0
  package var cached: UInt128 = 0
  package var completion: UInt128 = 0
  /// Of `u · (2h + u)`, divided by the requests of an aggregate record and rounded.
  package var promptPairs: UInt128 = 0
  /// Of `o · (2(u + h) + o)`, likewise.
  package var contextPairs: UInt128 = 0

  package init() {}

  /// One request's.
  @inline(__always)
  init(_ usage: TokenUsage) {
    uncached = UInt128(usage.uncached)
    cached = UInt128(usage.cached)
    completion = UInt128(usage.completion)
    promptPairs = usage.promptPairs
    contextPairs = usage.contextPairs
  }

  /// Adds a request's.
  @inline(__always)
  package mutating func add(_ usage: TokenUsage) {
    uncached += UInt128(usage.uncached)
    cached += UInt128(usage.cached)
    completion += UInt128(usage.completion)
    if usage.requestCount == 1 {
      promptPairs += usage.promptPairs
      contextPairs += usage.contextPairs
    } else {
      let requests = UInt128(usage.requestCount)
      promptPairs += (usage.promptPairs + requests / 2) / requests
      contextPairs += (usage.contextPairs + requests / 2) / requests
    }
  }

  /// Adds another's.
  package mutating func add(_ other: UsageSums) {
    uncached += other.uncached
    cached += other.cached
    completion += other.completion
    promptPairs += other.promptPairs
    contextPairs += other.contextPairs
  }

  /// All tokens.
  package var totalTokens: UInt128 { uncached + cached + completion }
}
