import Foundation
import Testing

@Suite("eco-calc agents")
struct AgentTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A line of Claude Code's.
  private func line(
    _ id: String, output: Int = 100, session: String = "s", day: Int = 26, geo: String = "",
    cached: Int = 8000
  ) -> String {
    let place = geo.isEmpty ? "" : "\"inference_geo\":\"\(geo)\","
    return """
      {"type":"assistant","sessionId":"\(session)","cwd":"/home/a/alpha","gitBranch":"main",\
      "timestamp":"2026-11-\(day < 10 ? "0" : "")\(day)T09:00:02Z","message":{"id":"\(id)",\
      "model":"claude-sonnet-4-5-20250929","usage":{\(place)"input_tokens":10,\
      "cache_read_input_tokens":\(cached),"output_tokens":\(output)}}}

      """
  }

  private func agents(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> Tool.Outcome {
    try await scratch.run(
      ["agents", "--today", "2026-11-26"] + arguments,
      environment: ["HOME": scratch.path("home")].merging(environment) { $1 })
  }

  private func json(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> [String: Any] {
    let run = try await scratch.run(
      ["agents", "--today", "2026-11-26", "--json"] + arguments,
      environment: ["HOME": scratch.path("home")].merging(environment) { $1 })
    #expect(run.exitCode == 0, "\(run.errors)")
    return try object(run.text)
  }

  /// The requests of a period.
  private func requests(_ json: [String: Any]) throws -> [Int] {
    let periods = try #require(json["periods"] as? [[String: Any]])
    return periods.map { ($0["totals"] as? [String: Any])?["requests"] as? Int ?? -1 }
  }

  @Test("says what it looked for, and where, when no agent has left anything")
  func nothing() async throws {
    let run = try await agents()
    #expect(run.exitCode == 0)
    for words in [
      "Claude Code", "/home/.claude/projects", "/home/.config/claude/projects", "Codex",
      "/home/.codex/sessions", "Copilot CLI", "/home/.copilot/otel", "Gemini CLI",
      "/home/.gemini/tmp", "opencode", "/home/.local/share/opencode/storage/message",
    ] {
      #expect(run.text.contains(words), "\(words) in \(run.text)")
    }
  }

  @Test("counts a call once that a resumed session repeats, today, this week and this month")
  func counts() async throws {
    let folder = "home/.claude/projects/-home-a-alpha"
    let (old, earlier, now) = (line("A", day: 1), line("B", day: 24), line("C"))
    try scratch.write("\(folder)/s.jsonl", old + earlier + line("C", output: 5) + now)
    try scratch.write("\(folder)/r.jsonl", earlier + now + line("D", session: "r"))
    #expect(try requests(try await json()) == [2, 3, 4])
    #expect(try requests(try await json("--since", "2026-11-24")) == [3])
    let screen = try await agents()
    #expect(screen.exitCode == 0)
    for words in ["today", "this week", "this month by project", "alpha", "answers", "g/kWh"] {
      #expect(screen.text.contains(words), "\(words) in \(screen.text)")
    }
    #expect(!screen.text.contains("/home/a/alpha"))
  }

  @Test("looks where the agents' own variables say, and nowhere twice")
  func variables() async throws {
    try scratch.write("elsewhere/projects/p/s.jsonl", line("A"))
    try scratch.write("home/.claude/projects/p/s.jsonl", line("B") + line("C"))
    let elsewhere = scratch.path("elsewhere")
    #expect(try requests(try await json()) == [2, 2, 2])
    let moved = try await json(environment: ["CLAUDE_CONFIG_DIR": elsewhere])
    #expect(try requests(moved) == [1, 1, 1])
    let twice = try await json(environment: ["CLAUDE_CONFIG_DIR": "\(elsewhere),\(elsewhere)"])
    #expect(try requests(twice) == [1, 1, 1])
  }

  @Test("and calc say the same of the same files, to the last digit")
  func agrees() async throws {
    let path = "home/.claude/projects/p/s.jsonl"
    try scratch.write(path, line("A") + line("B", output: 700) + line("B", output: 20))
    let calc = try await scratch.run(
      path, "--assume", "region=provider", "-q", "--summary", "-", "--by", "model", "-o",
      "/dev/null")
    let own = try #require(try object(calc.text)["totals"] as? [String: Any])
    let periods = try #require(try await json()["periods"] as? [[String: Any]])
    let told = try #require(periods.last?["totals"] as? [String: Any])
    #expect(NSDictionary(dictionary: told) == NSDictionary(dictionary: own))
    #expect(own["requests"] as? Int == 2)
  }

  @Test("writes nothing, and reads a file that is named besides")
  func besides() async throws {
    try scratch.write("home/.claude/projects/p/s.jsonl", line("A"))
    try scratch.write(
      "cursor.csv",
      """
      Date,User,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,\
      Total Tokens,Cost
      "2026-11-26T09:30:00Z","a@example.org","Included","claude-haiku-4-5","No","6174","3","5758","503",\
      "12438","0.01"

      """)
    let before = try FileManager.default.subpathsOfDirectory(atPath: scratch.path("home"))
    #expect(try requests(try await json("cursor.csv", "--assume", "region=us")) == [2, 2, 2])
    #expect(try FileManager.default.subpathsOfDirectory(atPath: scratch.path("home")) == before)
  }

  @Test("counts a call once, by its last line, for any number of jobs and of blocks")
  func jobs() async throws {
    var lines = ""
    for number in 0..<400 {
      let filler = String(repeating: "x", count: 1500)
      for output in [5, 2, 60 + number] {
        let call = line("call\(number)", output: output)
        lines += call.replacing("\"model\"", with: "\"content\":\"\(filler)\",\"model\"")
      }
    }
    try scratch.write("home/.claude/projects/p/s.jsonl", lines)
    try scratch.write("home/.claude/projects/p/t.jsonl", line("call7", output: 60))
    let one = try await agents("--json", "--jobs", "1")
    let totals = try #require(
      (try object(one.text)["periods"] as? [[String: Any]])?.last?["totals"] as? [String: Any])
    #expect(totals["requests"] as? Int == 400)
    #expect(totals["completion_tokens"] as? Int == 400 * 60 + 399 * 400 / 2)
    for jobs in ["2", "3", "7"] {
      #expect(try await agents("--json", "--jobs", jobs).text == one.text)
    }
  }

  @Test("does not count a line as unreadable that another of its call supersedes, as calc does not")
  func superseded() async throws {
    let path = "home/.claude/projects/p/s.jsonl"
    let bad = line("A", output: 5).replacing("2026-11-26T09:00:02Z", with: "soon")
    for (lines, rejected) in [(bad + line("A"), 0), (line("A") + bad, 0), (bad + line("B"), 1)] {
      try scratch.write(path, lines)
      #expect(try await json()["rejected"] as? Int == rejected, "\(lines)")
      let calc = try await scratch.run(path, "-q", "-o", "/dev/null", "--rejects", "/dev/null")
      #expect(calc.exitCode == Int32(rejected), "\(calc.errors)")
    }
  }

  @Test("refuses days that are none or still to come, and dimensions that it does not know")
  func refusals() async throws {
    for words in [["--since", "yesterday"], ["--since", "2026-11-27"], ["--by", "team"]] {
      let run = try await scratch.run(
        ["agents", "--today", "2026-11-26"] + words, environment: ["HOME": scratch.path("home")])
      #expect(run.exitCode == 2, "\(words)")
    }
    #expect(try await scratch.run("agents").exitCode == 3)
  }

  @Test("finds out what carried context and cache misses took")
  func changes() async throws {
    try scratch.write(
      "home/.claude/projects/p/s.jsonl",
      line("A", cached: 60_000)
        + line("B", cached: 0).replacing("\"input_tokens\":10", with: "\"input_tokens\":60300"))
    let changes = try #require(try await json()["changes"] as? [[String: Any]])
    #expect(
      Set(changes.compactMap { $0["change"] as? String }) == ["fresh_sessions", "cache_hits"])
    let energies = changes.compactMap { $0["energy_wh"] as? Double }
    let periods = try #require(try await json()["periods"] as? [[String: Any]])
    let totals = try #require(periods.last?["totals"] as? [String: Any])
    let all = try #require(totals["energy_wh"] as? Double)
    #expect(energies.allSatisfy { $0 > 0 && $0 < all })
  }
}

@Suite("eco-calc line")
struct LineTests {
  @Test("says today's figure, and that of the session whose status it gets")
  func line() async throws {
    let scratch = try Scratch()
    let usage = #"{"input_tokens":10,"cache_read_input_tokens":8000,"output_tokens":100}"#
    func call(_ id: String, _ session: String) -> String {
      """
      {"type":"assistant","sessionId":"\(session)","timestamp":"2026-11-26T09:00:02Z",\
      "message":{"id":"\(id)","model":"claude-sonnet-4-5-20250929","usage":\(usage)}}

      """
    }
    try scratch.write("home/.claude/projects/p/a.jsonl", call("A", "a") + call("B", "a"))
    try scratch.write("home/.claude/projects/p/b.jsonl", call("C", "b"))
    let home = ["HOME": scratch.path("home")]
    func line(_ status: String) async throws -> String {
      let run = try await scratch.run(
        ["line", "--today", "2026-11-26"], input: Array(status.utf8), environment: home)
      #expect(run.exitCode == 0, "\(run.errors)")
      return run.text
    }
    let later = try await scratch.run("line", "--today", "2026-11-27", environment: home)
    #expect(later.text == "today nothing\n")
    let bare = try await line("")
    #expect(bare.hasPrefix("today ") && bare.hasSuffix(" CO₂e\n") && !bare.contains("session"))
    let (one, two) = try await (line(#"{"session_id":"b"}"#), line(#"{"session_id":"a"}"#))
    #expect(one.hasPrefix(bare.dropLast()) && two.hasPrefix(bare.dropLast()))
    #expect(one.contains(" · session ") && one != two)
  }

  @Test("opens no session that was not written to today, but that of the status")
  func opened() async throws {
    let scratch = try Scratch()
    let call = """
      {"type":"assistant","sessionId":"s","timestamp":"2026-11-26T09:00:02Z","message":{"id":"A",\
      "model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":10,"output_tokens":100}}}

      """
    let message = """
      {"id":"m","sessionID":"o","role":"assistant","time":{"created":1795683602000},\
      "modelID":"claude-haiku-4-5","providerID":"anthropic","tokens":{"input":10,"output":100,\
      "reasoning":0,"cache":{"read":0,"write":0}}}
      """
    let session = "home/.claude/projects/p/s.jsonl"
    let messages = "home/.local/share/opencode/storage/message/o"
    func write(at day: Int) throws {
      try scratch.write(session, call)
      try scratch.write("\(messages)/m.json", message)
      for path in [session, "\(messages)/m.json", messages] {
        // 26 November 2026 is the 20783rd day after 1970.
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: Double(day * 86_400 + 10))],
          ofItemAtPath: scratch.path(path))
      }
    }
    func line(_ status: String) async throws -> String {
      try await scratch.run(
        ["line", "--today", "2026-11-26"], input: Array(status.utf8),
        environment: ["HOME": scratch.path("home")]
      ).text
    }
    try write(at: 20_783)
    let both = try await line("")
    try write(at: 20_782)
    #expect(try await line("") == "today nothing\n")
    let own = try await line(#"{"transcript_path":"\#(scratch.path(session))"}"#)
    #expect(own.hasPrefix("today ") && own != "today nothing\n" && own != both)
  }
}
