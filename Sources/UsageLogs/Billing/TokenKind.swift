/// What a line of a bill counts.
///
/// A meter counts each token once: those read from a cache are not among the others that go in.
package enum TokenKind: Sendable, Hashable {
  /// Tokens that go in and are worked on; those written to a cache too.
  case prompt
  /// Tokens that go in and are read from a cache.
  case cachedPrompt
  /// Tokens that come out.
  case completion
  /// Tokens, and the bill does not say of which of these.
  case unknown

  private static let inputs: Set = ["input", "inputs", "inp", "inpt", "in", "prompt"]
  private static let outputs: Set = [
    "output", "outputs", "outp", "outpt", "out", "opt", "completion", "completions", "generated",
  ]
  private static let caches: Set = ["cache", "cached", "caching", "cd", "cchd"]
  private static let writes: Set = ["write", "writes", "wr", "creation", "create"]
  /// Words of meters that count tokens which no answer is made of: those that a cache holds for hours, and
  /// those that a model is trained with.
  static let notOfAnswers: Set = ["storage", "training", "trng"]
  static let tokens: Set = ["token", "tokens", "tok", "tokencount"]

  /// The kind that the words of a meter say: `USE1-Claude3Sonnet-cache-read-input-token-count`,
  /// `gpt 4o 1120 cached Inp glbl Tokens`, `Input Tokens`, `InputCachedRead`.
  init(meter words: [String]) {
    let words = Set(words)
    let isCached = !words.isDisjoint(with: Self.caches)
    if !words.isDisjoint(with: Self.outputs) {
      self = .completion
    } else if isCached {
      self = words.isDisjoint(with: Self.writes) ? .cachedPrompt : .prompt
    } else {
      self = words.isDisjoint(with: Self.inputs) ? .unknown : .prompt
    }
  }

  /// Words that say a kind, or that something is tokens, and nothing of a model.
  static let allWords = inputs.union(outputs).union(caches).union(writes).union(tokens)
    .union(["read", "rd", "hit", "uncached", "count"])
}

/// Tokens by kind, in billionths of one: a bill may have a thousandth of a thousand.
package struct TokenAmounts: Sendable, Hashable {
  /// All that go in.
  package var prompt: Int128 = 0
  /// Those of them that were read from a cache.
  package var cachedPrompt: Int128 = 0
  package var completion: Int128 = 0
  /// Those of which nobody says where they belong.
  package var unknown: Int128 = 0

  package init() {}

  package var total: Int128 { prompt + completion + unknown }

  mutating func add(_ amount: Int128, _ kind: TokenKind) {
    switch kind {
    case .prompt: prompt += amount
    case .cachedPrompt:
      prompt += amount
      cachedPrompt += amount
    case .completion: completion += amount
    case .unknown: unknown += amount
    }
  }

  package mutating func add(_ other: TokenAmounts) {
    prompt += other.prompt
    cachedPrompt += other.cachedPrompt
    completion += other.completion
    unknown += other.unknown
  }
}

extension TokenAmounts {
  /// What a record counts.
  init(_ counts: TokenCounts) {
    let isWhole = counts.prompt == nil && counts.completion == nil
    func amount(_ count: UInt64?) -> Int128 { Int128(count ?? 0) * 1_000_000_000 }
    prompt = amount(counts.prompt)
    cachedPrompt = amount(counts.cached)
    completion = amount(counts.completion)
    unknown = isWhole ? amount(counts.total) : 0
  }

  /// What a usage counts.
  package init(prompt: Int128, cachedPrompt: Int128, completion: Int128) {
    self.prompt = prompt * 1_000_000_000
    self.cachedPrompt = cachedPrompt * 1_000_000_000
    self.completion = completion * 1_000_000_000
  }
}
