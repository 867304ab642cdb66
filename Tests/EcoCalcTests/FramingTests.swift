import Testing

@testable import UsageLogs

@Suite("What a log is, is told from as much of it as that takes")
struct FramingTests {
  private static let line = HostileTests.line + "\n"
  /// Longer than what is read at first.
  private static let filler = String(repeating: "x", count: 300_000)

  private func run(_ log: String, name: String = "log", _ more: String...) async throws -> (
    records: Int, estimated: Int, rejected: Int, exitCode: Int32, errors: String
  ) {
    let scratch = try Scratch()
    try scratch.write(name, log)
    let run = try await scratch.run(
      [name, "--summary", "-", "--rejects", "bad", "--max-rejects", "100%"] + more)
    let summary = (try? object(run.text)) ?? [:]
    func count(_ name: String) -> Int { summary[name] as? Int ?? -1 }
    return (count("records"), count("estimated"), count("rejected"), run.exitCode, run.errors)
  }

  @Test(
    "lines are lines when the first ones are broken",
    arguments: [
      [#"{"a":"#, #"{"b":[1,"#], [#"{"a"#, #"{"b":}"#, "{"], [#"{"a":1} {"#, "{]"],
      [#"{"a":{"b":1}"#, #"{"c":1,"#, "}"], [#"{"note":"cut o"#], [#"{"a":1,"#, #"{"b":[1,"#],
    ])
  func brokenFirstLines(broken: [String]) async throws {
    let log = broken.map { $0 + "\n" }.joined() + Self.line + Self.line + Self.line
    let found = try await run(log)
    #expect(found.exitCode == 0, "\(found.errors)")
    #expect(found.records == broken.count + 3)
    #expect(found.estimated == 3 && found.rejected == broken.count)
  }

  @Test(
    "lines are lines when the name says so and nothing else does", arguments: ["jsonl", "ndjson"])
  func names(suffix: String) async throws {
    let log = String(repeating: #"{"cut": ["# + "\n", count: 300) + Self.line
    let found = try await run(log, name: "log.\(suffix)", "--from", "gateway")
    #expect(found.records == 301 && found.estimated == 1 && found.rejected == 300)
  }

  @Test(
    "a text over several lines is one, whatever stands alone on a line of it",
    arguments: [
      #"{"resolved_model":"openai/gpt-4o-mini","x":"# + "\n{}\n" + #","y":["# + "\n{}\n]",
      "{\n" + #""resolved_model":"openai/gpt-4o-mini","x":["# + "\n{},\n{}\n]",
    ])
  func documents(start: String) async throws {
    let rest =
      #","provider":"openai","region":"eu-west","created_at":1768383001,"prompt_tokens":18,"#
      + "\n" + #""completion_tokens":26}"# + "\n"
    for count in 1...2 {
      let found = try await run(String(repeating: start + rest, count: count))
      #expect(found.records == count && found.estimated == count, "\(found)")
      // A text that is longer than what is read at first, with such lines in the part that is.
      let long = try await run(
        String(repeating: start + #","z":"\#(Self.filler)""# + rest, count: count))
      #expect(long.records == count && long.estimated == count, "\(long)")
    }
  }

  @Test("a first record longer than what is read at first tells the format by all of it")
  func longFirstRecord() async throws {
    let long = #"{"x":"\#(Self.filler)","# + HostileTests.line.dropFirst()
    for log in [
      long + "\n" + Self.line, "[\(long),\n\(HostileTests.line)]\n",
      "{\n" + long.dropFirst() + Self.line,
    ] {
      let found = try await run(log)
      #expect(found.records == 2 && found.estimated == 2, "\(found)")
    }
    let stream =
      #"data: {"x":"\#(Self.filler)","object":"chat.completion.chunk","model":"gpt-4o-mini","#
      + #""usage":{"prompt_tokens":18,"completion_tokens":26}}"# + "\n\ndata: [DONE]\n\n"
    let found = try await run(stream, "--assume", "region=ie")
    #expect(found.records == 1 && found.estimated == 1, "\(found)")
  }

  @Test("long records of another kind may come before the first one that tells the format")
  func longOtherRecords() async throws {
    let other = #"{"x":"\#(Self.filler)"}"# + "\n"
    let found = try await run(other + other + Self.line)
    #expect(found.records == 3 && found.estimated == 1, "\(found)")
  }

  @Test("a record of more than the limit that comes first is a reject and no more")
  func tooLongFirstRecord() async throws {
    let long = #"{"x":"\#(String(repeating: "x", count: HostileTests.tooLong))"}"# + "\n"
    let found = try await run(long + Self.line, "--from", "gateway")
    #expect(found.records == 2 && found.estimated == 1 && found.rejected == 1, "\(found)")
  }

  @Test("a log that two formats claim is refused with both their names")
  func ambiguity() async throws {
    let both =
      #"{"resolved_model":"openai/gpt-4o-mini","prompt_tokens":1,"resourceSpans":[]}"# + "\n"
    let found = try await run(both)
    #expect(found.exitCode == 3)
    #expect(
      found.errors.contains("it fits several formats, gateway, otel; say which with --from NAME"))
    #expect(try await run(both, "--from", "gateway").records == 1)
  }

  @Test("blocks are as small as they are asked to be, also of what has been read already")
  func blocks() async throws {
    let head = Array("one\ntwo\nthree\nfour".utf8)
    for (isComplete, rest) in [(true, ""), (false, ""), (false, "\nfive\n")] {
      var reader = BlockReader(
        source: MemorySource(bytes: Array(rest.utf8), piece: 2), head: head,
        isComplete: isComplete, framer: .json(.lines), blockSize: 1)
      var blocks: [String] = []
      var buffer: [UInt8] = []
      while case .block(let count, _) = try await reader.next(into: &buffer) {
        blocks.append(String(decoding: buffer[..<count], as: UTF8.self))
      }
      let lines = (String(decoding: head, as: UTF8.self) + rest).split(separator: "\n")
      #expect(blocks.map { $0.filter { $0 != "\n" } } == lines.map(String.init))
      #expect(blocks.joined() == String(decoding: head, as: UTF8.self) + rest)
    }
  }
}
