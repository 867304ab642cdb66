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

  /// What an upstream that was not heard to its end has used so far, by a rule of thumb: four bytes of
  /// messages are a token, and so is an event of an answer.
  init(estimatedFrom messageBytes: Int, events: Int) {
    self.init(promptTokens: (messageBytes + 3) / 4, completionTokens: events)
  }

  /// Anthropic's names of the counts. Prompt tokens that a cache takes in or gives out are not among its
  /// `input_tokens`.
  static let anthropicKeys = [
    "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens",
  ]

  /// The usage in an answer's `usage` member; `nil` where there is none that can be.
  ///
  /// The two counts decide. What else is there is used where it can be read.
  init?(json: [UInt8]?) {
    guard let members = json.flatMap(JSONMembers.init) else { return nil }
    if let input = members.count("input_tokens"), let output = members.count("output_tokens") {
      let read = members.count("cache_read_input_tokens")
      let made = members.count("cache_creation_input_tokens")
      promptTokens = input + (read ?? 0) + (made ?? 0)
      completionTokens = output
      cachedTokens = read
      totalTokens = promptTokens + output
      return
    }
    guard let prompt = members.count("prompt_tokens"),
      let completion = members.count("completion_tokens")
    else { return nil }
    let cached = members["prompt_tokens_details"].flatMap(JSONMembers.init)?.count("cached_tokens")
    guard cached ?? 0 <= prompt else { return nil }
    promptTokens = prompt
    completionTokens = completion
    cachedTokens = cached
    totalTokens = max(members.count("total_tokens") ?? 0, prompt + completion)
  }
}

extension JSONMembers {
  /// A number of tokens that can be.
  fileprivate func count(_ key: String) -> Int? {
    guard let count = try? decode(key, as: Int.self),
      (0...TokenUsage.maximumTokens).contains(count)
    else { return nil }
    return count
  }
}
