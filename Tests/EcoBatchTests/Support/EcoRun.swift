import Foundation

/// Runs of the built command in a directory of its own, and exact numbers out of what it wrote.
final class EcoRun {
  struct Result {
    let exitCode: Int32
    let wasKilled: Bool
    let output: String
    let errors: String
  }

  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appending(path: "eco-calc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// `eco-calc` beside the bundle of these tests.
  private static let executable: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let places =
      [bundle, URL(filePath: CommandLine.arguments[0]), Bundle.main.bundleURL]
      .compactMap { $0?.deletingLastPathComponent().appending(path: "eco-calc") }
      + [Bundle.main.bundleURL.appending(path: "eco-calc")]
    return places.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? places[0]
  }()

  @discardableResult
  func callAsFunction(_ words: String...) throws -> Result { try run(words) }

  @discardableResult
  func run(_ words: [String]) throws -> Result {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = words
    process.currentDirectoryURL = directory
    // Files, not pipes: nothing can fill up and wait.
    let name = UUID().uuidString
    let files = try ["out", "err"].map { kind in
      let url = directory.appending(path: ".\(name).\(kind)")
      try Data().write(to: url)
      return (url, try FileHandle(forWritingTo: url))
    }
    process.standardOutput = files[0].1
    process.standardError = files[1].1
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Result(
      exitCode: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal,
      output: try String(contentsOf: files[0].0, encoding: .utf8),
      errors: try String(contentsOf: files[1].0, encoding: .utf8))
  }

  func write(_ name: String, _ text: String) throws {
    let url = directory.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: directory.appending(path: name), encoding: .utf8)
  }

  func json(_ name: String) throws -> [String: Any] { try Self.object(text(name)) }

  static func object(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  /// The project's tables in a directory, after some edits.
  func tables(_ name: String, _ edits: [(file: String, old: String, new: String)]) throws {
    let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "data")
    for file in ["models.csv", "grid-intensity.csv", "regions.csv"] {
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

/// A plain decimal, with a sign or without, in billionths.
func billionths(_ text: some StringProtocol) -> Int128? {
  let isNegative = text.hasPrefix("-")
  let digits = text.drop { $0 == "-" || $0 == "+" }
  let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), let whole = Int128(parts[0]) else { return nil }
  let places = parts.count == 2 ? parts[1] : "0"
  guard (1...9).contains(places.count),
    let fraction = Int128(places + String(repeating: "0", count: 9 - places.count))
  else { return nil }
  return (whole * 1_000_000_000 + fraction) * (isNegative ? -1 : 1)
}

/// The rows of delimited text without quotes, by column.
func rows(_ text: String) -> [[String: String]] {
  let lines = text.split(separator: "\n").map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
  return lines.dropFirst().map { Dictionary(zip(lines[0], $0)) { first, _ in first } }
}

/// A log of a gateway in which every record is different and every outcome occurs.
enum SampleLog {
  static let header =
    "generation_id,created_at,key_id,resolved_model,provider,region,prompt_tokens,completion_tokens,"
    + "total_tokens,cached_tokens\n"

  private static let models = [
    "openai/gpt-4o-mini", "openai/gpt-4o", "meta-llama/llama-3.3-70b-instruct", "gpt-4o-mini",
    "deepseek/deepseek-r1", "qwen/qwen3-8b", "acme/nobody-knows", "openai/o3",
    "anthropic/claude-haiku-4-5", "mistralai/mixtral-8x7b-instruct",
  ]
  private static let places = [
    ("openai", "eu-west"), ("google", "eu-west"), ("azure", "us-east"), ("openai", "DE"),
    ("groq", "eu-north"), ("openai", "atlantis"), ("mistral", "fr"),
  ]

  /// Records `first..<last`; the same number is always the same record.
  static func records(_ range: Range<Int>, days: Int = 1500) -> [String] {
    range.map { number in
      var seed = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
      func next(_ bound: Int) -> Int {
        seed ^= seed >> 29
        seed = seed &* 0xBF58_476D_1CE4_E5B9
        seed ^= seed >> 32
        return Int(seed % UInt64(bound))
      }
      let model = models[next(models.count)]
      let (provider, region) = places[next(places.count)]
      let time = next(40) == 0 ? "" : "\(1_650_000_000 + 86_400 * next(days) + next(86_400))"
      let prompt = next(25) == 0 ? 0 : next(next(5) == 0 ? 60_000 : 3000) + 1
      let cached = next(3) == 0 ? prompt / 3 : 0
      let completion = prompt == 0 ? 0 : next(2000)
      return "g\(number),\(time),key_\(next(4)),\(model),\(provider),\(region),\(prompt),"
        + "\(completion),\(prompt + completion),\(cached)\n"
    }
  }

  static func csv(_ range: Range<Int>, days: Int = 1500) -> String {
    header + records(range, days: days).joined()
  }

  /// The same records as JSON lines.
  static func jsonl(_ range: Range<Int>) -> String {
    let names = header.dropLast().split(separator: ",")
    return records(range).map { record in
      let values = record.dropLast().split(separator: ",", omittingEmptySubsequences: false)
      let members = zip(names, values).filter { !$0.1.isEmpty }.map { name, value in
        Int(value) == nil ? "\"\(name)\":\"\(value)\"" : "\"\(name)\":\(value)"
      }
      return "{\(members.joined(separator: ","))}\n"
    }.joined()
  }
}
