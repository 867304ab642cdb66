/// A model's id as words, in which ways of writing that mean the same are equal.
///
/// Words are of ASCII letters and digits with one hyphen between them, whatever stood there: `_`, a
/// space, `:`, `@`, a bracket, a point. A path keeps its slashes. A point stays in a size alone
/// (`0.6b`, `1p5b`), so that `3-1.7b` and `3.1-7b` are not equal.
package struct ModelWords: Hashable, Sendable {
  package let utf8: [UInt8]

  package init(utf8: some Sequence<UInt8>) { self.utf8 = Array(utf8) }

  /// The words of an id that is folded to lower case.
  package init(of folded: String) {
    let text = Array(folded.utf8)
    var words: [UInt8] = []
    words.reserveCapacity(text.count)
    for (place, byte) in text.enumerated() {
      if Self.isSeparator(byte, at: place, in: text.span) {
        if let last = words.last, last != Self.hyphen, last != Self.slash {
          words.append(Self.hyphen)
        }
      } else {
        if byte == Self.slash, words.last == Self.hyphen { words.removeLast() }
        words.append(
          byte == UInt8(ascii: "p") && Self.isPoint(place, in: text.span) ? Self.point : byte)
      }
    }
    if words.last == Self.hyphen { words.removeLast() }
    utf8 = words
  }

  package var text: String { String(decoding: utf8, as: UTF8.self) }

  /// What two ids have in common that mean the same: no hyphen between a letter and a digit, and no
  /// `v` before the number of a version. `llama-v3p1-8b` and `llama3.1:8b` are `llama3-1-8b`.
  package var key: [UInt8] { Self.key(of: utf8.span) }

  static func key(of text: Span<UInt8>) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(text.count)
    forEachKeyByte(of: text) { key.append($0) }
    return key
  }

  /// Calls `body` with each byte of the key of a folded id, or of words.
  @inline(__always)
  static func forEachKeyByte(of text: Span<UInt8>, _ body: (UInt8) -> Void) {
    var last = slash  // Nothing: as at the start of a part of a path.
    var isHyphenOpen = false
    for place in text.indices {
      let byte = text[place]
      // Most bytes by far: all other tests are for the rest.
      if isPlain(byte) {
        if isHyphenOpen {
          if !(isLetter(last) && isDigit(byte)) { body(hyphen) }
          isHyphenOpen = false
        }
        last = byte
        body(byte)
      } else if isSeparator(byte, at: place, in: text) {
        isHyphenOpen = last != slash
      } else if byte == slash {
        isHyphenOpen = false
        last = byte
        body(byte)
      } else if byte == UInt8(ascii: "v"), isHyphenOpen || last == slash,
        place + 1 < text.count, isDigit(text[place + 1])
      {
        continue
      } else {
        let byte = byte == UInt8(ascii: "p") && isPoint(place, in: text) ? point : byte
        if isHyphenOpen, !(isLetter(last) && isDigit(byte)) { body(hyphen) }
        isHyphenOpen = false
        last = byte
        body(byte)
      }
    }
  }

  /// The words without the first part of a path, or `nil` where there is none.
  package var droppingPath: ModelWords? {
    utf8.firstIndex(of: Self.slash).map { ModelWords(utf8: utf8[($0 + 1)...]) }
  }

  /// The words without a first one, or `nil` where they start otherwise or nothing is left.
  ///
  /// - Parameter lead: words, in which `#` is any digit.
  package func dropping(lead: [UInt8]) -> ModelWords? {
    guard utf8.count > lead.count + 1, utf8[lead.count] == Self.hyphen,
      Self.matches(utf8[..<lead.count], lead)
    else { return nil }
    return ModelWords(utf8: utf8[(lead.count + 1)...])
  }

  /// The words without a last one, or `nil` where they end otherwise or nothing is left.
  ///
  /// - Parameter word: words, in which `#` is any digit.
  package func dropping(word: [UInt8]) -> ModelWords? {
    let rest = utf8.count - word.count - 1
    guard rest > 0, utf8[rest] == Self.hyphen, Self.matches(utf8[(rest + 1)...], word) else {
      return nil
    }
    return ModelWords(utf8: utf8[..<rest])
  }

  /// Whether a word, or a part of the path, starts with `beginning`.
  package func hasWord(_ beginning: [UInt8]) -> Bool {
    guard utf8.count >= beginning.count else { return false }
    return (0...(utf8.count - beginning.count)).contains { place in
      isStart(place) && utf8[place..<(place + beginning.count)].elementsEqual(beginning)
    }
  }

  /// The words with others after them.
  package func adding(_ ending: [UInt8]) -> ModelWords {
    ModelWords(utf8: utf8 + [Self.hyphen] + ending)
  }
}

extension ModelWords {
  static let hyphen = UInt8(ascii: "-")
  static let slash = UInt8(ascii: "/")

  /// Whether a byte is itself wherever it stands: a digit, or a letter but `p` and `v`.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    isDigit(byte)
      || isLetter(byte) && byte != UInt8(ascii: "p") && byte != UInt8(ascii: "v")
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

  static let point = UInt8(ascii: ".")

  /// Whether a byte stands between words, a point of a size apart.
  @inline(__always)
  private static func isSeparator(_ byte: UInt8, at place: Int, in text: Span<UInt8>) -> Bool {
    if isPlain(byte) { return false }
    return switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "p"):
      (byte == point || isPoint(place, in: text)) && !isPointOfSize(place, in: text)
    case UInt8(ascii: " "), hyphen, UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "@"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "~"), UInt8(ascii: ","),
      UInt8(ascii: "="), UInt8(ascii: "+"):
      true
    default: false
    }
  }

  /// Whether a `p` is the point of `3p1`.
  @inline(__always)
  private static func isPoint(_ place: Int, in text: Span<UInt8>) -> Bool {
    place > 0 && isDigit(text[place - 1]) && place + 1 < text.count && isDigit(text[place + 1])
  }

  /// Whether digits stand on both sides, and after those on the right a `b`, `m` or `t` ends a word.
  private static func isPointOfSize(_ place: Int, in text: Span<UInt8>) -> Bool {
    guard place > 0, isDigit(text[place - 1]) else { return false }
    var end = place + 1
    while end < text.count, isDigit(text[end]) { end += 1 }
    guard end > place + 1, end < text.count,
      text[end] == UInt8(ascii: "b") || text[end] == UInt8(ascii: "m")
        || text[end] == UInt8(ascii: "t")
    else { return false }
    return end + 1 == text.count || !(isLetter(text[end + 1]) || isDigit(text[end + 1]))
  }

  private static func matches(_ bytes: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
    bytes.count == pattern.count
      && zip(bytes, pattern).allSatisfy { byte, expected in
        expected == UInt8(ascii: "#") ? isDigit(byte) : byte == expected
      }
  }

  private func isStart(_ place: Int) -> Bool {
    place == 0 || utf8[place - 1] == Self.hyphen || utf8[place - 1] == Self.slash
  }
}
