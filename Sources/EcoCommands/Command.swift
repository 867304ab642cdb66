/// The commands of `eco-calc`; `calc` may be left out.
enum Command: String, CaseIterable {
  case calc, explain, diff, check, data, merge

  /// The options of a command.
  var specs: [OptionSpec] {
    switch self {
    case .calc: CalcArguments.specs
    case .explain: ExplainCommand.specs
    case .diff: DiffArguments.specs
    case .check: CheckCommand.specs
    case .data: DataCommand.specs
    case .merge: MergeCommand.specs
    }
  }

  /// What `--help` prints.
  var help: String {
    switch self {
    case .calc: Help.calc
    case .explain: Help.explain
    case .diff: Help.diff
    case .check: Help.check
    case .data: Help.data
    case .merge: Help.merge
    }
  }

  /// Options of other commands, and what to write for them in this one.
  var instead: [String: String] { self == .calc ? CalcArguments.instead : [:] }
}
