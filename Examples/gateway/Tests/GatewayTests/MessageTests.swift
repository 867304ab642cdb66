import Foundation
import Testing

@testable import Gateway

@Suite struct MessageEditorTests {
  private let start =
    #"event: message_start"# + "\n"
    + #"data: {"type":"message_start","message":{"model":"up","usage":{"input_tokens":7,"#
    + #""cache_read_input_tokens":9,"cache_creation_input_tokens":2,"output_tokens":1}}}"# + "\n\n"
  private let text =
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\", \"x\":1.50}\n\n"
  private let delta =
    "event: message_delta\n"
    + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"#
    + #""usage":{"output_tokens":26}}"# + "\n\n"
  private let stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

  /// What a client gets of a stream, and what ended it.
  private func sent(
    _ events: [String]
  ) -> (text: String, ending: StreamOutcome?, editor: MessageEditor) {
    var editor = MessageEditor(model: "m")
    var bytes: [UInt8] = []
    var ending: StreamOutcome?
    for event in events {
      let outcome = editor.take(ServerSentEvent(bytes: Array(event.utf8)))
      if case .send(let ready) = outcome { bytes += ready } else { ending = outcome }
    }
    bytes += ending == .broken ? editor.release() : editor.finish(block: Array("7".utf8))
    return (String(decoding: bytes, as: UTF8.self), ending, editor)
  }

  @Test func `a stream is as it came, but for the model and the block`() {
    let (result, ending, editor) = sent([start, text, ": ping\n\n", delta, stop])
    let expected =
      start.replacing("\"up\"", with: "\"m\"") + text + ": ping\n\n"
      + delta.replacing("26}}", with: "26},\"lowrouter\":7}") + stop
    #expect(result == expected)
    #expect(ending == .done)
    #expect(
      editor.usage
        == Usage(
          json: Array(#"{"input_tokens":7,"output_tokens":26,"#.utf8)
            + Array(#""cache_read_input_tokens":9,"cache_creation_input_tokens":2}"#.utf8)))
    #expect(editor.usage?.promptTokens == 18)
    #expect(editor.usage?.cachedTokens == 9)
    #expect(editor.usage?.completionTokens == 26)
  }

  @Test func `the block is in the last message_delta`() {
    let result = sent([start, delta, text, delta, stop]).text
    #expect(result.components(separatedBy: "lowrouter").count == 2)
    #expect(result.hasSuffix(",\"lowrouter\":7}\n\n" + stop))
  }

  @Test func `an error breaks the stream, and what was kept back is told`() {
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{}}\n\n"
    let (result, ending, _) = sent([start, delta, error])
    #expect(ending == .broken)
    #expect(result.hasSuffix(delta))
  }

  @Test func `so far the prompt is the upstream's, and an event is a token`() {
    let usage = sent([start, text, text]).editor.estimate(messageBytes: 400)
    #expect(usage?.promptTokens == 18)
    #expect(usage?.completionTokens == 2)
    #expect(sent([start]).editor.estimate(messageBytes: 400) == nil)
  }
}

@Suite struct DoorTests {
  @Test(arguments: [
    ("\"x\"", true), ("\"\"", false), ("[\"x\"]", true), ("[1,2]", true), ("[]", false),
    ("[[1]]", true), ("{}", false), ("null", false),
  ])
  func `a prompt is text or tokens`(json: String, expected: Bool) {
    #expect(Door.completions.isQuestion(bytes(json)) == expected)
  }

  @Test func `errors have the shape of their door`() {
    #expect(
      GatewayError.unauthorized.json(.messages).hasPrefix(
        #"{"type":"error","error":{"type":"authentication_error","message":"#))
    #expect(GatewayError.unauthorized.json(.chat) == GatewayError.unauthorized.json)
    #expect(
      text(GatewayError.shuttingDown.event(.messages))?.hasPrefix("event: error\ndata: ") == true)
  }

  @Test func `an Anthropic-shaped body keeps its fields, and its user is in the metadata`() throws {
    let chat = try ChatRequest(
      body: bytes(
        #"{"model":"m","max_tokens":9,"stream":true,"route":{},"metadata":{"user_id":"u"},"#
          + #""messages":[{"role":"user","content":"x"}]}"#),
      door: .messages, regionHeader: nil)
    #expect(
      text(chat.body(for: "up"))
        == #"{"model":"up","max_tokens":9,"stream":true,"metadata":{"user_id":"u"},"#
        + #""messages":[{"role":"user","content":"x"}]}"#)
    #expect(chat.wishes.user == "u")
    #expect(chat.wishes.door == .messages)
  }
}
