internal import EcoModel

/// The command line of `eco-calc`.
package enum EcoCalc {
  /// The version of the command; the methodology has its own.
  package static let version = "1.0.0"

  /// Carries out a command line (without the program's name) and says how it ended.
  package static func run(_ words: [String]) async -> ExitCode {
    Interruption.install()
    let diagnostics = Diagnostics(usesColor: color(words))
    do {
      return try await dispatch(words, diagnostics)
    } catch {
      diagnostics.write("eco-calc: \(error)\n")
      return exitCode(of: error)
    }
  }

  private static func dispatch(
    _ words: [String], _ diagnostics: Diagnostics
  ) async throws -> ExitCode {
    var rest = words
    let command = rest.first.flatMap(Command.init(rawValue:))
    if command != nil { rest.removeFirst() }
    switch command ?? .calc {
    case .calc:
      let typed = try TypedArguments(
        rest, CalcArguments.specs, instead: CalcArguments.instead)
      if typed.has("version") { return try say("eco-calc \(version), \(Methodology.newest.id)\n") }
      if typed.has("help") { return try say(Help.page) }
      let plan = try CalcArguments.plan(typed, command: words)
      return try await CalcCommand(plan: plan, diagnostics: diagnostics).run()
    case .explain: return try await ExplainCommand(rest).run()
    case .check: return try CheckCommand(rest).run()
    case .data: return try DataCommand(rest).run()
    case .merge:
      let typed = try TypedArguments(rest, MergeCommand.specs)
      return try typed.has("help") ? say(Help.merge) : MergeCommand.run(typed)
    case .diff:
      let typed = try TypedArguments(rest, DiffArguments.specs)
      if typed.has("help") { return try say(Help.diff) }
      return try await DiffCommand(plan: DiffArguments.plan(typed), diagnostics: diagnostics).run()
    }
  }

  private enum Command: String {
    case calc, explain, diff, check, data, merge
  }

  /// Writes text to standard output.
  static func say(_ text: String) throws -> ExitCode {
    try OutputFile().write(text)
    return .success
  }

  /// Each family of errors has one fate.
  private static func exitCode(of error: any Error) -> ExitCode {
    switch error {
    case is UsageError: .usage
    case is NoRecord, is NoSuchName: .difference
    case is DataError, is OwnTableError, is MethodologyError, is SummaryError, is VectorError: .data
    default: .file
    }
  }

  private static func color(_ words: [String]) -> Bool? {
    if Environment.isSet("NO_COLOR") { return false }
    guard let index = words.lastIndex(of: "--color"), index + 1 < words.count else { return nil }
    return switch words[index + 1] {
    case "always": true
    case "never": false
    default: nil
    }
  }
}
