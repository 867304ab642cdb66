internal import EcoModel
internal import UsageLogs

/// Leads from what logs and bills call a model to one name for both.
///
/// An id of the table in any spelling is its row's id. Else a name counts as an id where it has the same
/// words and the same numbers in the same order, and no other id has: `Claude3.5Sonnet` and
/// `claude-3-5-sonnet`. Names that the table does not know are alike by the same rule.
struct BilledNames {
  private let catalogue: Catalogue
  /// Ids by their words and numbers; `nil` where several have them.
  private let ids: [String: String?]

  init(_ estimator: EcoEstimator) {
    catalogue = estimator.catalogue
    var ids: [String: String?] = [:]
    for model in estimator.catalogue.models {
      let bare = model.id.split(separator: "/").last.map(String.init) ?? model.id
      for spelling in [model.id, bare] + model.aliases {
        let words = Self.words(spelling)
        if let other = ids[words], other != model.id {
          ids[words] = .some(nil)
        } else {
          ids[words] = model.id
        }
      }
    }
    self.ids = ids
  }

  /// The id of a model that a log names; a name that is not known stays as it is.
  func id(_ name: String) -> String {
    catalogue.find(name, on: nil)?.model.id ?? byWords(name) ?? name
  }

  /// What all spellings of a name that the table does not know have in common.
  static func key(_ name: String) -> String { words(name) }

  /// The id of a model that a bill names; `nil` where no text of the bill is one.
  func id(_ models: [BilledModel]) -> String? {
    for model in models {
      let name = model.isMeter ? MeterWords.model(model.text) : Self.bare(model.text)
      guard !name.isEmpty else { continue }
      if let id = catalogue.find(model.isMeter ? name : model.text, on: nil)?.model.id { return id }
      if let id = byWords(name) { return id }
    }
    return nil
  }

  /// What a bill calls a model that the table does not know; empty where it says nothing of it.
  static func text(_ models: [BilledModel]) -> String {
    models.lazy.map { $0.isMeter ? MeterWords.model($0.text) : bare($0.text) }
      .first { !$0.isEmpty && !isService($0) } ?? ""
  }

  private func byWords(_ name: String) -> String? {
    let words = Self.words(name)
    if let found = ids[words] { return found }
    // A release in the name of a meter, the day of a month: `gpt 4o 1120`.
    let parts = name.split(whereSeparator: { " -".contains($0) }).map(String.init)
    let undated = parts.filter { $0.count != 4 || !$0.allSatisfy(\.isNumber) }
    guard !undated.isEmpty else { return nil }
    return ids[Self.words(undated.joined(separator: " "))] ?? nil
  }

  /// A name without what stands in brackets: `Claude Opus 4.5 (Amazon Bedrock Edition)`.
  private static func bare(_ text: String) -> String {
    guard let bracket = text.firstIndex(of: "("), bracket > text.startIndex else { return text }
    return Spelling.trimmed(text[..<bracket])
  }

  private static let services: Set = [
    "amazon", "aws", "bedrock", "azure", "service", "services", "vertex", "cognitive", "foundry",
    "cloud", "google", "microsoft", "api",
  ]

  /// Whether a text names a service and no model.
  private static func isService(_ text: String) -> Bool {
    text.lowercased().split { !$0.isLetter }.contains { services.contains(String($0)) }
  }

  /// The words of a name in alphabetical order, and its numbers in their own. A letter next to a number is
  /// one word with it (`4o`, `70b`, `r1`), a longer word is not (`claude3`).
  private static func words(_ name: String) -> String {
    var words: [ArraySlice<UInt8>] = []
    let bytes = Array(Spelling.folded(name).utf8)
    for run in bytes.split(whereSeparator: { !isLetter($0) && !isDigit($0) }) {
      var start = run.startIndex
      for index in run.indices.dropFirst() where isDigit(run[index]) != isDigit(run[index - 1]) {
        // The letters on one side of where a word becomes a number, or a number a word.
        let before = run[start..<index].reversed().prefix { isLetter($0) }.count
        let after = run[index...].prefix { isLetter($0) }.count
        guard max(before, after) > 1 else { continue }
        words.append(run[start..<index])
        start = index
      }
      words.append(run[start...])
    }
    func text(_ words: [ArraySlice<UInt8>]) -> String {
      String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
    }
    let named = words.filter { !($0.first.map(isDigit) ?? false) }
    let numbered = words.filter { $0.first.map(isDigit) ?? false }
    return text(named.sorted { $0.lexicographicallyPrecedes($1) }) + "|" + text(numbered)
  }

  /// Letters of other scripts are letters too.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || byte >= 0x80
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
