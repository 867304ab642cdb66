import Foundation
import Testing

/// Lines of transcripts in the shape of Claude Code's.
private enum Transcript {
  static func line(
    _ id: String, output: Int, isCopy: Bool = false, cacheRead: Int = 8000
  ) -> String {
    """
    {"type":"assistant","sessionId":"s","isSidechain":\(isCopy),"timestamp":"2026-02-03T09:00:02Z",\
    "message":{"id":"\(id)","model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":10,\
    "cache_read_input_tokens":\(cacheRead),"output_tokens":\(output)}}}

    """
  }
}

@Suite("A call that several records tell is one call")
struct CallTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func totals(_ arguments: String..., input: [UInt8] = []) async throws -> [Int] {
    let run = try await scratch.run(
      arguments + ["--assume", "region=us", "-q", "--summary", "-"], input: input)
    #expect(run.exitCode == 0, "\(run.errors)")
    let totals = try #require(object(run.text)["totals"] as? [String: Any])
    return ["requests", "prompt_tokens", "completion_tokens"].map { totals[$0] as? Int ?? -1 }
  }

  @Test("in any order, in one log or two, from a file or a pipe, with a copy before or after it")
  func orders() async throws {
    let lines = [
      Transcript.line("A", output: 5), Transcript.line("B", output: 3),
      Transcript.line("A", output: 400), Transcript.line("A", output: 400, isCopy: true),
      Transcript.line("B", output: 70),
    ]
    let expected = [2, 16020, 470]
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 2, 1]] {
      let all = order.map { lines[$0] }
      try scratch.write("log.jsonl", all.joined())
      #expect(try await totals("log.jsonl") == expected, "\(order)")
      #expect(try await totals("-", input: Array(all.joined().utf8)) == expected)
      try scratch.write("one.jsonl", all[..<2].joined())
      try scratch.write("two.jsonl", all[2...].joined())
      #expect(try await totals("one.jsonl", "two.jsonl") == expected)
      #expect(try await totals("two.jsonl", "-", input: Array(all[..<2].joined().utf8)) == expected)
    }
  }

  @Test("and its figure is in the record that tells most of it; the rows add up to the total")
  func rows() async throws {
    try scratch.write(
      "log.jsonl",
      Transcript.line("A", output: 400, isCopy: true) + Transcript.line("A", output: 5)
        + Transcript.line("A", output: 300) + Transcript.line("A", output: 300))
    let rows = try await scratch.run("log.jsonl", "--assume", "region=us", "-q").text
      .split(separator: "\n").map(String.init)
    #expect(rows.map { $0.contains(#""eco":"#) } == [false, false, false, true])
    let bare = Transcript.line("A", output: 300).dropLast()
    #expect(rows[3].hasPrefix(bare.dropLast()))
  }

  @Test("for explain and diff as for calc")
  func others() async throws {
    try scratch.write(
      "log.jsonl",
      Transcript.line("A", output: 5) + Transcript.line("B", output: 3)
        + Transcript.line("A", output: 400))
    let diff = try await scratch.run(
      "diff", "log.jsonl", "--assume", "region=us", "--methodology", "v1-2026-11", "--against",
      "ecologits-0.4", "--json")
    #expect(diff.text.contains(#""with_figures": 2"#), "\(diff.text)")
    let third = try await scratch.run("explain", "log.jsonl", "#3", "--assume", "region=us")
    #expect(third.exitCode == 0 && third.text.contains("400"))
    let first = try await scratch.run("explain", "log.jsonl", "#1", "--assume", "region=us")
    #expect(first.exitCode == 1)
  }

  @Test("what is added to a log between the two readings is not looked at")
  func growth() async throws {
    // More than is read of a log to tell what it is; the pipe is opened after the first reading.
    let lines = (0..<1000).map { Transcript.line("A\($0)", output: 5) }
    try scratch.write("log.jsonl", lines.joined())
    try scratch.write("more.jsonl", Transcript.line("B", output: 7))
    let run = try await scratch.shell(
      """
      mkfifo pipe
      $ECO log.jsonl pipe --assume region=us -q --summary - &
      exec 3> pipe; cat more.jsonl >> log.jsonl; cat more.jsonl >&3; exec 3>&-; wait $!
      """)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try object(run.text)["records"] as? Int == 1001)
  }
}

@Suite("A model that a line says holds for those after it, and for no other log")
struct CarriedModelTests {
  private func usage(_ total: Int, _ last: Int) -> String {
    """
    {"timestamp":"2026-02-01T10:00:06Z","type":"event_msg","payload":{"type":"token_count","info":\
    {"total_token_usage":{"input_tokens":\(total),"output_tokens":1,"total_tokens":\(total + 1)},\
    "last_token_usage":{"input_tokens":\(last),"output_tokens":1,"total_tokens":\(last + 1)}}}}

    """
  }

  private func model(_ name: String) -> String {
    #"{"timestamp":"2026-02-01T10:00:01Z","type":"turn_context","payload":{"model":"\#(name)"}}"#
      + "\n"
  }

  @Test("for any jobs and blocks")
  func carried() async throws {
    let scratch = try Scratch()
    try scratch.write(
      "a.jsonl",
      model("gpt-4o") + usage(100, 100) + model("gpt-4o-mini") + usage(130, 30) + usage(130, 30))
    try scratch.write("b.jsonl", usage(7, 7) + model("gpt-4o") + usage(12, 5))
    for options in [
      ["-j", "1"], ["-j", "3", "--block-size", "1"], ["-j", "2", "--block-size", "300"],
    ] {
      let run = try await scratch.run(
        ["a.jsonl", "b.jsonl", "--assume", "region=us", "--by", "model", "-q"] + options)
      let rows = run.text.split(separator: "\n").filter { $0.hasPrefix("openai/") }
      #expect(
        rows.map { $0.split(separator: ",").prefix(5).joined(separator: ",") }
          == ["openai/gpt-4o,2,2,0,105", "openai/gpt-4o-mini,1,1,0,30"], "\(run.text)")
      // What comes before any model is said, be it in another log, has none.
      #expect(run.text.contains("\n,1,1,1,0,"))
    }
  }
}
