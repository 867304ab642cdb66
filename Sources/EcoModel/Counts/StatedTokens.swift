/// What more cached than prompt tokens mean.
package enum CachedAbovePrompt: String, CaseIterable, Sendable {
  /// The family counts cached tokens inside prompt tokens, so the record is wrong.
  case fault
  /// This tool counts them outside.
  case outside
  /// The two counts are of different tokenisers: all of the prompt was cached.
  case capped
}

/// The counts of a record as its tool states them, and what they come to.
///
/// Tools differ in what they count inside prompt and completion tokens. What a count is called says what
/// its tool is known to do; where a record's own total says otherwise, the total is believed.
package struct StatedTokens: Sendable {
  /// Prompt tokens, `nil` where the record says nothing.
  package var prompt: UInt64?
  /// Completion tokens, `nil` where the record says nothing.
  package var completion: UInt64?
  /// Both together, as the tool adds them up.
  package var total: UInt64?
  /// Prompt tokens that the tool counts apart and that were not served from a cache.
  package var promptExtra: UInt64 = 0
  /// Cached prompt tokens, among the prompt's and not among them; after `resolve`, the former.
  package var cached: (inside: UInt64, outside: UInt64) = (0, 0)
  /// Tokens written to a cache, likewise.
  package var written: (inside: UInt64, outside: UInt64) = (0, 0)
  /// Reasoning tokens, likewise of the completion's.
  package var reasoning: (inside: UInt64, outside: UInt64) = (0, 0)
  /// Whether more cached tokens than prompt tokens were counted, and cut.
  package private(set) var isCapped = false

  /// More prompt tokens than any model's context holds.
  package static let largestPrompt = 2_000_000

  package init() {}

  /// Decides what is counted inside prompt and completion tokens and what beside them; `false` where
  /// more cached than prompt tokens are a fault.
  package mutating func resolve(_ cachedAbovePrompt: CachedAbovePrompt) -> Bool {
    // By the family's habit.
    var addedPrompt = promptExtra + cached.outside + written.outside
    var addedCompletion = reasoning.outside
    if let total, prompt != nil || completion != nil {
      let own = (prompt ?? 0) + (completion ?? 0)
      // Ways in which the tool may have counted, the habit first; the one that gives the total holds.
      let prompts: [UInt64] = [
        addedPrompt, addedPrompt + cached.inside, addedPrompt + cached.inside + written.inside,
        promptExtra + written.outside, promptExtra + cached.outside, promptExtra, 0,
      ]
      let completions: [UInt64] = [addedCompletion, addedCompletion + reasoning.inside, 0]
      let found = completions.lazy.flatMap { c in prompts.lazy.map { (prompt: $0, completion: c) } }
        .first { own + $0.prompt + $0.completion == total }
      if let found { (addedPrompt, addedCompletion) = found }
    }
    if addedPrompt > 0 { prompt = (prompt ?? 0) + addedPrompt }
    if addedCompletion > 0 { completion = (completion ?? 0) + addedCompletion }
    // Where both are there, the same tokens were reported twice.
    cached.inside = max(cached.inside, cached.outside)
    guard let whole = prompt, cached.inside > whole else { return true }
    switch cachedAbovePrompt {
    case .fault: return false
    case .outside: prompt = whole + cached.inside + written.inside
    case .capped:
      cached.inside = whole
      isCapped = true
    }
    return true
  }
}
