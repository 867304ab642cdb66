import Foundation
import Testing

@testable import Gateway

@Suite struct EstimatedUsageTests {
  private let going = #"{"choices":[{"delta":{"content":"a"},"finish_reason":null}]}"#

  private func estimate(_ chunks: String..., messageBytes: Int) -> Usage? {
    var editor = ChunkEditor(model: "m", sendsUsageChunk: false)
    for chunk in chunks { _ = editor.take(ServerSentEvent(data: chunk)) }
    return editor.estimate(messageBytes: messageBytes)
  }

  @Test func `four bytes of messages are a token, and so is an event`() throws {
    let usage = try #require(estimate(going, going, going, messageBytes: 41))
    #expect("\(usage.promptTokens) \(usage.completionTokens) \(usage.totalTokens)" == "11 3 14")
    #expect(usage.cachedTokens == nil)
  }

  @Test func `what has not begun has used nothing that is known`() {
    #expect(estimate(messageBytes: 41) == nil)
  }

  @Test func `usage so far is the upstream's own`() throws {
    let told =
      #"{"choices":[{"finish_reason":null}],"usage":{"prompt_tokens":18,"completion_tokens":2}}"#
    let usage = try #require(estimate(told, going, messageBytes: 41))
    #expect("\(usage.promptTokens) \(usage.completionTokens)" == "18 2")
  }
}

@Suite struct GenerationTests {
  @Test func `time is measured on a clock that nobody sets`() {
    let start = ContinuousClock.now
    var generation = Generation(
      key: "k", at: Timestamp(milliseconds: 1_768_383_001_120), start: start, eco: nil)
    generation.completed(at: start + .milliseconds(722))
    #expect("\(generation.record.completedAt)" == "2026-01-14T09:30:01.842Z")
    #expect(generation.record.latencyMilliseconds == 722)
  }

  @Test func `the latency of a stream ends with its first byte`() {
    let start = ContinuousClock.now
    var generation = Generation(
      key: "k", at: Timestamp(milliseconds: 0), start: start, eco: nil)
    generation.began(at: start + .milliseconds(100))
    generation.began(at: start + .milliseconds(200))
    generation.completed(at: start + .milliseconds(722))
    #expect(generation.record.latencyMilliseconds == 100)
    #expect(generation.record.durationMilliseconds == 722)
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "abc"), ("aé", 2, "a"), ("aé", 3, "aé"), ("😀", 3, ""),
    ("e\u{301}\u{301}", 3, "e\u{301}"), ("", 0, ""),
  ])
  func `text is cut by its bytes, and no character is halved`(
    text: String, count: Int, expected: String
  ) {
    #expect(Array(text.cut(toBytes: count).utf8) == Array(expected.utf8))
  }
}

@Suite struct ReplayTests {
  private func record() -> GenerationRecord {
    var record = GenerationRecord(
      generationID: "gen_1", createdAt: Timestamp(milliseconds: 1_768_383_001_120),
      keyID: "key_\"x\",\n")
    record.completedAt = Timestamp(milliseconds: 1_768_383_001_842)
    record.latencyMilliseconds = 99
    record.requestedModel = "lowrouter/auto"
    record.resolvedModel = "m\\"
    record.provider = "p"
    record.region = "r"
    record.promptTokens = 1
    record.completionTokens = 2
    record.totalTokens = 4
    record.cachedTokens = 0
    record.usageEstimated = true
    record.costCredits = "0.00000015000"
    record.eco = GenerationRecord.Eco(
      energy: "0.002121394", carbon: "0.000574700", carbonPer1kTokens: "0.013061519",
      accuracy: "accurate", methodologyVersion: "v1")
    record.status = .clientClosed
    record.errorCode = "client_closed"
    record.routingTrace = #"[{"why":"lowest-carbon","carbon_per_1k_tokens_g":0.0130}]"#
    return record
  }

  private func reread(_ record: GenerationRecord) -> GenerationRecord? {
    JSONMembers(bytes(record.json)).flatMap(GenerationRecord.init(json:))
  }

  @Test func `a record is read back from its JSON to the last digit`() {
    let bare = GenerationRecord(
      generationID: "gen_2", createdAt: Timestamp(milliseconds: 0), keyID: "k")
    #expect(reread(record()) == record())
    #expect(reread(bare) == bare)
  }

  @Test(arguments: [
    "{}", #"{"generation_id":"g"}"#,
    #"{"generation_id":"g","created_at":"x","completed_at":"x","key_id":"k","status":"ok"}"#,
  ])
  func `what is no record is none`(json: String) {
    #expect(JSONMembers(bytes(json)).flatMap(GenerationRecord.init(json:)) == nil)
  }

  @Test func `a log is replayed once, whatever else it has`() async throws {
    try await withDirectory { directory in
      let database = directory.appendingPathComponent("a.sqlite").path
      let log = directory.appendingPathComponent("log.jsonl")
      var other = record()
      other.costCredits = "7"
      let lines = [
        "not JSON", #"{"message":"request","record":"{}"}"#,
        JSONText.object([
          ("message", JSONText.string(Replay.message)), ("record", JSONText.string(record().json)),
        ]),
        JSONText.object([
          ("message", JSONText.string(Replay.message)), ("record", JSONText.string(other.json)),
        ]),
        #"{"message":"\#(Replay.message)","record":"{\"gen"#,
      ]
      try lines.joined(separator: "\n").write(to: log, atomically: true, encoding: .utf8)
      let replay = try Replay(database: database)
      #expect(try await replay.run(log: log.path) == 2)
      #expect(try await replay.run(log: log.path) == 2)
      let store = try RecordStore(path: database)
      // The first one stays as it is.
      #expect(try await store.record(id: "gen_1") == record())
      try store.close()
    }
  }
}
