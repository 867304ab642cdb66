/// An option of a command.
struct OptionSpec {
  let name: String
  var short: Character?
  /// What its value is called in the help; `nil` for a flag.
  var value: String?
  let help: String
}

/// Words of a command line sorted into options and operands, as typed; nothing is resolved.
struct TypedArguments {
  private(set) var options: [(name: String, value: String)] = []
  private(set) var operands: [String] = []

  /// Sorts words by the options that a command knows.
  ///
  /// - Parameter instead: what to write here for options that only other commands have.
  init(
    _ words: [String], _ specs: [OptionSpec], instead: [String: String] = [:]
  ) throws(UsageError) {
    var index = 0
    var onlyOperands = false
    while index < words.count {
      let word = words[index]
      index += 1
      if onlyOperands || word == "-" || !word.hasPrefix("-") {
        operands.append(word)
      } else if word == "--" {
        onlyOperands = true
      } else {
        let (name, attached) = Self.split(word)
        guard let spec = specs.first(where: { Self.matches($0, name) }) else {
          let hint =
            instead[name].map { "; write \($0)" }
            ?? Nearest.hint(name, specs.map { "--" + $0.name })
          throw UsageError("unknown option \(name)\(hint)")
        }
        if spec.value == nil {
          guard attached == nil else { throw UsageError("--\(spec.name) takes no value") }
          options.append((spec.name, ""))
        } else if let attached {
          options.append((spec.name, attached))
        } else {
          guard index < words.count else {
            throw UsageError("--\(spec.name) needs a value: --\(spec.name) \(spec.value ?? "")")
          }
          options.append((spec.name, words[index]))
          index += 1
        }
      }
    }
  }

  /// The last value of an option.
  func last(_ name: String) -> String? { options.last { $0.name == name }?.value }

  /// All values of an option.
  func all(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }

  /// Whether a flag is there.
  func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  private static func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let name = String(word.prefix(2))
    return (name, word.count > 2 ? String(word.dropFirst(2)) : nil)
  }

  private static func matches(_ spec: OptionSpec, _ name: String) -> Bool {
    name == "--\(spec.name)" || spec.short.map { name == "-\($0)" } ?? false
  }
}

/// The known name nearest to an unknown one, for messages only: nothing is ever looked up this way.
enum Nearest {
  /// `; did you mean …?`, or nothing where no name is near.
  static func hint(_ name: String, _ known: [String]) -> String {
    names(name, known, limit: 1).first.map { "; did you mean \($0)?" } ?? ""
  }

  /// The known names that differ in few letters, the nearest first.
  static func names(_ name: String, _ known: [String], limit: Int) -> [String] {
    let scored = known.map { ($0, distance(Array(name.utf8), Array($0.utf8))) }
      .filter { $0.1 <= max(2, name.utf8.count / 3) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    return scored.prefix(limit).map(\.0)
  }

  /// Levenshtein's distance.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(row[j] + 1, row[j + 1] + 1, substituted)
      }
    }
    return row[b.count]
  }
}
