/// The tokens of one request, or of several requests added up.
public struct TokenUsage: Sendable, Hashable {
  /// The largest count of tokens of one kind: 10¹².
  public static let maximumTokens = 1_000_000_000_000
  /// The largest count of requests that one usage may stand for: 10⁹.
  public static let maximumRequests = 1_000_000_000

  package let uncached: UInt64
  package let cached: UInt64
  package let completion: UInt64
  package let requestCount: UInt64

  /// A usage, or `nil` where there is none: no tokens at all, or counts that cannot be (negative,
  /// above the limits, more cached than prompt tokens).
  ///
  /// - Parameters:
  ///   - promptTokens: all tokens of the prompt, the cached ones included.
  ///   - cachedPromptTokens: those of them that were served from a prompt cache. Tokens written to a
  ///     cache are not among them.
  ///   - completionTokens: all tokens generated, reasoning included.
  ///   - requests: how many requests the counts are the sum of; they are taken to be equal.
  public init?(
    promptTokens: Int, cachedPromptTokens: Int = 0, completionTokens: Int, requests: Int = 1
  ) {
    let limit = 0...Self.maximumTokens
    guard limit.contains(promptTokens), limit.contains(completionTokens),
      (0...promptTokens).contains(cachedPromptTokens), promptTokens > 0 || completionTokens > 0,
      (1...Self.maximumRequests).contains(requests)
    else { return nil }
    uncached = UInt64(promptTokens - cachedPromptTokens)
    cached = UInt64(cachedPromptTokens)
    completion = UInt64(completionTokens)
    requestCount = UInt64(requests)
  }

  /// All tokens of the prompt.
  public var promptTokens: Int { Int(uncached + cached) }
  /// The prompt tokens that were served from a prompt cache.
  public var cachedPromptTokens: Int { Int(cached) }
  /// The tokens generated.
  public var completionTokens: Int { Int(completion) }
  /// How many requests the counts are the sum of.
  public var requests: Int { Int(requestCount) }

  /// All tokens: at most 2 · 10¹².
  var totalTokens: UInt64 { uncached + cached + completion }
}
