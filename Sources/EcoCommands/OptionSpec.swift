internal import EcoModel
internal import UsageLogs

/// An option of a command.
struct OptionSpec {
  let name: String
  var short: Character?
  /// What its value is called in the help; `nil` for a flag.
  var value: String?
  /// The values there are, where they can be listed; for shells to complete.
  var choices: @Sendable () -> [String] = { [] }
  /// One line for the help page; empty for options that it does not show.
  let help: String

  /// Whether help lists it.
  var isShown: Bool { !help.isEmpty }

  /// How it can be typed, the long way first.
  var spellings: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }
}

/// Options that several commands have.
extension OptionSpec {
  static let output = OptionSpec(
    name: "output", short: "o", value: "PATH", help: "write there instead of stdout")
  static let from = OptionSpec(
    name: "from", short: "f", value: "NAME|FILE", choices: { LogFormats.bundled.names },
    help: "log format, if it cannot be detected, or a file of your own")
  static let map = OptionSpec(
    name: "map", value: "FIELD=COLUMN",
    help: "where a field is; repeatable; see: eco-calc data formats")
  static let assume = OptionSpec(
    name: "assume", value: "FIELD=VALUE",
    help: "region (provider: its own), provider, model, concurrency, accelerator")
  static let measuredUnknown = OptionSpec(
    name: "measured-unknown",
    help: "figures of models of unknown size too, where measured")
  static let methodology = OptionSpec(
    name: "methodology", short: "m", value: "ID", choices: { Methodology.all.map(\.id) },
    help: "an older or another methodology; see: eco-calc data")
  static let data = OptionSpec(
    name: "data", value: "DIR",
    help: "your own tables, under the names that eco-calc data lists")
  static let dedupe = OptionSpec(
    name: "dedupe", help: "count exact repeats of an id once; reject conflicting ones")
  static let jobs = OptionSpec(
    name: "jobs", short: "j", value: "N", help: "threads; the output is the same for any N")
  static let blockSize = OptionSpec(name: "block-size", value: "BYTES", help: "")
  static let json = OptionSpec(name: "json", help: "for machines")
  static let color = OptionSpec(
    name: "color", value: "WHEN", choices: { ColorChoice.allCases.map(\.rawValue) },
    help: "auto, always or never; NO_COLOR is respected")
  static let help = OptionSpec(name: "help", short: "h", help: "this page")
}
