/// What kind of call a request was.
package enum RequestKind {
  /// Words in a kind, or in a request's path, that mean something else than a completion.
  private static let others = [
    "embed", "image", "audio", "speech", "transcri", "translat", "moderation", "rerank",
  ]

  /// Whether a kind is one that makes text.
  ///
  /// - Parameters:
  ///   - completions: the kinds that are, where they are known; `nil`: any that does not say otherwise.
  ///   - others: more words that say it is not.
  package static func isCompletion(
    _ kind: String, completions: Set<String>?, others: [String]
  ) -> Bool {
    if let completions { return completions.contains(kind) }
    let folded = Array(Spelling.folded(kind).utf8)
    return !(Self.others + others).contains { word in
      let word = Array(word.utf8)
      let last = folded.count - word.count
      return last >= 0 && (0...last).contains { folded[$0...].starts(with: word) }
    }
  }

  /// Words of a replay marker that say no.
  package static let noReplay = ["false", "False", "none", "None"]
}
