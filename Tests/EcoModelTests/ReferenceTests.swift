import EcoModel
import Foundation
import Testing

/// Thousands of random requests, answered by the product and by `Scripts/reference.py`.
@Suite("Random requests")
struct ReferenceTests {
  static let python = ProcessInfo.processInfo.environment["PATH", default: ""]
    .split(separator: ":").map { URL(filePath: "\($0)/python3") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path()) }

  #if DEBUG
    static let seeds: [UInt64] = [1, 2]
  #else
    static let seeds: [UInt64] = [1, 2, 3, 4]
  #endif

  @Test(
    "come out as the reference has them, field by field",
    .enabled(if: python != nil, "python3 is not on the PATH: Scripts/reference.py cannot run"),
    arguments: seeds)
  func agreement(seed: UInt64) throws {
    var requests = RandomRequests(seed: seed)
    let asked = (0..<2500).map { requests.next(number: $0) }
    let answered = try reference(asked)
    try #require(answered.count == asked.count)
    var answers: [String: Int] = [:]
    for vector in answered {
      let differences = vector.differences(from: EcoEstimator.bundled)
      #expect(differences == [], "\(vector.fields)")
      answers[vector["omitted"], default: 0] += 1
    }
    // The generator must reach figures, and each reason that the bundled tables can give.
    #expect(answers["", default: 0] > 750)
    for reason in [
      Unclassified.unknownModel, .undisclosedParameters, .unknownRegion, .noUsage, .noGridData,
    ] {
      #expect(answers[reason.code, default: 0] > 5, "\(reason.code)")
    }
  }

  private func reference(_ requests: [[String]]) throws -> [Vector] {
    let input = FileManager.default.temporaryDirectory
      .appending(path: "eco-requests-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: input) }
    let text = CSV.line(Vector.inputs) + requests.map(CSV.line).joined()
    try Data(text.utf8).write(to: input)
    let process = Process()
    process.executableURL = Self.python
    process.arguments = ["Scripts/reference.py"]
    process.currentDirectoryURL = Repository.root
    // Without its cache, so that a test leaves nothing behind.
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"]
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "reference.py failed")
    return CSV.rows(String(decoding: data, as: UTF8.self)).map { Vector(fields: $0) }
  }
}

/// Requests over the bundled tables, with the decorations and faults that logs have.
private struct RandomRequests {
  private var generator: SeededGenerator
  private let models: [String]
  private let places: [(name: String, provider: String)]
  private let accelerators: [String]
  private let prefixes = [
    "", "", "", "", "openai/", "openrouter/", "azure/", "us.", "eu.anthropic.", "bedrock/us.meta.",
    "publishers/google/models/", "acme/", "OpenRouter/Groq/",
  ]
  private let suffixes = [
    "", "", "", "", ":free", ":nitro", "-v1:0", "@20250101", "-20250101", "-2025-01-01",
    ":beta-2024-02-02", "-latest", " ", ":8b",
  ]

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    let eco = EcoEstimator(methodology: .newest(of: .newest))
    models = eco.catalogue.models.flatMap { [$0.id] + $0.aliases }
    accelerators = eco.accelerators.rows?.map(\.name) ?? []
    places = eco.regions.regions.map { ($0.name, $0.provider ?? "") }
  }

  mutating func next(number: Int) -> [String] {
    let place = pick(places)
    let prompt = tokens()
    let cached =
      chance(3) ? (chance(4) ? prompt : Int.random(in: 0...prompt, using: &generator)) : 0
    let isRegionOdd = chance(25)
    return [
      "\(number)", pick(Methodology.all.map(\.id)), model(),
      chance(4) ? pick(["aws", "google", "azure", "Openai", "ollama", ""]) : place.provider,
      isRegionOdd ? pick(["", "atlantis", "eu-west-99", "world"]) : cased(place.name),
      chance(12) ? "yes" : "", date(), "\(prompt)", "\(cached)", "\(tokens())",
      chance(5) ? "\(magnitude(9))" : "1",
    ] + serving()
  }

  /// What is known of the serving: nothing of most.
  private mutating func serving() -> [String] {
    guard chance(2) else { return ["", "", "", "", ""] }
    return [
      chance(2) ? "" : decimal(pick([1, 3, 16, 100, 2000, 16_384]), places: 3),
      chance(2) ? "" : decimal(magnitude(chance(3) ? 12 : 4), places: 6),
      chance(4) ? "" : cased(pick(accelerators + ["abacus"])),
      chance(4) ? decimal(magnitude(chance(3) ? 12 : 3), places: 9) : "",
      chance(3) ? "yes" : "",
    ]
  }

  private mutating func decimal(_ whole: Int, places: Int) -> String {
    if chance(3) { return "\(whole)" }
    let digits = (0..<places).map { _ in "\(Int.random(in: 0...9, using: &generator))" }
    return "\(max(0, whole - 1)).\(digits.joined())"
  }

  private mutating func model() -> String {
    if chance(25) { return pick(["", "lowrouter/auto", "nobody/knows-this", "gpt", "/", "us."]) }
    return cased(pick(prefixes) + pick(models) + pick(suffixes))
  }

  private mutating func date() -> String {
    let year =
      chance(6)
      ? Int.random(in: 1...2030, using: &generator)
      : Int.random(in: 2018...2027, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return ""
    case 1: return String(format: "%04d", year)
    default:
      let month = Int.random(in: 1...12, using: &generator)
      return String(
        format: "%04d-%02d-%02d", year, month, Int.random(in: 1...28, using: &generator))
    }
  }

  /// A count of any magnitude up to the limit; small ones and none at all are common.
  private mutating func tokens() -> Int {
    if chance(5) { return 0 }
    return chance(20) ? TokenUsage.maximumTokens : magnitude(chance(2) ? 6 : 12)
  }

  private mutating func magnitude(_ most: Int) -> Int {
    let digits = Int.random(in: 0...most, using: &generator)
    let limit = (0..<digits).reduce(1) { power, _ in power * 10 }
    return Int.random(in: 1...limit, using: &generator)
  }

  private mutating func cased(_ text: String) -> String {
    chance(6) ? " \(text.uppercased())\t" : text
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  private mutating func chance(_ oneIn: Int) -> Bool {
    Int.random(in: 0..<oneIn, using: &generator) == 0
  }
}
