internal import EcoModel
internal import EcoResults
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc line`: one line for the status line of an agent.
enum LineCommand {
  static let specs: [OptionSpec] = [
    .assume, .methodology, .data, .jobs, .help, OptionSpec(name: "today", value: "DATE", help: ""),
  ]

  static func run(_ typed: TypedArguments) async throws -> ExitCode {
    guard typed.operands.isEmpty else {
      throw UsageError("line reads the agent's status from standard input, and no files")
    }
    let status = try status()
    let today = try AgentReading.today(typed)
    // A session that was not written to today has nothing of today. They are looked for while the tables
    // are read.
    async let folders = AgentFolders(writtenSince: today, or: status.transcript)
    let reading = try AgentReading(typed)
    let usage = try await reading.usage(folders)
    let words = AgentLine(usage, today: today, session: status.session).text
    try OutputFile.write(words + "\n", to: nil)
    return .success
  }

  /// What the agent says of its session; nothing where it says nothing that can be read, and where
  /// standard input is a terminal, on which nobody would type it.
  private static func status() throws -> (session: String?, transcript: String?) {
    guard !InputFile.isTerminal, let json = try? JSONValue(reading: InputFile.contents("-")) else {
      return (nil, nil)
    }
    return (json["session_id"]?.string, json["transcript_path"]?.string)
  }
}
