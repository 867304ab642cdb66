import Testing

@testable import Gateway

@Suite struct ChunkEditorTests {
  private let going = #"{"model":"up","choices":[{"delta":{"content":"a"},"finish_reason":null}]}"#
  private let finish = #"{"model":"up","choices":[{"delta":{},"finish_reason":"stop"}]}"#
  private let usage =
    #"{"model":"up","choices":[],"usage":{"prompt_tokens":18,"completion_tokens":26}}"#

  private struct Sent: Equatable {
    var chunks: [String] = []
    var ending: StreamOutcome?
    var tokens: [Int]?
  }

  /// What a client gets of a stream, its end included.
  private func sent(_ data: [String], asked: Bool) -> Sent {
    var editor = ChunkEditor(model: "m", sendsUsageChunk: asked)
    var result = Sent()
    var bytes: [UInt8] = []
    for data in data {
      let outcome = editor.take(ServerSentEvent(data: data))
      if case .send(let ready) = outcome { bytes += ready } else { result.ending = outcome }
    }
    result.tokens = editor.usage.map { [$0.promptTokens, $0.completionTokens] }
    bytes += result.ending == .broken ? editor.release() : editor.finish(block: Array("7".utf8))
    result.chunks = String(decoding: bytes, as: UTF8.self).split(separator: "\n\n").map {
      String($0.dropFirst("data: ".count))
    }
    if result.ending != .broken { #expect(result.chunks.popLast() == "[DONE]") }
    return result
  }

  private let goingOut =
    #"{"model":"m","choices":[{"delta":{"content":"a"},"finish_reason":null}]}"#
  private let finishOut = #"{"model":"m","choices":[{"delta":{},"finish_reason":"stop"}]}"#

  @Test func `who did not ask gets usage and block on the chunk that finishes`() {
    let result = sent([going, finish, usage, "[DONE]"], asked: false)
    #expect(
      result.chunks == [
        goingOut,
        #"{"model":"m","choices":[{"delta":{},"finish_reason":"stop"}],"#
          + #""usage":{"prompt_tokens":18,"completion_tokens":26},"lowrouter":7}"#,
      ])
    #expect(result.tokens == [18, 26])
    #expect(result.ending == .done)
  }

  @Test func `who asked gets both on the chunk of usage`() {
    let result = sent([going, finish, usage, "[DONE]"], asked: true)
    #expect(
      result.chunks == [
        goingOut, finishOut,
        #"{"model":"m","choices":[],"#
          + #""usage":{"prompt_tokens":18,"completion_tokens":26},"lowrouter":7}"#,
      ])
  }

  @Test(arguments: [true, false])
  func `without usage the block is on the chunk that finishes`(asked: Bool) {
    let result = sent([going, finish, "[DONE]"], asked: asked)
    #expect(
      result.chunks == [
        goingOut,
        #"{"model":"m","choices":[{"delta":{},"finish_reason":"stop"}],"lowrouter":7}"#,
      ])
    #expect(result.tokens == nil)
  }

  @Test func `a chunk without choices at the beginning is for those who asked`() {
    let filter = #"{"model":"up","choices":[],"prompt_filter_results":[]}"#
    #expect(sent([filter, going, finish, usage], asked: false).chunks.first == goingOut)
    #expect(
      sent([filter, going, finish, usage], asked: true).chunks.prefix(2) == [
        #"{"model":"m","choices":[],"prompt_filter_results":[]}"#, goingOut,
      ])
  }

  @Test func `usage that comes before the answer is not that of the answer`() {
    #expect(sent([usage, going, finish, "[DONE]"], asked: false).tokens == nil)
  }

  @Test func `of several choices the last one finishes`() {
    let result = sent([finish, going, finish, usage, "[DONE]"], asked: false)
    #expect(result.chunks.count == 3)
    #expect(result.chunks.prefix(2) == [finishOut, goingOut])
    #expect(result.chunks.last?.contains(#""lowrouter":7"#) == true)
  }

  @Test(arguments: [
    #"{"error":{"message":"no"}}"#, #"{"error":"no"}"#, #"{"choices":[],"error":{}}"#,
  ])
  func `an error breaks the stream, and what was kept back is told`(error: String) {
    let result = sent([going, finish, error], asked: false)
    #expect(result.ending == .broken)
    #expect(result.chunks == [goingOut, finishOut])
  }

  @Test(arguments: ["ping", "[1]", #"{"type":"ping"}"#, #"{"model":"up"}"#])
  func `what is no chunk passes`(data: String) {
    #expect(sent([data, finish, "[DONE]"], asked: false).chunks.first == data)
  }
}

@Suite struct EventSplitterTimeTests {
  /// One event in pieces of a byte: with a look back at each piece this would take half an hour.
  @Test(.timeLimit(.minutes(1)))
  func `an event is looked through once, however small its pieces`() throws {
    var splitter = EventSplitter(limit: 1 << 20)
    var events: [ServerSentEvent] = []
    for _ in 0..<200_000 { events += try splitter.feed([UInt8(ascii: "x")]) }
    events += try splitter.feed(Array("\n\n".utf8))
    #expect(events.map(\.bytes.count) == [200_002])
  }
}
