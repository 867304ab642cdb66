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
