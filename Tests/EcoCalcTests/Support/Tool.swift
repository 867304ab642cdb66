import Foundation

/// The built command, run as its users run it.
enum Tool {
  /// `eco-calc` beside the bundle of these tests.
  static let path: String = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let places = [
      bundle?.bundleURL.deletingLastPathComponent(),
      URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
      Bundle.main.bundleURL,
    ]
    let built = places.compactMap { $0?.appending(path: "eco-calc").path }
    return built.first { FileManager.default.isExecutableFile(atPath: $0) } ?? built[0]
  }()

  /// What a run left behind.
  struct Outcome {
    var exitCode: Int32
    /// The signal that ended it, where one did.
    var signal: Int32?
    var output: [UInt8]
    var errors: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }
  }
}

/// How much the tests that move megabytes move: all of it takes the optimiser.
enum Size {
  #if DEBUG
    static let isWhole = false
  #else
    static let isWhole = true
  #endif

  /// All of them, or without the optimiser every so many.
  static func some<Element>(_ all: [Element], each step: Int) -> [Element] {
    isWhole ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
  }
}

/// A directory of one test, gone with it.
final class Scratch {
  let url: URL

  init() throws {
    url = Self.root.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The directories of this process. A process that was killed leaves its own, which the next one
  /// removes: as long as a process runs, it holds a lock on what it has there.
  private static let root: URL = {
    let files = FileManager.default
    let all = files.temporaryDirectory.appending(path: "eco-calc-tests")
    let own = all.appending(path: UUID().uuidString)
    try? files.createDirectory(at: all, withIntermediateDirectories: true)
    // One process after the other, so that none removes what another is about to lock.
    let turn = lock(all, LOCK_EX)
    defer { close(turn ?? -1) }
    try? files.createDirectory(at: own, withIntermediateDirectories: false)
    _ = lock(own)
    atexit { try? FileManager.default.removeItem(at: Scratch.root) }
    for name in (try? files.contentsOfDirectory(atPath: all.path)) ?? [] {
      let old = all.appending(path: name)
      guard let lock = lock(old) else { continue }
      try? files.removeItem(at: old)
      close(lock)
    }
    return own
  }()

  /// Locks a directory for as long as the process runs; `nil` where another one has it locked.
  private static func lock(_ directory: URL, _ way: Int32 = LOCK_EX | LOCK_NB) -> Int32? {
    let descriptor = unsafe open(directory.path, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0, flock(descriptor, way) == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  /// The path of a file in it.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return path(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: url.appending(path: name)))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// What is in it, the harness's own files aside.
  var names: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return all.filter { !$0.hasPrefix(".run-") }.sorted()
  }

  /// Runs the command with this directory as its own.
  func run(
    _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]
  ) async throws -> Tool.Outcome {
    try await run(arguments, input: input, environment: environment)
  }

  /// Runs the command.
  ///
  /// - Parameter directory: where, if not in this directory.
  func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
    in directory: URL? = nil
  ) async throws -> Tool.Outcome {
    try await start(Tool.path, arguments, input, environment, directory ?? url).outcome()
  }

  /// Runs the command and waits for its end.
  @discardableResult
  func callAsFunction(_ arguments: String...) throws -> Tool.Outcome { try run(arguments) }

  @discardableResult
  func run(_ arguments: [String]) throws -> Tool.Outcome {
    let running = try start(Tool.path, arguments, [], [:], url)
    running.process.waitUntilExit()
    return try running.result()
  }

  /// Runs a shell script in which `$ECO` is the command.
  func shell(_ script: String, input: [UInt8] = []) async throws -> Tool.Outcome {
    try await start("/bin/sh", ["-c", script], input, ["ECO": Tool.path], url).outcome()
  }

  /// Starts the command and returns at once.
  func start(_ arguments: String...) throws -> Running {
    try start(Tool.path, arguments, [], [:], url)
  }

  private func start(
    _ program: String, _ arguments: [String], _ input: [UInt8], _ environment: [String: String],
    _ directory: URL
  ) throws -> Running {
    let id = UUID().uuidString
    let files = ["in", "out", "err"].map { url.appending(path: ".run-\($0)-\(id)") }
    try Data(input).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    let (ended, end) = AsyncStream.makeStream(of: Void.self)
    process.terminationHandler = { _ in end.finish() }
    try process.run()
    return Running(process: process, ended: ended, output: files[1], errors: files[2])
  }
}

/// A run that has not been waited for.
struct Running {
  let process: Process
  fileprivate let ended: AsyncStream<Void>
  fileprivate let output: URL
  fileprivate let errors: URL

  /// Waits for its end.
  func outcome() async throws -> Tool.Outcome {
    for await _ in ended {}
    return try result()
  }

  fileprivate func result() throws -> Tool.Outcome {
    let isSignal = process.terminationReason == .uncaughtSignal
    return Tool.Outcome(
      exitCode: isSignal ? -1 : process.terminationStatus,
      signal: isSignal ? process.terminationStatus : nil,
      output: try Array(Data(contentsOf: output)),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}

extension Scratch {
  func json(_ name: String) throws -> [String: Any] { try object(text(name)) }

  /// The project's tables in a directory, after some edits.
  func tables(_ name: String, _ edits: [(file: String, old: String, new: String)]) throws {
    let data = Fixtures.tests.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: AuditTool.newestTables)
    for file in ["models.csv", "grid-intensity.csv", "pue.csv", "regions.csv"] {
      var text = try String(contentsOf: data.appending(path: file), encoding: .utf8)
      for edit in edits where edit.file == file {
        guard text.contains(edit.old) else { throw MissingEdit(text: edit.old) }
        text = text.replacing(edit.old, with: edit.new)
      }
      try write("\(name)/\(file)", text)
    }
  }

  struct MissingEdit: Error {
    let text: String
  }
}
