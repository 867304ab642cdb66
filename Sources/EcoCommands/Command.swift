/// The commands of `eco-calc`; `calc` may be left out.
enum Command: String, CaseIterable {
  case calc, agents, line, explain, diff, reconcile, check, data, merge, completions, man

  /// Those that help lists; the others are for packagers.
  static let shown = allCases.filter { $0 != .completions && $0 != .man }

  /// The options of a command.
  var specs: [OptionSpec] {
    switch self {
    case .calc: CalcArguments.specs
    case .agents: AgentsCommand.specs
    case .line: LineCommand.specs
    case .explain: ExplainCommand.specs
    case .diff: DiffArguments.specs
    case .reconcile: ReconcileCommand.specs
    case .check: CheckCommand.specs
    case .data: DataCommand.specs
    case .merge: MergeCommand.specs
    case .completions, .man: [.help]
    }
  }

  /// The options that help lists.
  var shownSpecs: [OptionSpec] { specs.filter(\.isShown) }

  /// What it does, in a line: what its help page says first.
  var summary: String {
    let title = help.prefix { $0 != "\n" }
    return String(title.drop { $0 != ":" }.dropFirst(2))
  }

  /// What `--help` prints.
  var help: String {
    switch self {
    case .calc: Help.calc
    case .agents: Help.agents
    case .line: Help.line
    case .explain: Help.explain
    case .diff: Help.diff
    case .reconcile: Help.reconcile
    case .check: Help.check
    case .data: Help.data
    case .merge: Help.merge
    case .completions: Help.completions
    case .man: Help.man
    }
  }

  /// Options of other commands, and what to write for them in this one.
  var instead: [String: String] { self == .calc ? CalcArguments.instead : [:] }
}
