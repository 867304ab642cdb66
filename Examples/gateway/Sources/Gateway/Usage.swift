import EcoModel
import Foundation

/// The tokens of an answer, as its upstream counted them.
struct Usage: Sendable, Equatable {
  let promptTokens: Int
  let completionTokens: Int
  /// The upstream's own total where it is larger than the parts.
  let totalTokens: Int
  /// Prompt tokens served from a prompt cache; `nil`: not said.
  let cachedTokens: Int?

  /// 1000 tokens, half of them prompt: what models and places are compared by.
  static let reference = Usage(promptTokens: 500, completionTokens: 500)

  private init(promptTokens: Int, completionTokens: Int) {
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    totalTokens = promptTokens + completionTokens
    cachedTokens = nil
  }

  /// The usage in an answer's `usage` member; `nil` where there is none that can be.
  init?(json: [UInt8]?) {
    guard let json, let counts = try? JSONDecoder().decode(Counts?.self, from: Data(json)),
      let prompt = counts.prompt_tokens, let completion = counts.completion_tokens
    else { return nil }
    let limit = 0...TokenUsage.maximumTokens
    let cached = counts.prompt_tokens_details?.cached_tokens
    guard limit.contains(prompt), limit.contains(completion), (0...prompt).contains(cached ?? 0)
    else { return nil }
    promptTokens = prompt
    completionTokens = completion
    cachedTokens = cached
    let total = counts.total_tokens.flatMap { limit.contains($0) ? $0 : nil }
    totalTokens = max(total ?? 0, prompt + completion)
  }

  private struct Counts: Decodable {
    struct Details: Decodable { let cached_tokens: Int? }
    let prompt_tokens: Int?
    let completion_tokens: Int?
    let total_tokens: Int?
    let prompt_tokens_details: Details?
  }
}
