import Foundation
import Testing

@Suite("The score by SCI for AI")
struct SciTests {
  private static let root = Fixtures.tests.appending(path: "Score")
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func score(_ words: String...) async throws -> [String: Any] {
    let run = try await scratch.run(
      [
        Self.root.appending(path: "log.csv").path, "-o", "out.csv", "--sci", "sci.json", "--map",
        "conversation=session", "--map", "accelerator_wh=accelerator_wh",
      ] + words)
    #expect(run.exitCode == 0, "\(run.errors)")
    return try scratch.json("sci.json")
  }

  @Test("has the figures that the independent reference works out", arguments: ["1", "7"])
  func reference(jobs: String) async throws {
    let document = try await score("-j", jobs)
    let expected = try object(
      String(contentsOf: Self.root.appending(path: "expected.json"), encoding: .utf8))
    #expect(document["period"] as? NSDictionary == expected["period"] as? NSDictionary)
    #expect(document["sci"] as? NSDictionary == expected["sci"] as? NSDictionary)
    let inputs = try #require(document["inputs"] as? [String: [String: Any]])
    for letter in ["E", "I", "M", "R"] {
      var members = try #require(inputs[letter])
      members["method"] = nil
      #expect(members as NSDictionary == expected[letter] as? NSDictionary, "\(letter)")
    }
  }

  @Test("says its boundary, and that the standard is not ISO's yet")
  func words() async throws {
    let document = try await score()
    let boundary = try #require(document["boundary"] as? [String: Any])
    #expect(boundary["persona"] as? String == "consumer")
    #expect((boundary["excluded"] as? [String])?.contains("networks") == true)
    #expect((document["status"] as? String)?.contains("not an ISO standard yet") == true)
    let coverage = try #require(document["coverage"] as? [String: Any])
    #expect(coverage["requests"] as? Double == 0.8)
  }

  @Test("has none for a workflow execution where a record names no session")
  func noSession() async throws {
    try scratch.write(
      "log.csv",
      "time,session,model,provider,region,prompt_tokens,completion_tokens\n"
        + "2026-09-21,s1,openai/gpt-4o-mini,x,ie,9,9\n2026-09-21,,openai/gpt-4o-mini,x,ie,9,9\n")
    _ = try await scratch.run(
      "log.csv", "-o", "out.csv", "--sci", "sci.json", "--map", "conversation=session")
    let scores = try #require(try scratch.json("sci.json")["sci"] as? [String: Any])
    #expect(scores["per_workflow_execution"] is NSNull && scores["per_request"] is [String: Any])
  }

  @Test("is null without tokens, and refused where the methodology has no embodied carbon")
  func nothing() async throws {
    try scratch.write(
      "log.csv", "model,provider,region,prompt_tokens,completion_tokens\nnobody/k,x,ie,9,9\n")
    _ = try await scratch.run("log.csv", "-o", "out.csv", "--sci", "sci.json")
    let scores = try #require(try scratch.json("sci.json")["sci"] as? [String: Any])
    let request = try #require(scores["per_request"] as? [String: Any])
    #expect(request["sci_g"] is NSNull && scores["per_workflow_execution"] is NSNull)
    let old = try await scratch.run(
      "log.csv", "-o", "out.csv", "--sci", "sci.json", "-m", "v1-2026-11")
    #expect(old.exitCode == 2 && old.errors.contains("--sci: v1-2026-11"))
  }

  @Test("changes nothing of the rows")
  func rows() async throws {
    _ = try await score()
    let with = try scratch.text("out.csv")
    _ = try await scratch.run(
      Self.root.appending(path: "log.csv").path, "-o", "plain.csv", "--map",
      "conversation=session", "--map", "accelerator_wh=accelerator_wh")
    #expect(try scratch.text("plain.csv") == with)
  }
}
