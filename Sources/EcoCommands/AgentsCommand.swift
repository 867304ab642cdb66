internal import EcoModel
internal import EcoResults
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc agents`: what the coding agents of a home folder used.
enum AgentsCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "since", value: "DATE", help: "from that day on, instead of this month"),
    OptionSpec(
      name: "by", value: "LIST", choices: { AgentUsage.Dimension.allCases.map(\.rawValue) },
      help: "agent, project, branch, session, user, model, day; default project,model"),
    OptionSpec(name: "branch", value: "NAME", help: "only what was done on that branch"),
    OptionSpec(
      name: "project", value: "NAME", help: "only that project: its folder, or the last part of it"),
    OptionSpec(name: "watch", help: "again every ten seconds, until it is interrupted"),
    OptionSpec(
      name: "metrics", value: "FILE.prom", help: "all calls as Prometheus reads them from a file"),
    OptionSpec(name: "markdown", help: "all calls, or those since then, for a pull request"),
    .json, .assume, .methodology, .data, .jobs, .color, .help,
    // The day that counts as today, for tests.
    OptionSpec(name: "today", value: "DATE", help: ""),
  ]

  private static let pause = Duration.seconds(10)

  static func run(_ typed: TypedArguments) async throws -> ExitCode {
    let named = try typed.list("by", AgentUsage.Dimension.self)
    let dimensions = named.isEmpty ? typed.has("markdown") ? [.model] : [.project, .model] : named
    if typed.has("markdown"), typed.has("json") {
      throw UsageError("--markdown and --json: it can print one of them")
    }
    let selection = AgentSelection(branch: typed.last("branch"), project: typed.last("project"))
    _ = try metrics(typed, beside: [])
    let reading = try AgentReading(typed)
    while true {
      let usage = try await reading.usage(await AgentFolders(), and: typed.operands, selection)
      let text = try shown(usage, typed, dimensions)
      let isWatched = typed.has("watch")
      if isWatched, OutputFile.isTerminal(nil) { Diagnostics().clearScreen() }
      try OutputFile.write(text, to: nil)
      guard isWatched else { return .success }
      try await Task.sleep(for: pause)
    }
  }

  private static func shown(
    _ usage: AgentUsage, _ typed: TypedArguments, _ dimensions: [AgentUsage.Dimension]
  ) throws -> String {
    if let path = try metrics(typed, beside: usage.folders.flatMap(\.files).map(\.path)) {
      try OutputFile.write(MetricsText(usage.ledger()).text, to: path)
    }
    let periods = try periods(typed)
    if typed.has("json") { return usage.json(periods, by: dimensions).text }
    if typed.has("markdown") {
      let first = try AgentReading.day("since", typed)
      return AgentMarkdown(usage, since: first, by: dimensions).text
    }
    if usage.history.calls.isEmpty { return AgentScreen.nothing(usage) }
    return AgentScreen(usage, periods, by: dimensions).text
  }

  /// The file of metrics, where one is wanted, which must be none of those that are read.
  private static func metrics(
    _ typed: TypedArguments, beside sessions: [String]
  ) throws(UsageError) -> String? {
    guard let path = try typed.file("metrics") else { return nil }
    var roles = FileRoles()
    try roles.write(path, as: "the file of metrics")
    for input in typed.operands + sessions { try roles.read(input) }
    try roles.read(tables: typed.tables)
    return path
  }

  /// Today, this week and this month; with `--since` today and all from that day on.
  private static func periods(_ typed: TypedArguments) throws(UsageError) -> [AgentUsage.Period] {
    let today = try AgentReading.today(typed)
    guard let since = try AgentReading.day("since", typed) else {
      return AgentUsage.Period.usual(today)
    }
    guard since <= today else { throw UsageError("--since \(since): that day is still to come") }
    return [AgentUsage.Period(name: "since \(since)", days: since...today)]
  }
}
