/// How an edition's rules lead from an id to one of its spellings.
///
/// Names that the table spells are tried first, as they are and with parts of their path dropped.
/// Only then is the id read as words (`ModelWords`), which the listed rules shorten one at a time;
/// nothing is ever matched because it looks similar.
package struct IDRules: Sendable {
  /// A spelling that an id leads to.
  package struct Found: Sendable, Hashable {
    /// A row of the id that is meant.
    package let row: Int
    /// What was done, in order.
    package let steps: [String]
    /// The precision that the id names, if any.
    package var bits: NamedBits?
    /// Whether a row of fewer bits keeps its own.
    package var isAtMost = false
  }

  private struct Pattern: Sendable {
    let rule: IDRule
    let utf8: [UInt8]
    let only: [[UInt8]]
    let unless: [[UInt8]]

    init(_ rule: IDRule) {
      self.rule = rule
      utf8 = Array(rule.pattern.utf8)
      only = rule.only.map { Array($0.utf8) }
      unless = rule.unless.map { Array($0.utf8) }
    }

    func holds(for id: ModelWords) -> Bool {
      (only.isEmpty || only.contains(where: id.hasWord)) && !unless.contains(where: id.hasWord)
    }
  }

  private var leads: [Pattern] = []
  private var words: [Pattern] = []
  private var orders: [Pattern] = []
  private var endings: [Pattern] = []
  private var tags: [Pattern] = []
  private var defaults: [String: IDRule] = [:]

  init(_ rules: some Sequence<IDRule>) {
    for rule in rules {
      switch rule.kind {
      case .lead: leads.append(Pattern(rule))
      case .word: words.append(Pattern(rule))
      case .order: orders.append(Pattern(rule))
      case .ending: endings.append(Pattern(rule))
      case .tag: tags.append(Pattern(rule))
      case .default: defaults[rule.pattern] = rule
      }
    }
  }
}

extension IDRules {
  /// What an id that the table does not spell leads to.
  ///
  /// - Parameters:
  ///   - row: the first row of an id.
  ///   - rowOfKey: the first row with a spelling of the same key.
  func find(
    _ folded: String, row: (_ id: String) -> Int?, rowOfKey: (ModelWords) -> Int?
  ) -> Found? {
    if let rule = defaultRule(folded), let row = row(rule.model) {
      return Found(
        row: row, steps: ["Ollama's default: \(rule.model)"], bits: rule.bits)
    }
    var id = ModelWords(of: folded)
    var steps = id.text == folded ? [] : ["write as words: \(id.text)"]
    var bits: NamedBits?
    while true {
      if let (row, last) = match(id, rowOfKey) {
        return Found(
          row: row, steps: steps + last, bits: bits ?? tag(folded),
          isAtMost: bits == nil)
      }
      guard let (shorter, rule) = dropWord(id) else { return nil }
      id = shorter
      steps.append("drop word \(rule.pattern): \(id.text)")
      bits = bits ?? rule.bits
    }
  }

  /// The words that an id is looked up as, the longest first.
  func forms(of folded: String) -> [String] {
    var forms = [folded]
    var next: ModelWords? = ModelWords(of: folded)
    while let id = next {
      var form: ModelWords? = id
      while let words = form {
        if words.text != forms.last { forms.append(words.text) }
        form = words.droppingPath ?? dropLead(words)?.0
      }
      next = dropWord(id)?.0
    }
    return forms
  }

  /// The row that an unknown id would lead to if one rule more held, or a word less were there: never
  /// taken, only told. A size is no word to be left out.
  func almost(
    _ folded: String, rowOfKey: (ModelWords) -> Int?
  ) -> (row: Int, why: String)? {
    var id = ModelWords(of: folded)
    var missing: [String] = []
    while true {
      if let (row, _) = match(id, rowOfKey), !missing.isEmpty {
        return (row, missing.joined(separator: ", "))
      }
      if let (shorter, _) = dropWord(id) {
        id = shorter
      } else if let word = words.first(where: { id.dropping(word: $0.utf8) != nil }),
        let shorter = id.dropping(word: word.utf8)
      {
        id = shorter
        missing.append("if \(word.rule.pattern) were dropped here too")
      } else if let hyphen = id.utf8.lastIndex(of: ModelWords.hyphen), hyphen > 0,
        !Self.isSize(id.utf8[(hyphen + 1)...])
      {
        let last = String(decoding: id.utf8[(hyphen + 1)...], as: UTF8.self)
        id = ModelWords(utf8: id.utf8[..<hyphen])
        missing.append("without \(last)")
      } else {
        return nil
      }
    }
  }

  /// The precision that Ollama's way of naming a size means, unless the id says another.
  func tag(_ folded: String) -> NamedBits? {
    guard let name = folded.utf8.split(separator: ModelWords.slash).last else { return nil }
    let bytes = Array(name)
    return tags.first { tag in
      bytes.indices.contains { place in
        bytes[place...].starts(with: tag.utf8) && Self.isSize(bytes[(place + tag.utf8.count)...])
      } && tag.holds(for: ModelWords(of: folded))
    }?.rule.bits
  }

  /// Whether a text starts with a size: `8b`, `1.5b`, `8x7b`, `e4b`, `270m`, `1t`.
  private static func isSize(_ text: ArraySlice<UInt8>) -> Bool {
    let number = text.drop { $0 == UInt8(ascii: "e") }.prefix {
      ModelWords.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "x")
    }
    guard number.startIndex - text.startIndex <= 1, let last = number.last,
      ModelWords.isDigit(last), number.endIndex < text.endIndex,
      [UInt8(ascii: "b"), UInt8(ascii: "m"), UInt8(ascii: "t")].contains(text[number.endIndex])
    else { return false }
    let after = number.endIndex + 1
    return after == text.endIndex || text[after] == ModelWords.hyphen
  }

  /// The default that a whole name means, or the last part of a path at Ollama.
  private func defaultRule(_ folded: String) -> IDRule? {
    var path = folded.split(separator: "/", omittingEmptySubsequences: false)
    guard var name = path.popLast() else { return nil }
    guard path.last.map({ $0.hasPrefix("ollama") || $0 == "library" }) ?? true else { return nil }
    if name.hasSuffix(":latest") { name = name.dropLast(":latest".count) }
    return defaults[String(name)]
  }

  /// The row of words as they are, with parts of the path dropped, and then first words.
  private func match(
    _ id: ModelWords, _ rowOfKey: (ModelWords) -> Int?
  ) -> (row: Int, steps: [String])? {
    var steps: [String] = []
    var form = id
    while true {
      if let row = rowOfKey(form) { return (row, steps) }
      for order in orders {
        if let other = Self.reordered(form, family: order.utf8), let row = rowOfKey(other) {
          return (row, steps + ["word order: \(other.text)"])
        }
      }
      for ending in endings {
        let longer = form.adding(ending.utf8)
        if let row = rowOfKey(longer) { return (row, steps + ["add word: \(longer.text)"]) }
      }
      if let shorter = form.droppingPath {
        form = shorter
        steps = ["drop path: \(form.text)"]
      } else if let (shorter, rule) = dropLead(form) {
        form = shorter
        steps.append("drop word \(rule.pattern): \(form.text)")
      } else {
        return nil
      }
    }
  }

  private func dropLead(_ id: ModelWords) -> (ModelWords, IDRule)? {
    for lead in leads {
      if let shorter = id.dropping(lead: lead.utf8), lead.holds(for: id) {
        return (shorter, lead.rule)
      }
    }
    return nil
  }

  private func dropWord(_ id: ModelWords) -> (ModelWords, IDRule)? {
    for word in words {
      if let shorter = id.dropping(word: word.utf8), word.holds(for: id) {
        return (shorter, word.rule)
      }
    }
    return nil
  }

  /// `claude-4-7-opus` for `claude-opus-4-7` and the other way round, or `nil` for other words: a
  /// family, a version of one or two numbers, and one word of letters.
  private static func reordered(_ id: ModelWords, family: [UInt8]) -> ModelWords? {
    guard id.utf8.starts(with: family) else { return nil }
    let rest = id.utf8[family.count...].drop { $0 == ModelWords.hyphen }
    let isVersion = { (byte: UInt8) in ModelWords.isDigit(byte) || byte == ModelWords.hyphen }
    let (first, second): (ArraySlice<UInt8>, ArraySlice<UInt8>)
    if let byte = rest.first, ModelWords.isDigit(byte) {
      first = rest.prefix(while: isVersion)
      second = rest[first.endIndex...]
      guard isWord(second), first.last == ModelWords.hyphen, isNumbers(first.dropLast()) else {
        return nil
      }
      return ModelWords(
        utf8: family + [ModelWords.hyphen] + second + [ModelWords.hyphen] + first.dropLast())
    }
    first = rest.prefix(while: ModelWords.isLetter)
    second = rest[first.endIndex...].drop { $0 == ModelWords.hyphen }
    guard isWord(first), isNumbers(second) else { return nil }
    return ModelWords(utf8: family + [ModelWords.hyphen] + second + [ModelWords.hyphen] + first)
  }

  private static func isWord(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(ModelWords.isLetter)
  }

  /// One number of at most two digits, or two.
  private static func isNumbers(_ bytes: ArraySlice<UInt8>) -> Bool {
    let parts = bytes.split(separator: ModelWords.hyphen, omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(ModelWords.isDigit) }
  }
}
