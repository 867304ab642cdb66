internal import EcoAudit
internal import EcoModel
internal import EcoResults
internal import PlainText
internal import SystemFiles

/// The command line of `eco-calc`.
package enum EcoCalc {
  /// Carries out a command line and says how it ended.
  ///
  /// - Parameter words: the program's name and what follows it.
  package static func run(_ words: [String]) async -> ExitCode {
    do {
      try Interruption.install()
      guard !words.isEmpty else { throw NoCommandLine() }
      return try await dispatch(Array(words.dropFirst()))
    } catch {
      Diagnostics().write("eco-calc: \("\(error)".printable)\n")
      return ExitCode(of: error)
    }
  }

  private static func dispatch(_ words: [String]) async throws -> ExitCode {
    let named = words.first.flatMap(Command.init(rawValue:))
    let command = named ?? .calc
    let typed = try TypedArguments(
      named == nil ? words : Array(words.dropFirst()), command.specs, instead: command.instead)
    if typed.has("version") {
      return try say("eco-calc \(Release.version), \(Methodology.newest.id)\n")
    }
    if typed.has("help") { return try say(command.help) }
    if words.isEmpty, Welcome.isWanted { return try say(Welcome.text()) }
    let diagnostics = try Diagnostics(usesColor: typed.usesColor())
    switch command {
    case .calc:
      let options = try CalcArguments.options(typed, command: words)
      return try await CalcCommand(options: options, diagnostics: diagnostics).run()
    case .agents: return try await AgentsCommand.run(typed)
    case .line: return try await LineCommand.run(typed)
    case .explain: return try await ExplainCommand.run(typed)
    case .diff: return try await DiffCommand.run(typed)
    case .reconcile: return try await ReconcileCommand.run(typed, diagnostics)
    case .check: return try await CheckCommand.run(typed)
    case .data: return try await DataCommand.run(typed)
    case .merge: return try MergeCommand.run(typed)
    case .completions: return try say(Completions.script(typed))
    case .man: return try say(ManPage.text(typed))
    }
  }

  private static func say(_ text: String) throws -> ExitCode {
    try OutputFile.write(text, to: nil)
    return .success
  }
}

/// A command line that cannot be read: Swift finds it through `/proc`, and else takes it to be empty.
struct NoCommandLine: Fault {
  var family: FaultFamily { .file }
  var description: String { "the command line cannot be read: /proc is not there" }
}

extension ExitCode {
  init(of error: any Error) {
    self =
      switch (error as? any Fault)?.family {
      case .usage: .usage
      case .result: .difference
      case .data: .data
      case .file, nil: .file
      }
  }
}
