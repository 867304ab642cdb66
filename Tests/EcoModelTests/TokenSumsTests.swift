import EcoModel
import Testing

@Suite("Sums of tokens and pairs")
struct TokenSumsTests {
  private func sums(
    _ prompt: Int, cached: Int = 0, _ completion: Int, requests: Int = 1
  ) throws -> [Int] {
    var sums = UsageSums()
    sums.add(
      try #require(
        TokenUsage(
          promptTokens: prompt, cachedPromptTokens: cached, completionTokens: completion,
          requests: requests)))
    return [sums.uncached, sums.cached, sums.completion, sums.promptPairs, sums.contextPairs]
      .map { Int($0) }
  }

  @Test("of one request are u(2h + u) and o(2(u + h) + o)")
  func one() throws {
    #expect(try sums(18, 26) == [18, 0, 26, 324, 1612])
    #expect(try sums(18, cached: 5, 26) == [13, 5, 26, 13 * 23, 1612])
    #expect(try sums(18, cached: 18, 0) == [0, 18, 0, 0, 0])
    #expect(try sums(0, 3) == [0, 0, 3, 0, 9])
  }

  @Test(
    "of equal requests have the pairs of all of them together, to the nearest whole one",
    arguments: [
      // prompt, completion, requests; u² / n and o(2u + o) / n, halves up.
      (1, 1, 2, 1, 2), (1, 1, 3, 0, 1), (1, 1, 4, 0, 1), (1, 0, 2, 1, 0), (3, 1, 2, 5, 4),
      (0, 5, 10, 0, 3), (0, 5, 11, 0, 2), (0, 7, 100, 0, 0), (0, 7, 98, 0, 1), (0, 7, 99, 0, 0),
      (1000, 0, 1000, 1000, 0),
    ])
  func aggregates(
    prompt: Int, completion: Int, requests: Int, promptPairs: Int, contextPairs: Int
  ) throws {
    let found = try sums(prompt, completion, requests: requests)
    #expect(found == [prompt, 0, completion, promptPairs, contextPairs])
  }
}
