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
}

@Suite("--assume region=provider")
struct ProviderPlaceTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func record(provider: String, region: String = "") -> String {
    """
    {"generation_id":"g","created_at":1768383001,"resolved_model":"openai/gpt-4o-mini",\
    "provider":"\(provider)",\(region.isEmpty ? "" : "\"region\":\"\(region)\",")\
    "prompt_tokens":18,"completion_tokens":26}

    """
  }

  private func summary(_ log: String, _ arguments: String...) async throws -> [String: Any] {
    let run = try await scratch.run(
      ["-", "-q", "--summary", "-"] + arguments, input: Array(log.utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    return try object(run.text)
  }

  private func totals(_ summary: [String: Any]) throws -> [String: Double] {
    let totals = try #require(summary["totals"] as? [String: Any])
    return totals.compactMapValues { $0 as? Double }
  }

  @Test("takes the provider's place, calls it gross, and widens the interval of carbon alone")
  func widens() async throws {
    let log = record(provider: "OpenAI")
    let own = try totals(try await summary(log, "--assume", "region=provider"))
    let us = try totals(try await summary(log, "--assume", "region=us"))
    for name in ["energy_wh", "energy_low_wh", "energy_high_wh", "carbon_g"] {
      #expect(own[name] == us[name], "\(name)")
    }
    let (low, high) = try (#require(own["carbon_low_g"]), #require(own["carbon_high_g"]))
    #expect(try low < #require(us["carbon_low_g"]))
    #expect(try high > #require(us["carbon_high_g"]))
    let accuracy = try await summary(log, "--assume", "region=provider")["accuracy"]
    let gross = (accuracy as? [String: Any])?["gross"] as? [String: Any]
    #expect(gross?["requests"] as? Int == 1)
  }

  @Test("leaves a place alone that a record names, but not one that is none")
  func named() async throws {
    for (region, isAssumed) in [
      ("eu-west", false), ("not_available", true), ("global", true), ("mars-1", false),
    ] {
      let all = try await summary(
        record(provider: "openai", region: region), "--assume", "region=provider")
      let warnings = all["warnings"] as? [String: Any]
      #expect((warnings?["assumed_region"] != nil) == isAssumed, "\(region)")
      let omitted = all["omitted"] as? [String: Any]
      #expect((omitted?["unknown_region"] != nil) == (region == "mars-1"), "\(region)")
    }
    let us = try await summary(
      record(provider: "openai", region: "not_available"), "--assume", "region=us")
    #expect(us["estimated"] as? Int == 1)
  }

  @Test("gives no figure where nobody says where the provider serves")
  func unknown() async throws {
    let all = try await summary(record(provider: "acme"), "--assume", "region=provider")
    #expect((all["omitted"] as? [String: Any])?["unknown_region"] as? Int == 1)
  }

  @Test("is in a summary that can be merged, and names its table")
  func merges() async throws {
    let log = record(provider: "anthropic") + record(provider: "google")
    let run = try await scratch.run(
      "-", "-q", "--summary", "-", "--assume", "region=provider", input: Array(log.utf8))
    try scratch.write("s.json", run.output)
    let merged = try await scratch.run("merge", "s.json")
    #expect(merged.exitCode == 0, "\(merged.errors)")
    #expect(merged.text == run.text)
    let tables = try object(run.text)["tables"] as? [[String: Any]]
    #expect(tables?.contains { $0["file"] as? String == "providers.csv" } == true)
  }

  @Test("is explained as it is calculated")
  func explained() async throws {
    try scratch.write("log.jsonl", record(provider: "mistral"))
    let calc = try totals(
      try await summary(record(provider: "mistral"), "--assume", "region=provider"))
    let run = try await scratch.run(
      "explain", "log.jsonl", "#1", "--assume", "region=provider", "--json")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.text.contains("\(try #require(calc["energy_wh"]))"))
  }

  @Test("is a table that can be one's own, and whose faults are named")
  func tables() async throws {
    let header = "provider,aliases,region,may_be,source,retrieved,note\n"
    try scratch.write("own/providers.csv", header + "acme,,fr,,https://example.org,2026-11-26,\n")
    let own = try await summary(
      record(provider: "Acme"), "--assume", "region=provider", "--data", scratch.path("own"))
    #expect(own["estimated"] as? Int == 1)
    for rows in [
      "b,,us,,s,2026-11-26,\na,,us,,s,2026-11-26,\n", "A,,us,,s,2026-11-26,\n",
      "a,,,,s,2026-11-26,\n",
      "a,,us,,s,soon,\n", "a,,us\n",
    ] {
      try scratch.write("own/providers.csv", header + rows)
      let run = try await scratch.run(
        "-", "--assume", "region=provider", "--data", "own",
        input: Array(record(provider: "a").utf8))
      #expect(run.exitCode == 4, "\(rows)")
      #expect(run.errors.contains("providers.csv:"), "\(run.errors)")
    }
  }
}

@Suite("Keys of work")
struct WorkKeyTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("are on the lines, or carried from earlier ones")
  func keys() async throws {
    let usage =
      #"{"input_tokens":100,"cached_input_tokens":0,"output_tokens":7,"total_tokens":107}"#
    try scratch.write(
      "codex.jsonl",
      """
      {"timestamp":"2026-02-03T09:00:00Z","type":"session_meta","payload":{"id":"x1","cwd":"/w/a","git":{"branch":"fix"}}}
      {"timestamp":"2026-02-03T09:00:00Z","type":"turn_context","payload":{"cwd":"/w/a","model":"gpt-5.1-codex"}}
      {"timestamp":"2026-02-03T09:00:02Z","type":"event_msg","payload":{"type":"token_count","info":\
      {"last_token_usage":\(usage),"total_token_usage":\(usage)}}}

      """)
    let run = try await scratch.run(
      "codex.jsonl", "--assume", "region=us", "--by", "session,project,branch", "-q")
    let rows = run.text.split(separator: "\n").map(String.init)
    #expect(rows.contains { $0.hasPrefix("x1,/w/a,fix,3,3,2,100,0,7,") }, "\(run.text)")
  }

  private func row(_ key: String, _ number: Int) -> String {
    "g\(number),2026-01-14T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,\(key),18,26\n"
  }

  @Test("of few requests are added up, with the next smallest where they are still few")
  func small() async throws {
    let header = "generation_id,created_at,resolved_model,provider,region,api_key_id,"
    let keys = ["a", "a", "a", "a", "b", "b", "b", "c"]
    let log =
      header + "prompt_tokens,completion_tokens\n"
      + keys.enumerated().map { row($1, $0) }.joined()
    func rows(_ least: String) async throws -> [String] {
      let run = try await scratch.run(
        "-", "--by", "key", "--map", "key=api_key_id", "--min-group", least, "-q",
        input: Array(log.utf8))
      #expect(run.exitCode == 0, "\(run.errors)")
      return run.text.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",").prefix(2).joined(separator: ",")
      }
    }
    #expect(try await rows("1") == ["a,4", "b,3", "c,1"])
    // c alone could be seen: b is added to it.
    #expect(try await rows("2") == ["(others),4", "a,4"])
    #expect(try await rows("5") == ["(others),8"])
    #expect(try await scratch.run("-", "--min-group", "3").exitCode == 2)
  }
}

@Suite("--metrics")
struct MetricsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func counters(_ log: String) async throws -> [String: Double] {
    let run = try await scratch.run("-", "-q", "--metrics", "m.prom", input: Array(log.utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    var counters: [String: Double] = [:]
    for line in try scratch.text("m.prom").split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      counters[String(parts[0])] = Double(parts[1])
    }
    return counters
  }

  @Test("has joules and grams by model, region and label, which never fall while the log grows")
  func grows() async throws {
    let header =
      "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n"
    let rows = (0..<5).map {
      "g\($0),2024-04-26T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,18,26\n"
    }
    var last: [String: Double] = [:]
    for count in 1...rows.count {
      let counters = try await counters(header + rows[..<count].joined())
      #expect(last.allSatisfy { counters[$0.key] ?? -1 >= $0.value })
      last = counters
    }
    let labels = #"{model="openai/gpt-4o-mini",region="eu-west",accuracy="accurate"}"#
    #expect(last["llm_requests_total\(labels)"] == 5)
    // 5 times 0.002107239 Wh.
    #expect(last["llm_energy_joules_total\(labels)"] == 37.930302)
    #expect(last["llm_carbon_grams_total\(labels)"] == 0.00285436)
  }
}
