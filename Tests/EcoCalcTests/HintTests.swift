import Foundation
import Testing

@testable import UsageLogs

@Suite("What a run says in words")
struct HintTests {
  private func hints(_ log: String, _ more: String...) async throws -> (
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
      "1,204 records have no region: --assume region=provider gives them figures where the provider says"
      + " where it serves, and region=us (or where they were served) where you know"
    let (hints, errors) = try await hints(log)
    #expect(hints == [words])
    #expect(errors == "eco-calc: only 0 % of the tokens have a figure: \(words)\n")
    #expect(try await self.hints(log, "--assume", "region=us").errors.isEmpty)
  }

  @Test("long prompts without cached tokens; not where half are short, nor where any is cached")
  func cached() async throws {
    let long = answer(9000)
    let word = "no cached tokens in the log"
    let region = ["--assume", "region=us"]
    #expect(
      try await hints(long + long + answer(3), region[0], region[1]).hints.contains {
        $0.contains(word)
      })
    #expect(
      try await !hints(long + answer(3), region[0], region[1]).hints.contains { $0.contains(word) })
    let cached = answer(9000, more: #","prompt_tokens_details":{"cached_tokens":1}"#)
    #expect(
      try await !hints(long + cached, region[0], region[1]).hints.contains { $0.contains(word) })
  }

  @Test(
    "counts that no rule reads, with their names; limits, prices and parts of what is read are none",
    arguments: [
      ("prompt_tokens_saved", true), ("kvTokens", true), ("token_usage", true),
      ("max_tokens", false),
      ("cost_per_token", false), ("accepted_prediction_tokens", false), ("content", false),
      ("ephemeral_5m_input_tokens", false), ("tokens_per_second", false),
    ])
  func unread(name: String, isCount: Bool) async throws {
    #expect((TokenNames.isCount(name) || TokenNames.isUsage(name)) == isCount)
    let (hints, _) = try await hints(
      answer(5, more: #","\#(name)":\#(name == "token_usage" ? #"{"x":2}"# : "7")"#), "--assume",
      "region=us")
    #expect(hints.contains { $0.contains("not read: \(name)") } == isCount, "\(hints)")
    let zero = try await self.hints(
      answer(5, more: #","\#(name)":\#(name == "token_usage" ? #"{"x":0}"# : "0")"#), "--assume",
      "region=us")
    #expect(!zero.hints.contains { $0.contains("not read") })
  }
}
