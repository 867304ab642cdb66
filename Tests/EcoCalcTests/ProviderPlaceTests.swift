import Foundation
import Testing

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
