internal import PlainText
internal import SystemFiles

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
        guard let spec = specs.first(where: { $0.spellings.contains(name) }) else {
          let near = Nearest.hint(name, specs.map { "--" + $0.name })
          let hint = near.isEmpty ? "; see eco-calc --help" : near
          throw UsageError(
            "unknown option \(name)\(instead[name].map { "; write \($0)" } ?? hint)")
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

  /// Where output goes; `nil` is standard output, which may be written as `-`.
  var output: String? { last("output").flatMap { $0 == "-" ? nil : $0 } }

  /// A file of what is no data; `nil` where the option is not there.
  func file(_ option: String) throws(UsageError) -> String? {
    let path = last(option)
    if path == "-" { throw UsageError("--\(option) -: standard output is for data; name a file") }
    return path
  }

  /// The files that tables, formats and factors of the caller's own are read from.
  var tables: [String] {
    let formats = last("from").map { $0.hasSuffix(".csv") ? [$0] : [] } ?? []
    return OwnSeries.paths(all("grid") + all("market")) + formats
      + (last("data").map(Tables.paths(in:)) ?? [])
  }

  /// All values of an option.
  func all(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }

  /// Whether a flag is there.
  func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  /// A whole number in a range; `nil` where the option is not there.
  func number(_ option: String, _ range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = last(option) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        "--\(option) \(text): expected a whole number from \(range.lowerBound) to"
          + " \(range.upperBound)")
    }
    return value
  }

  /// One of some words; `nil` where the option is not there.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, _: Choice.Type
  ) throws(UsageError) -> Choice? {
    guard let text = last(option) else { return nil }
    guard let value = Choice(rawValue: text) else {
      throw UsageError(
        "--\(option) \(text): expected \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  /// The words that an option lists, each once, in the order of their first mention.
  func list<Choice: RawRepresentable<String> & CaseIterable & Equatable>(
    _ option: String, _: Choice.Type
  ) throws(UsageError) -> [Choice] {
    var choices: [Choice] = []
    for name in all(option).flatMap({ $0.split(separator: ",").map(String.init) }) {
      guard let choice = Choice(rawValue: name) else {
        throw UsageError(
          "--\(option) \(name)\(Nearest.known(name, Choice.allCases.map(\.rawValue)))")
      }
      if !choices.contains(choice) { choices.append(choice) }
    }
    return choices
  }

  /// How many threads: as asked for, else one for each processor.
  func jobs() throws(UsageError) -> Jobs { Jobs(try number("jobs", Jobs.range)) }

  /// Whether to use colour; `nil`: on a terminal only.
  func usesColor() throws(UsageError) -> Bool? {
    let choice = try choice("color", ColorChoice.self)
    if Environment.isSet("NO_COLOR") { return false }
    return switch choice {
    case .always: true
    case .never: false
    case .auto, nil: nil
    }
  }

  private static func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let name = String(word.prefix(2))
    return (name, word.count > 2 ? String(word.dropFirst(2)) : nil)
  }
}

/// When messages are coloured.
enum ColorChoice: String, CaseIterable { case auto, always, never }
