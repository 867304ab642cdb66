import EcoModel
import Foundation
import Testing

/// Runs the built `eco-calc` and other programs, as a reviewer does at a prompt.
enum AuditTool {
  struct Run {
    let code: Int32
    let output: String
    let errors: String
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The command that was built beside this test.
  static let binary: URL = {
    let test = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = test.deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "eco-calc")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return test
  }()

  static func ecoCalc(_ words: String..., input: String = "") throws -> Run {
    try run(binary, words, input: input)
  }

  static func ecoCalc(_ words: [String], input: String = "") throws -> Run {
    try run(binary, words, input: input)
  }

  static func python(_ words: [String], input: String = "") throws -> Run {
    try run(URL(filePath: "/usr/bin/env"), ["python3"] + words, input: input)
  }

  /// Output goes to files: a pipe that nobody reads would stop a talkative program.
  static func run(_ program: URL, _ words: [String], input: String = "") throws -> Run {
    try withFolder { folder in
      let names = ["in", "out", "err"].map { folder.appending(path: $0) }
      for name in names { try Data(input.utf8).write(to: name) }
      let process = Process()
      process.executableURL = program
      process.arguments = words
      process.standardInput = try FileHandle(forReadingFrom: names[0])
      process.standardOutput = try truncated(names[1])
      process.standardError = try truncated(names[2])
      try process.run()
      process.waitUntilExit()
      return Run(
        code: process.terminationStatus, output: try String(contentsOf: names[1], encoding: .utf8),
        errors: try String(contentsOf: names[2], encoding: .utf8))
    }
  }

  private static func truncated(_ file: URL) throws -> FileHandle {
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 0)
    return handle
  }

  /// Gives a new folder for as long as `body` runs.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let scratch = try Scratch()
    return try withExtendedLifetime(scratch) { try body(scratch.url) }
  }

  /// The folder of the tables that are read where no methodology is named.
  static let newestTables =
    Methodology.newest.edition == .newest
    ? "data" : "data/editions/\(Methodology.newest.edition.rawValue)"

  static func repositoryText(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// A copy of a table of an edition with one text in it replaced, in a folder of its own.
  static func withTable<Result>(
    _ name: String, in edition: String = AuditTool.newestTables, replacing old: String,
    with new: String,
    _ body: (String) throws -> Result
  ) throws -> Result {
    try withFolder { folder in
      let text = try repositoryText("\(edition)/\(name)")
      let range = try #require(text.range(of: old))
      let changed = text.replacingCharacters(in: range, with: new)
      try changed.write(
        to: folder.appending(path: name), atomically: true, encoding: .utf8)
      return try body(folder.path)
    }
  }
}

/// The members of a JSON object, for looking at what a command printed.
struct AuditJSON {
  let members: [String: Any]

  init(_ text: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    members = try #require(value as? [String: Any])
  }

  func text(_ name: String) -> String { members[name] as? String ?? "" }

  func object(_ name: String) -> [String: Any] { members[name] as? [String: Any] ?? [:] }
}
