import ArgumentParser
import EcoModel
import Foundation
import Gateway

@main
struct LowRouter: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lowrouter",
    abstract: "An LLM gateway that says what each answer cost in energy and carbon.",
    subcommands: [Serve.self, Check.self, ExportDay.self, ReplayLogs.self],
    defaultSubcommand: Serve.self)
}

struct ConfigurationFile: ParsableArguments {
  @Option(name: .shortAndLong, help: "The configuration.", completion: .file())
  var config = "gateway.json"

  func load() throws -> Configuration {
    guard let json = FileManager.default.contents(atPath: config) else {
      throw ValidationError("\(config): cannot be read")
    }
    do {
      return try Configuration(
        json: Array(json), environment: ProcessInfo.processInfo.environment)
    } catch {
      throw ValidationError(error.faults.map { "\(config): \($0)" }.joined(separator: "\n"))
    }
  }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve until told to stop.")

  @OptionGroup var file: ConfigurationFile

  func run() async throws {
    let configuration = try file.load()
    raiseOpenFileLimit()
    let gateway = try GatewayServer(
      configuration: configuration, environment: ProcessInfo.processInfo.environment)
    try await gateway.run()
  }

  /// A stream holds two sockets; the usual limit of 1024 files would end at 500 streams.
  private func raiseOpenFileLimit() {
    #if os(Linux)
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let files = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(files, &limit)
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check the configuration and stop.")

  @OptionGroup var file: ConfigurationFile

  func run() throws {
    _ = try file.load()
    print("\(file.config): in order")
  }
}

struct ExportDay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write one day's records as a log that eco-calc reads.")

  @OptionGroup var file: ConfigurationFile
  @Option(help: "The day in UTC, as 2026-11-21.")
  var day: String
  @Option(help: "jsonl or csv.")
  var format: Export.Format = .jsonl
  @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
  var output: String

  func run() throws {
    guard let day = UTCDay(day) else { throw ValidationError("\(day) is not a day") }
    let export = try Export(database: try file.load().database)
    let count = try export.write(day: day, format: format, to: output)
    FileHandle.standardError.write(Data("\(output): \(count) records\n".utf8))
  }
}

struct ReplayLogs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Store the records that a log has because the store did not take them in time.",
    discussion:
      "Records that are stored stay as they are: a log can be replayed at any time, twice too."
  )

  @OptionGroup var file: ConfigurationFile
  @Argument(help: "Logs of the gateway.", completion: .file())
  var logs: [String]

  func run() async throws {
    let replay = try Replay(database: try file.load().database)
    for log in logs {
      let count = try await replay.run(log: log)
      FileHandle.standardError.write(Data("\(log): \(count) records\n".utf8))
    }
  }
}

extension Export.Format: ExpressibleByArgument {}
