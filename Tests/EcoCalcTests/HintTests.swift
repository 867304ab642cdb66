import Foundation
import Testing

@testable import UsageLogs

@Suite("What a run says in words")
struct HintTests {
  private func hints(_ log: String, _ more: [String] = []) async throws -> (
    hints: [String], errors: String
  ) {
    let scratch = try Scratch()
    try scratch.write("log.jsonl", log)
    let run = try await scratch.run(["log.jsonl", "--summary", "-"] + more)
    return (try #require(object(run.text)["hints"] as? [String]), run.errors)
  }

  private func answer(_ prompt: Int, region: String = "", more: String = "") -> String {
    #"{"object":"chat.completion","model":"gpt-4o-mini","created":1769940000,"usage":{"prompt_tokens":\#(prompt),"completion_tokens":1\#(more)}}"#
      + "\n"
  }

  @Test(
    "a missing region, and the option that gives figures; on standard error where most is without")
  func region() async throws {
    let log = String(repeating: answer(10), count: 1204)
    let words =
      "1,204 records have no region and no provider to ask for one: --assume region=us (or where they"
      + " were served) gives them figures, region=world by the world's average"
    for more in [[], ["--assume", "region=provider"]] {
      let (hints, errors) = try await hints(log, more)
      #expect(hints == [words])
      #expect(errors == "eco-calc: only 0 % of the tokens have a figure: \(words)\n")
    }
    #expect(try await self.hints(log, ["--assume", "region=us"]).errors.isEmpty)
  }

  @Test("the provider's place is advised where there is a provider, and gives figures then")
  func provider() async throws {
    // Their host is in no region; the last names nobody.
    let log = ["openai", "mistral", ""].map { provider in
      #"{"call_type":"acompletion","startTime":"2026-02-01T00:00:00Z","model":"gpt-4o-mini","#
        + #""prompt_tokens":9,"completion_tokens":1,"api_base":"https://api.example.com","#
        + #""custom_llm_provider":"\#(provider)"}"# + "\n"
    }.joined()
    let (hints, _) = try await hints(log)
    #expect(
      hints == [
        "3 records have no region: --assume region=provider gives them figures where the provider"
          + " says where it serves, 1 of them names no provider, and region=us (or where they were"
          + " served) where you know"
      ])
    let after = try await self.hints(log, ["--assume", "region=provider"]).hints
    #expect(
      after.contains {
        $0.hasPrefix("1 record has no region and no provider to ask for one: --assume region=us")
      }, "\(after)")
    #expect(after.contains { $0.hasPrefix("2 records without a region: the one") }, "\(after)")
  }

  @Test("on a terminal: what was read, no zero for what nobody knows, and nothing twice")
  func closing() async throws {
    let scratch = try Scratch()
    try scratch.write("logs/a.jsonl", answer(10))
    try scratch.write("logs/b.jsonl", answer(10))
    try scratch.write("logs/c.csv", "generation_id,resolved_model,prompt_tokens\n")
    for name in ["d", "e", "f"] { try scratch.write("logs/\(name).json", #"{"theme":"dark"}"#) }
    try scratch.write("logs/picture.png", "no log")
    let run = try await scratch.shell("script -qec 'exec $ECO logs --by model' /dev/null")
    #expect(
      run.text.contains("read 3 files: openai 2, gateway 1\r\nno figures, v2-"), "\(run.text)")
    #expect(run.text.components(separatedBy: "2 records have no region").count == 2)
    #expect(
      run.text.contains(
        "4 files were not read: logs/d.json and 2 more (no known log format has these members);"
          + " logs/picture.png (no log by its name)"), "\(run.text)")
    let one = try await scratch.shell(
      "script -qec 'exec $ECO logs/a.jsonl -o out.jsonl --assume region=us' /dev/null")
    #expect(one.text.contains("read as openai\r\n"), "\(one.text)")
    #expect(one.text.contains(") CO₂e, v2-"), "\(one.text)")
    #expect(one.text.contains("1 record: 1 with a figure, 0 without, 0 rejected"))
  }

  @Test("long prompts without cached tokens; not where half are short, nor where any is cached")
  func cached() async throws {
    let long = answer(9000)
    let word = "no cached tokens in the log"
    let region = ["--assume", "region=us"]
    #expect(
      try await hints(long + long + answer(3), region).hints.contains {
        $0.contains(word)
      })
    #expect(
      try await !hints(long + answer(3), region).hints.contains { $0.contains(word) })
    let cached = answer(9000, more: #","prompt_tokens_details":{"cached_tokens":1}"#)
    #expect(
      try await !hints(long + cached, region).hints.contains { $0.contains(word) })
  }

  @Test(
    "counts that no rule reads, with their names; limits, prices and parts of what is read are none",
    arguments: [
      ("prompt_tokens_saved", true), ("kvTokens", true), ("token_usage", true), ("TOKENx", true),
      ("aToken", true), ("tokn", false), ("tokem", false),
      ("max_tokens", false),
      ("cost_per_token", false), ("accepted_prediction_tokens", false), ("content", false),
      ("ephemeral_5m_input_tokens", false), ("tokens_per_second", false),
    ])
  func unread(name: String, isCount: Bool) async throws {
    #expect((TokenNames.isCount(name) || TokenNames.isUsage(name)) == isCount)
    let (hints, _) = try await hints(
      answer(5, more: #","\#(name)":\#(name == "token_usage" ? #"{"x":2}"# : "7")"#),
      ["--assume", "region=us"])
    #expect(hints.contains { $0.contains("not read: \(name)") } == isCount, "\(hints)")
    let zero = try await self.hints(
      answer(5, more: #","\#(name)":\#(name == "token_usage" ? #"{"x":0}"# : "0")"#),
      ["--assume", "region=us"])
    #expect(!zero.hints.contains { $0.contains("not read") })
  }
}
