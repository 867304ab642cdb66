/// Names of members and columns by which logs count tokens: what is so called and read by no rule is
/// said aloud, for a count that is not read must not pass for a count of zero.
enum TokenNames {
  /// Whether a name is that of a count.
  static func isCount(_ name: String) -> Bool {
    let folded = Array(name.lowercased().utf8)
    func has(_ part: [UInt8]) -> Bool {
      ByteSearch.first(part, in: folded.span, 0..<folded.count) != nil
    }
    return has(token) && !others.contains(where: has) && !folded.starts(with: "ai.usage.".utf8)
  }

  /// Whether a name may be that of a count or of an object with counts: it has `token` or `usage` in it.
  /// Most members have not, and are asked for one by one.
  static func mayCount(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    guard name.count >= 5 else { return false }
    return (name.lowerBound...(name.upperBound - 5)).contains { start in
      func letter(_ index: Int, _ wanted: Unicode.Scalar) -> Bool {
        text[start + index] | 0x20 == UInt8(ascii: wanted)
      }
      return letter(2, "k")
        ? letter(0, "t") && letter(1, "o") && letter(3, "e") && letter(4, "n")
        : letter(3, "g") && letter(0, "u") && letter(1, "s") && letter(2, "a") && letter(4, "e")
    }
  }

  private static let token = Array("token".utf8)

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
    "prediction", "ephemeral", "nocachetoken", "no_cache_token",
    "completion_tokens_details", "output_tokens_details",
  ].map { Array($0.utf8) }

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
