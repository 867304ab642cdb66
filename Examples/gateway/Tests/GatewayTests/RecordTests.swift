import EcoModel
import Foundation
import Testing

@testable import Gateway

@Suite struct EcoFiguresTests {
  private func estimate(
    _ model: String, unixSeconds: Int64, _ usage: Usage?
  ) throws -> Result<Estimate, Unclassified> {
    let configuration = try configuration(upstreams: upstream("openai", "eu-west", model))
    let endpoints = Endpoint.all(of: configuration, environment: environment)
    return EcoFigures(endpoints: endpoints)
      .estimate(endpoints[0], unixSeconds: unixSeconds, usage: usage)
  }

  @Test func `the documented example`() throws {
    let usage = Usage(json: bytes(#"{"prompt_tokens":18,"completion_tokens":26}"#))
    let estimate = try estimate("openai/gpt-4o-mini", unixSeconds: 1_714_150_000, usage).get()
    #expect(
      estimate.jsonBlock(significantDigits: 2)
        == #"{"energy_wh":0.0021,"carbon_g":0.00057,"carbon_per_1k_tokens_g":0.013,"#
        + #""accuracy":"accurate","methodology_version":"\#(estimate.methodologyVersion)"}"#)
    #expect("\(estimate.energy) \(estimate.carbon)" == "0.002107239 0.000570872")
  }

  @Test func `the lines of the README`() {
    let eco = EcoEstimator()
    let usage = TokenUsage(promptTokens: 18, cachedPromptTokens: 0, completionTokens: 26)
    switch eco.estimate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west",
      at: .unixSeconds(1_714_150_000), usage: usage)
    {
    case .success(let estimate):
      #expect(estimate.jsonBlock(significantDigits: 2).contains(#""carbon_g":0.00057"#))
    case .failure(let reason): Issue.record("no block: \(reason.code)")
    }
  }

  @Test(arguments: [
    ("openai/gpt-4o-mini", Usage?.none, Unclassified.noUsage),
    ("acme/unknown-13", Usage.reference, Unclassified.unknownModel),
  ])
  func `what cannot be classified has a reason`(
    model: String, usage: Usage?, expected: Unclassified
  ) throws {
    let result = try estimate(model, unixSeconds: 1_714_150_000, usage)
    #expect(throws: expected) { try result.get() }
  }
}

@Suite struct TimestampTests {
  @Test(arguments: [
    (1_768_383_001_120, "2026-01-14T09:30:01.120Z"), (0, "1970-01-01T00:00:00.000Z"),
    (1_714_150_000_999, "2024-04-26T16:46:40.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (951_782_399_000, "2000-02-28T23:59:59.000Z"),
  ])
  func `moments are written as ISO 8601 and read back`(milliseconds: Int64, expected: String) {
    #expect("\(Timestamp(milliseconds: milliseconds))" == expected)
    #expect(Timestamp(expected)?.milliseconds == milliseconds)
  }

  @Test(arguments: ["", "2026-01-14", "2026-13-14T09:30:01.120Z", "2026-01-14T09:30:0x.120Z"])
  func `other text is none`(text: String) {
    #expect(Timestamp(text) == nil)
  }
}

@Suite struct StoreTests {
  private func record(_ number: Int64, at milliseconds: Int64) throws -> GenerationRecord {
    var record = GenerationRecord(
      generationID: "gen_\(number)", createdAt: Timestamp(milliseconds: milliseconds),
      keyID: "key_\"x\", y\n")
    record.completedAt = Timestamp(milliseconds: milliseconds + 722)
    record.requestedModel = "lowrouter/auto"
    record.resolvedModel = "openai/gpt-4o-mini"
    record.provider = "openai"
    record.region = "eu-west"
    record.promptTokens = Int(number)
    record.completionTokens = 26
    record.totalTokens = Int(number) + 26
    record.cachedTokens = 3
    record.costCredits = "0.0000183"
    record.errorCode = "upstream_error"
    record.status = .upstreamError
    record.routingTrace = #"[{"provider":"openai"}]"#
    record.eco = GenerationRecord.Eco(try estimate(of: record))
    return record
  }

  private func estimate(of record: GenerationRecord) throws -> Estimate {
    try EcoEstimator().estimate(
      model: record.resolvedModel ?? "", provider: record.provider, region: record.region ?? "",
      at: .unixSeconds(record.createdAt.unixSeconds),
      usage: TokenUsage(
        promptTokens: record.promptTokens ?? 0, cachedPromptTokens: record.cachedTokens ?? 0,
        completionTokens: record.completionTokens ?? 0)
    ).get()
  }

  @Test func `a record comes back as it was`() async throws {
    try await withDirectory { directory in
      let store = try RecordStore(path: directory.appendingPathComponent("a.sqlite").path)
      let full = try record(18, at: 1_768_383_001_120)
      var bare = GenerationRecord(
        generationID: "gen_bare", createdAt: Timestamp(milliseconds: 5), keyID: "k")
      bare.ecoOmitted = "no_usage"
      for record in [full, bare] { try await store.insert([record]) }
      #expect(try await store.record(id: "gen_18") == full)
      #expect(try await store.record(id: "gen_bare") == bare)
      #expect(try await store.record(id: "gen_none") == nil)
      #expect(
        bare.json
          == #"{"generation_id":"gen_bare","created_at":"1970-01-01T00:00:00.005Z","#
          + #""completed_at":"1970-01-01T00:00:00.005Z","key_id":"k","latency_ms":0,"#
          + #""eco_omitted":"no_usage","status":"ok","routing_trace":[]}"#)
      try store.close()
    }
  }

  @Test func `a record is kept though its task was cancelled`() async throws {
    try await withDirectory { directory in
      let store = try RecordStore(path: directory.appendingPathComponent("a.sqlite").path)
      let record = try record(18, at: 1_768_383_001_120)
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await store.insert([record])
      }
      try await task.value
      #expect(try await store.record(id: "gen_18") != nil)
      try store.close()
    }
  }

  @Test func `an export holds one day, and EcoModel gives the same figures for it`() async throws {
    try await withDirectory { directory in
      let path = directory.appendingPathComponent("a.sqlite").path
      let store = try RecordStore(path: path)
      let midnight: Int64 = 1_768_348_800_000
      for (number, offset) in [
        (11, -1), (12, 0), (13, 43_200_000), (14, 86_399_999), (15, 86_400_000),
      ] {
        try await store.insert([try record(Int64(number), at: midnight + Int64(offset))])
      }
      try store.close()

      let day = try #require(UTCDay("2026-01-14"))
      let output = directory.appendingPathComponent("day.jsonl")
      let count = try Export(database: path).write(day: day, format: .jsonl, to: output.path)
      let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
      #expect(count == 3)
      #expect(lines.count == 3)
      for (number, line) in zip([12, 13, 14], lines) {
        let members = try #require(JSONMembers(bytes(String(line))))
        #expect(try members.decode("prompt_tokens", as: Int.self) == number)
        let estimate = try estimate(of: try record(Int64(number), at: midnight))
        #expect(text(members["eco"]) == estimate.jsonBlock())
      }

      let table = directory.appendingPathComponent("day.csv")
      _ = try Export(database: path).write(day: day, format: .csv, to: table.path)
      let rows = try String(contentsOf: table, encoding: .utf8)
      #expect(rows.hasPrefix("generation_id,created_at,"))
      #expect(rows.contains(#","key_""x"", y"# + "\n\","))
      #expect(rows.contains(#","[{""provider"":""openai""}]""#))
    }
  }
}
