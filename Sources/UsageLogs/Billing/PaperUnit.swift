/// What quantities on a bill or statement are in.
enum PaperUnit {
  /// How many tokens a unit is: `Tokens`, `1K tokens`, `1000000 Tokens`, `Million Input Tokens`; `nil`
  /// where it is not a number of tokens.
  static func tokens(_ text: String) -> Int128? {
    var multiple: Int128 = 1
    var saysTokens = false
    for word in words(text) {
      if TokenKind.tokens.contains(word) || word == "ktok" || word == "mtok" {
        saysTokens = true
        if word == "ktok" { multiple *= 1000 }
        if word == "mtok" { multiple *= 1_000_000 }
      } else if let factor = factor(word) {
        multiple *= factor
        guard multiple <= 1_000_000_000_000 else { return nil }
      }
    }
    return saysTokens && multiple > 0 ? multiple : nil
  }

  /// Words of units that are no tokens.
  private static let others: Set = [
    "hour", "hours", "hr", "hrs", "day", "days", "month", "months", "second", "seconds", "minute",
    "minutes", "gb", "gib", "mb", "tb", "byte", "bytes", "image", "images", "page", "pages",
    "character", "characters", "request", "requests", "transaction", "transactions", "call",
    "calls", "unit", "query", "queries",
  ]

  /// Whether a unit is of something that is no token.
  static func isOther(_ text: String) -> Bool {
    !others.isDisjoint(with: words(text)) && tokens(text) == nil
  }

  /// Billionths of a gram that a unit of mass is: `MTCO2e`, `kgCO2e`, `g`; `nil` where it is none.
  static func nanograms(_ text: String) -> Int128? {
    var name = words(text).joined()
    for ending in ["e", "eq", "equivalent"] where name.hasSuffix("co2" + ending) {
      name = String(name.dropLast(ending.count))
    }
    if name.hasSuffix("co2") { name = String(name.dropLast(3)) }
    switch name {
    case "g", "gram", "grams": return 1_000_000_000
    case "kg", "kilogram", "kilograms": return 1_000_000_000_000
    // A metric tonne: `MT` is AWS's.
    case "t", "mt", "tonne", "tonnes", "metricton", "metrictons", "metrictonne", "metrictonnes":
      return 1_000_000_000_000_000
    default: return nil
    }
  }

  private static func factor(_ word: String) -> Int128? {
    switch word {
    case "k", "thousand", "thousands": return 1000
    case "m", "million", "millions", "mm": return 1_000_000
    case "b", "billion", "billions": return 1_000_000_000
    default:
      guard let digits = word.first?.isNumber, digits else { return nil }
      let number = word.prefix { $0.isNumber }
      guard let value = Int128(number), value <= 1_000_000_000_000 else { return nil }
      let rest = String(word.dropFirst(number.count))
      return rest.isEmpty ? value : factor(rest).map { value * $0 }
    }
  }

  /// The words of a unit in lower case; a comma inside a number is none between words.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text.utf8 {
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        word.append(Character(Unicode.Scalar(character)).lowercased())
      case UInt8(ascii: ",") where word.allSatisfy(\.isNumber): break
      default:
        if !word.isEmpty { words.append(word) }
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
