import Foundation
import Testing

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

  /// What stands in a log of a format, and what `--by tag` makes of it.
  private static let tagged: [(format: String, record: String, tags: String)] = [
    ("litellm", #""request_tags":["web","nightly","web"]"#, "nightly|web"),
    ("litellm", #""request_tags":"[\"nightly\"]""#, "nightly"),
    ("litellm", #""request_tags":[]"#, ""),
    (
      "helicone", #""request_properties":{"team":"b","environment":"a","none":null}"#,
      "environment=a|team=b"
    ),
    ("portkey", #""metadata":{"feature":"chat","try":2}"#, "feature=chat|try=2"),
    ("portkey", #""metadata":{}"#, ""),
    ("langsmith", #""tags":["b","a"]"#, "a|b"),
    ("langfuse-ui", #""tags":["a, b","c"]"#, "a, b|c"),
  ]

  private static let records = [
    "litellm":
      #""call_type":"acompletion","startTime":"2026-01-14T09:30:01Z","model":"gpt-4o-mini","#
      + #""spend":0,"custom_llm_provider":"openai","prompt_tokens":18,"completion_tokens":26,"#,
    "helicone": #""request_created_at":"2026-01-14T09:30:01Z","request_model":"gpt-4o-mini","#
      + #""response_model":"gpt-4o-mini","provider":"OPENAI","prompt_tokens":18,"completion_tokens":26,"#,
    "portkey": #""created_at":"2026-01-14T09:30:01Z","ai_org":"openai","ai_model":"gpt-4o-mini","#
      + #""req_units":18,"res_units":26,"#,
    "langsmith": #""run_type":"llm","start_time":"2026-01-14T09:30:01","prompt_tokens":18,"#
      + #""completion_tokens":26,"extra":{"metadata":{"ls_provider":"openai","#
      + #""ls_model_name":"gpt-4o-mini"}},"#,
    "langfuse-ui": #""traceId":"t","type":"GENERATION","startTime":"2026-01-14T09:30:00Z","#
      + #""model":"gpt-4o-mini","usageDetails":{"input":18,"output":26},"#,
  ]

  @Test("that are tags are joined, sorted, each once: a record is in one group", arguments: tagged)
  func tags(format: String, record: String, tags: String) async throws {
    let plain = try #require(Self.records[format])
    // One with tags, and two without: were one counted twice, the requests would be more than three.
    let log = ["{\(plain)\(record)}", "{\(plain)\"x\":1}", "{\(plain)\"x\":2}"]
    let run = try await scratch.run(
      "-", "--from", format, "--assume", "region=us", "--by", "tag", "-q",
      input: Array((log.joined(separator: "\n") + "\n").utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    let rows = run.text.split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",", omittingEmptySubsequences: false)
    }
    let quoted = tags.contains(",") ? "\"\(tags)\"" : tags
    let groups = tags.isEmpty ? [",3,3,0,54,0,78"] : [",2,2,0,36,0,52", "\(quoted),1,1,0,18,0,26"]
    #expect(rows.count == groups.count, "\(run.text)")
    for group in groups { #expect(run.text.contains("\n" + group + ","), "\(run.text)") }
  }

  @Test("that are tags stand in columns as JSON, or are texts of their own")
  func columns() async throws {
    let header = "generation_id,created_at,resolved_model,provider,region,labels,"
    let cells = [
      #""[""b"",""a""]""#, "a", #""[not JSON""#, #""{""b"":true}""#, #""[""a"",""b""]""#,
    ]
    let log =
      header + "prompt_tokens,completion_tokens\n"
      + cells.enumerated().map { row($1, $0) }.joined()
    let run = try await scratch.run(
      "-", "--by", "tag", "--map", "tag=labels", "-q", input: Array(log.utf8))
    let rows = run.text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").prefix(2).joined(separator: ",")
    }
    #expect(rows == ["[not JSON,1", "a,1", "a|b,2", "b=true,1"], "\(run.errors)")
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
