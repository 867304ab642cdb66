/// Names of members and columns by which logs count tokens: what is so called and read by no rule is
/// said aloud, for a count that is not read must not pass for a count of zero.
enum TokenNames {
  /// Whether a name is that of a count.
  static func isCount(_ name: String) -> Bool {
    let folded = name.lowercased()
    return folded.contains("token") && !others.contains { folded.contains($0) }
      && !folded.hasPrefix("ai.usage.")
  }

  /// Whether a name is that of an object with counts.
  static func isUsage(_ name: String) -> Bool { usages.contains(name.lowercased()) }

  private static let usages: Set<String> = [
    "usage", "usagemetadata", "usage_metadata", "usagedetails", "usage_details",
  ]

  /// Parts of names that mean limits, prices and rates, and of parts of what is counted whole: kinds of
  /// prompt tokens, of answers and of what is written to a cache.
  private static let others = [
    "max", "first_token", "per_1k", "limit", "budget", "threshold", "remaining", "window", "cost",
    "price", "pricing",
    "per_token", "pertoken", "per_sec", "persec", "tokens_per", "logprob", "text_token",
    "image_token", "audio_token", "video_token", "texttoken", "imagetoken", "audiotoken",
    "prediction", "ephemeral", "completion_tokens_details", "output_tokens_details",
  ]

  /// Whether a text is a number other than 0.
  static func isCounted(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.contains { text[$0] &- 0x31 < 9 }
      && range.allSatisfy { text[$0] &- 0x30 < 10 || text[$0] == UInt8(ascii: ".") }
  }

  /// The bytes of an object or array in which a number other than 0 stands.
  static func hasCount(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var isInString = false
    var index = range.lowerBound
    while index < range.upperBound {
      switch text[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "1")...UInt8(ascii: "9"): if !isInString { return true }
      default: break
      }
      index += 1
    }
    return false
  }
}
