/// What is left of a meter's name when everything is taken out that is no part of a model's.
package enum MeterWords {
  /// Words of places, tiers and ways of serving.
  private static let others: Set = [
    "mp", "units", "unit", "glbl", "gl", "global", "regnl", "regional", "region", "data", "zone",
    "dzone", "dz", "std", "standard", "batch", "flex", "priority", "pp", "cross", "mantle", "text",
    "ctx", "context", "long", "short", "longco", "shortco", "model", "custom", "1k", "1m", "1h",
    "5m", "hour", "latency", "optimized",
  ]

  /// The words of a model's name in the name of a meter: `gpt 4.1 mini` of
  /// `gpt 4.1 mini cached Inp glbl Tokens`, `Claude3Sonnet` of `USE1-Claude3Sonnet-input-tokens`.
  package static func model(_ meter: String) -> String {
    // Words are parted where no name of a model is written together.
    let words = meter.split { " -_/:,()[]".contains($0) }.map(String.init)
    let kept = words.enumerated().filter { index, word in
      let folded = word.lowercased()
      if index == 0, isRegionCode(word) { return false }
      return !others.contains(folded) && !TokenKind.allWords.contains(folded)
        && !isKind(word)
    }
    return kept.map(\.element).joined(separator: " ")
  }

  /// Whether a word written together is a kind: `InputTokenCount`, `CacheReadInputTokenCount`.
  private static func isKind(_ word: String) -> Bool {
    let words = NameWords(word).words
    return words.count > 1
      && words.allSatisfy {
        TokenKind.allWords.contains($0) || others.contains($0) || $0 == "write1h"
      }
  }

  /// Whether a word is how AWS abbreviates a region: `USE1`, `EU`, `APN1`, `EUW2`.
  private static func isRegionCode(_ word: String) -> Bool {
    let letters = word.prefix { ("A"..."Z").contains($0) }
    let digits = word.dropFirst(letters.count)
    guard digits.allSatisfy(\.isNumber), digits.count <= 1 else { return false }
    let areas = ["US", "EU", "AP", "CA", "SA", "ME", "AF", "IL", "MX", "UG"]
    return (2...4).contains(letters.count) && areas.contains { letters.hasPrefix($0) }
  }
}
