import EcoModel
import Testing

@Suite("A usage")
struct TokenUsageTests {
  private static let most = TokenUsage.maximumTokens

  @Test(
    "of nothing, or of counts that cannot be, is none",
    arguments: [
      (0, 0, 0, 1), (-1, 0, 5, 1), (5, -1, 5, 1), (5, 0, -1, 1), (5, 6, 0, 1), (0, 1, 1, 1),
      (1, 0, 0, 0), (1, 0, 0, -1), (1, 0, 0, TokenUsage.maximumRequests + 1), (most + 1, 0, 0, 1),
      (0, 0, most + 1, 1), (.max, 0, 0, 1), (.max, .max, .max, .max), (.min, .min, .min, .min),
    ])
  func none(prompt: Int, cached: Int, completion: Int, requests: Int) {
    let usage = TokenUsage(
      promptTokens: prompt, cachedPromptTokens: cached, completionTokens: completion,
      requests: requests)
    #expect(usage == nil)
  }

  @Test(
    "within the limits keeps its counts",
    arguments: [
      (1, 0, 0, 1), (0, 0, 1, 1), (1, 1, 0, 1), (most, most, most, TokenUsage.maximumRequests),
    ])
  func some(prompt: Int, cached: Int, completion: Int, requests: Int) throws {
    let usage = try #require(
      TokenUsage(
        promptTokens: prompt, cachedPromptTokens: cached, completionTokens: completion,
        requests: requests))
    #expect(usage.promptTokens == prompt)
    #expect(usage.cachedPromptTokens == cached)
    #expect(usage.completionTokens == completion)
    #expect(usage.requests == requests)
  }
}
