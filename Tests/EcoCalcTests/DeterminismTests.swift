import Foundation
import Testing

@Suite("The same input gives the same bytes")
struct DeterminismTests {
  /// A log of a shape, longer than what is read of it before it is cut into blocks, with a bad record in it and without a common period.
  struct Log: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { name }

    static let all: [Log] = ["csv", "jsonl", "json", "sse", "claude.jsonl"].compactMap(Log.init)

    init?(_ kind: String) {
      name = "log." + kind
      func text(_ sample: String) -> String { (try? Fixtures.text(sample)) ?? "" }
      var generator = SeededGenerator(seed: 7)
      func many(_ lines: [Substring], _ count: Int) -> [Substring] {
        (0..<count).compactMap { _ in lines.randomElement(using: &generator) }
      }
      let values = text("extended/gateway-values.jsonl").split(separator: "\n")
      switch kind {
      case "csv":
        let rows = text("extended/gateway-values.csv").split(separator: "\n")
        // The record over two lines stays whole.
        let whole =
          rows.dropFirst().filter { !$0.hasPrefix("two-lines") && $0 != "second\"" }
          + ["two,2026-01-14,openai/gpt-4o-mini,openai,eu-west,1,2,,\"first\nsecond\""]
        bytes = Array(([rows[0]] + many(whole, 2500)).joined(separator: "\n").utf8)
      case "jsonl": bytes = Array(many(values, 900).joined(separator: "\n").utf8)
      case "json":
        bytes = Array("[\n\(many(values, 900).joined(separator: ",\n  "))\n]\n".utf8)
      case "claude.jsonl":
        let lines = text("extended/claude-code-session.jsonl").split(separator: "\n")
        bytes = Array(many(lines, 700).joined(separator: "\n").utf8)
      case "sse":
        bytes = HostileTests.repeated(text("extended/gateway-streams.sse"), 120)
      default: return nil
      }
    }
  }

  private func run(
    _ log: Log, _ more: String..., input: [UInt8]? = nil
  ) async throws -> (output: [UInt8], rejects: String, summary: String) {
    let scratch = try Scratch()
    try scratch.write(log.name, log.bytes)
    let run = try await scratch.run(
      [input == nil ? log.name : "-"] + more + [
        "-q", "--assume", "region=eu-west", "--max-rejects", "100%", "--rejects", "rejects",
        "--summary", "summary",
      ], input: input ?? [])
    #expect(run.exitCode == 0, "\(run.errors)")
    let rejects = (try? scratch.text("rejects")) ?? ""
    let summary = try scratch.text("summary")
    guard input != nil else { return (run.output, rejects, summary) }
    return (
      run.output, rejects.replacingOccurrences(of: "<stdin>", with: log.name),
      summary.replacingOccurrences(of: #""path": "-""#, with: #""path": "\#(log.name)""#)
    )
  }

  @Test("for any jobs and any size of blocks", arguments: Log.all)
  func jobsAndBlocks(log: Log) async throws {
    let first = try await run(log, "-j", "1")
    #expect(!first.output.isEmpty)
    let ways = [
      (7, 4096), (2, 1 << 20), (1, 1), (2, 7), (3, 2), (7, 64), (3, 4096), (2, 4 << 20),
    ]
    for (jobs, block) in Size.some(ways, each: 3) {
      let other = try await run(log, "-j", "\(jobs)", "--block-size", "\(block)")
      #expect(other == first, "jobs \(jobs), blocks of \(block)")
    }
  }

  @Test("for a pipe", arguments: Log.all)
  func pipe(log: Log) async throws {
    let file = try await run(log)
    let stdin = try await run(log, input: log.bytes)
    #expect(stdin == file)
    let scratch = try Scratch()
    try scratch.write("log", log.bytes)
    let pieces = try await scratch.shell(
      """
      (head -c 1; head -c 1022; head -c 3; cat) < log \
        | $ECO - -q --assume region=eu-west --max-rejects 100% --rejects /dev/null
      """)
    #expect(pieces.output == file.output)
  }

  @Test("for gzip and zstd", arguments: ["gzip", "zstd"])
  func compressed(tool: String) async throws {
    let log = try #require(Log("csv"))
    let plain = try await run(log)
    let scratch = try Scratch()
    try scratch.write("log", log.bytes)
    let script =
      "\(tool) -c < log > packed && $ECO packed -q --max-rejects 100% --rejects /dev/null"
    let unpacked = try await scratch.shell(script + " --assume region=eu-west")
    #expect(unpacked.output == plain.output, "\(unpacked.errors)")
    // Two members one after the other are one text.
    let twice = try await scratch.shell(
      "(head -c 700 log | \(tool) -c; tail -c +701 log | \(tool) -c) > packed;"
        + " $ECO packed -q --max-rejects 100% --rejects /dev/null --assume region=eu-west")
    #expect(twice.output == plain.output, "\(twice.errors)")
  }

  @Test("with a byte order mark, CRLF line ends, or no last line end")
  func dressings() async throws {
    let text = try Fixtures.text("gateway/usage.csv")
    let scratch = try Scratch()
    let plain = try await scratch.run("-", input: Array(text.utf8)).text
    func output(_ input: String) async throws -> String {
      try await scratch.run("-", input: Array(input.utf8)).text
    }
    #expect(try await output("\u{FEFF}" + text) == "\u{FEFF}" + plain)
    let crlf = text.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try await output(crlf) == plain.replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(try await output(String(text.dropLast())) == String(plain.dropLast()))
    let lines = try Fixtures.text("gateway/usage.jsonl")
    let whole = try await output(lines)
    #expect(try await output(String(lines.dropLast())) == String(whole.dropLast()))
    #expect(try await output("\u{FEFF}" + lines) == "\u{FEFF}" + whole)
  }

  @Test("as totals of a log that is shuffled or split")
  func totals() async throws {
    let scratch = try Scratch()
    let lines = try Fixtures.text("extended/gateway-values.jsonl").split(separator: "\n")
    func totals(_ parts: [[Substring]]) async throws -> String {
      var names: [String] = []
      for (index, part) in parts.enumerated() {
        try scratch.write("part\(index)", part.joined(separator: "\n"))
        names.append("part\(index)")
      }
      let run = try await scratch.run(
        names + ["--summary", "-", "-q", "--max-rejects", "100%", "--rejects", "/dev/null"])
      let rates = try #require(run.text.range(of: "\"rates\""))
      let totals = try #require(run.text.range(of: "\"inputs\""))
      return String(run.text[..<totals.lowerBound] + run.text[rates.lowerBound...])
    }
    let whole = try await totals([lines])
    var generator = SeededGenerator(seed: 3)
    #expect(try await totals([lines.shuffled(using: &generator)]) == whole)
    #expect(
      try await totals([Array(lines[..<9]), Array(lines[9..<30]), Array(lines[30...])]) == whole)
    #expect(try await totals([Array(lines[30...]), Array(lines[..<30])]) == whole)
  }

  @Test("and several files follow each other, with or without a last line end")
  func severalFiles() async throws {
    let scratch = try Scratch()
    for (name, sample) in [("csv", "gateway/usage.csv"), ("jsonl", "gateway/usage.jsonl")] {
      let text = try Fixtures.text(sample)
      try scratch.write("a.\(name)", String(text.dropLast()))
      try scratch.write("b.\(name)", text)
      let run = try await scratch.run("a.\(name)", "b.\(name)")
      let one = try await scratch.run("b.\(name)").text
      let rows =
        name == "csv" ? one[one.index(after: try #require(one.firstIndex(of: "\n")))...] : one[...]
      #expect(run.text == one + rows, "\(run.errors)")
    }
  }

  /// Ways to write the members of `HostileTests.line`; a `†` stands where there is a fault.
  static let spellings: [(String, String)] = [
    (#""region":"#, #""region": "#), (#""region":"#, #""region" :"#),
    (#","region""#, #", "region""#), (#","region""#, #" ,"region""#),
    (#""region""#, #""r\u0065gion""#), (#""region""#, #""region":"fr","region""#),
    (#""region""#, #""eco":{"a":1},"region""#), (#""region""#, #""x":[{"region":"fr"}],"region""#),
    (#""provider":"openai","#, ""), (#""prompt_tokens":18"#, #""prompt_tokens":1.8e1"#),
    (#""prompt_tokens":18"#, #""prompt_tokens":null,"prompt_tokens":18"#),
    (#""region":"#, #""region":†,"#), (#""region":"#, #""region": †,"#),
    (#""region":"#, #""region" †"#), (#","region""#, #",†,"region""#),
    (#""region":"eu-west","#, #""region":"eu-west"†"#), (#""eu-west""#, "\"eu-†\u{1}west\""),
    (#""prompt_tokens":18"#, #""prompt_tokens":†018"#), (#"26}"#, "26†]"),
  ]

  @Test("and a record is read the same whatever records came before it")
  func records() async throws {
    var generator = SeededGenerator(seed: 11)
    let spelled = Self.spellings.map { member, other in
      HostileTests.line.replacingOccurrences(of: member, with: other)
    }
    for _ in 0..<20 {
      let lines = (0..<60).map { index in
        index % 3 == 0
          ? HostileTests.line : spelled.randomElement(using: &generator) ?? HostileTests.line
      }
      let text = lines.joined(separator: "\n").replacingOccurrences(of: "†", with: "")
      let run = await MemoryRun.of(Array((text + "\n").utf8))
      let faults = lines.enumerated().compactMap { index, line in
        line.firstIndex(of: "†").map { "\(index + 1):\(line[..<$0].utf8.count + 1)" }
      }
      #expect(run.rejects.map { "\($0.line):\($0.column)" } == faults)
      #expect(run.estimated == lines.count - faults.count)
      let blocks = String(decoding: run.output, as: UTF8.self).split(separator: "\n").map { line in
        line.components(separatedBy: #""eco":{"energy_wh""#).last?.prefix { $0 != "}" } ?? ""
      }
      #expect(blocks.count == run.estimated && Set(blocks).count == 1)
    }
  }

  @Test("and a record that differs in one byte from the one before is read as if it came first")
  func alteredRecords() async throws {
    let known = Array((HostileTests.line + "\n").utf8)
    let base = await MemoryRun.of(known)
    let step = Size.isWhole ? 1 : 4
    // The first byte says that it is JSON at all.
    for place in stride(from: 1, to: known.count - 1, by: step) {
      for byte in [UInt8(ascii: "x"), UInt8(ascii: "\""), UInt8(ascii: " "), UInt8(ascii: "9")] {
        var altered = known
        altered[place] = byte
        let first = await MemoryRun.of(altered + known, from: "gateway")
        let behind = await MemoryRun.of(known + altered, from: "gateway")
        let own = first.output.dropLast(base.output.count)
        let name = "\(String(decoding: altered, as: UTF8.self)) at \(place)"
        #expect(behind.output == base.output + own, "\(name)")
        #expect(behind.estimated == first.estimated, "\(name)")
        #expect(
          behind.rejects.map { "\($0.line - 1):\($0.column) \($0.code)" }
            == first.rejects.map { "\($0.line):\($0.column) \($0.code)" }, "\(name)")
      }
    }
  }
}
