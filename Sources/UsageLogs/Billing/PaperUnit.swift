/// What quantities on a bill or statement are in.
enum PaperUnit {
  /// How many tokens a unit is: `Tokens`, `1K tokens`, `1000000 Tokens`, `Million Input Tokens`; `nil`
  /// where it is not a number of tokens, as `tokens/hour` or `10^6 tokens`.
  static func tokens(_ text: String) -> Int128? {
    let words = words(text)
    let numbers = words.filter { $0.first?.isNumber ?? false }
    guard others.isDisjoint(with: words), numbers.count <= 1,
      numbers.allSatisfy({ factor($0) != nil })
    else { return nil }
    return tokens(amid: text)
  }

  /// How many tokens the unit in a sentence is, whatever else that says.
  static func tokens(amid text: String) -> Int128? {
    var multiple: Int128 = 1
    var saysTokens = false
    for word in words(text) {
      if let factor = tokenWords[word] {
        saysTokens = true
        multiple *= factor
      } else if let factor = factor(word) {
        multiple *= factor
      }
      guard multiple <= 1_000_000_000_000 else { return nil }
    }
    return saysTokens && multiple > 0 ? multiple : nil
  }

  /// Words for tokens, and how many each is.
  private static let tokenWords: [String: Int128] = {
    var words: [String: Int128] = [:]
    for (prefix, factor) in [("", 1), ("k", 1000), ("m", 1_000_000)] as [(String, Int128)] {
      for word in TokenKind.tokens.union(["toks"]) { words[prefix + word] = factor }
    }
    return words
  }()

  /// Words of units that are no tokens.
  private static let others: Set = [
    "hour", "hours", "hr", "hrs", "day", "days", "month", "months", "second", "seconds", "minute",
    "minutes", "gb", "gib", "mb", "tb", "byte", "bytes", "image", "images", "page", "pages",
    "character", "characters", "request", "requests", "transaction", "transactions", "call",
    "calls", "unit", "query", "queries",
  ]

  /// Whether a unit is of something that is no token.
  static func isOther(_ text: String) -> Bool {
    !others.isDisjoint(with: words(text)) && tokens(amid: text) == nil
  }

  /// Billionths of a gram that a unit of mass is: `MTCO2e`, `kgCO2e`, `g`, `lb`; `nil` where it is none, or
  /// may be one of two: a ton, and `Mt`.
  static func nanograms(_ text: String) -> Int128? {
    guard !text.hasPrefix("Mt") else { return nil }
    var name = words(text).joined()
    for ending in ["e", "eq", "equivalent"] where name.hasSuffix("co2" + ending) {
      name = String(name.dropLast(ending.count))
    }
    if name.hasSuffix("co2") { name = String(name.dropLast(3)) }
    switch name {
    case "g", "gram", "grams": return 1_000_000_000
    case "kg", "kilogram", "kilograms": return 1_000_000_000_000
    // The international pound, exactly.
    case "lb", "lbs", "pound", "pounds": return 453_592_370_000
    // A metric tonne: `MT` is AWS's.
    case "t", "mt", "tonne", "tonnes", "metricton", "metrictons", "metrictonne", "metrictonnes":
      return 1_000_000_000_000_000
    default: return nil
    }
  }

  private static func factor(_ word: String) -> Int128? {
    switch word {
    case "k", "kilo", "thousand", "thousands": return 1000
    case "m", "mega", "million", "millions", "mm": return 1_000_000
    case "b", "billion", "billions": return 1_000_000_000
    default:
      guard let digits = word.first?.isNumber, digits else { return nil }
      let number = word.prefix { $0.isNumber }
      guard let value = Int128(number), value <= 1_000_000_000_000 else { return nil }
      let rest = String(word.dropFirst(number.count))
      return rest.isEmpty ? value : factor(rest).map { value * $0 }
    }
  }

  /// The words of a unit in lower case; a comma inside a number is none between words, and a letter that
  /// is not ASCII is part of its word, lest `µg` be `g`.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "A"..."Z", "a"..."z", "0"..."9": word += String(scalar).lowercased()
      case "₂": word += "2"
      case "," where word.allSatisfy(\.isNumber): break
      case _ where !scalar.isASCII && !scalar.properties.isWhitespace:
        word.unicodeScalars.append(scalar)
      default:
        if !word.isEmpty { words.append(word) }
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
