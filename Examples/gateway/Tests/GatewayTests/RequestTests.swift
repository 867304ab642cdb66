import Foundation
import Testing

@testable import Gateway

@Suite struct ChatRequestTests {
  @Test func `an upstream gets its own model name, no route, and is asked for usage`() throws {
    let chat = try ChatRequest(
      body: bytes(
        #"{"model":"lowrouter/auto","route":{"region":"eu-west"},"stream":true,"#
          + #""stream_options":{"z":1},"seed":12345678901234567890,"messages":[{"role":"user"}]}"#),
      regionHeader: nil)
    #expect(
      text(chat.body(for: "mini"))
        == #"{"model":"mini","stream":true,"stream_options":{"z":1,"include_usage":true},"#
        + #""seed":12345678901234567890,"messages":[{"role":"user"}]}"#)
    #expect(chat.wishes.pin == Pin(region: "eu-west"))
  }

  @Test(arguments: [
    (#"{"region":"a"}"#, "b", "a"), (#"{"provider":"p"}"#, "B ", "b"), ("null", "b", "b"),
    (#"{"region":""}"#, "b", "b"), ("{}", nil, nil), (#"{"region":null}"#, " ", nil),
  ])
  func `the body's region wins over the header's`(
    route: String, header: String?, expected: String?
  ) throws {
    let chat = try ChatRequest(
      body: bytes(#"{"model":"m","messages":[{}],"route":\#(route)}"#), regionHeader: header)
    #expect(chat.wishes.pin.region == expected)
  }
}

@Suite struct UsageTests {
  @Test(arguments: [
    (#"{"prompt_tokens":18,"completion_tokens":26}"#, [18, 26, 44, -1]),
    (#"{"prompt_tokens":18,"completion_tokens":26,"total_tokens":50}"#, [18, 26, 50, -1]),
    (#"{"prompt_tokens":18,"completion_tokens":26,"total_tokens":1}"#, [18, 26, 44, -1]),
    (
      #"{"prompt_tokens":9,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":9}}"#,
      [9, 0, 9, 9]
    ),
  ])
  func `counts are read`(json: String, expected: [Int]) throws {
    let usage = try #require(Usage(json: bytes(json)))
    #expect(
      [usage.promptTokens, usage.completionTokens, usage.totalTokens, usage.cachedTokens ?? -1]
        == expected)
  }

  @Test(arguments: [
    "null", "{}", "[]", "7", #"{"prompt_tokens":18}"#,
    #"{"prompt_tokens":-1,"completion_tokens":1}"#,
    #"{"prompt_tokens":1.5,"completion_tokens":1}"#,
    #"{"prompt_tokens":"1","completion_tokens":1}"#,
    #"{"prompt_tokens":1e30,"completion_tokens":1}"#,
    #"{"prompt_tokens":1000000000001,"completion_tokens":1}"#,
    #"{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}"#,
  ])
  func `counts that cannot be are none`(json: String) {
    #expect(Usage(json: bytes(json)) == nil)
  }
}

@Suite struct KeyRingTests {
  private let ring = KeyRing(
    [.init(id: "a", secretEnvironment: "A"), .init(id: "b", secretEnvironment: "B")],
    environment: ["A": "secret-a", "B": "b", "C": ""])

  @Test(arguments: [("Bearer secret-a", "a"), ("bearer b", "b"), ("BEARER b", "b")])
  func `a known key has its id`(header: String, id: String) {
    #expect(ring.id(authorization: header) == id)
  }

  @Test(arguments: [
    nil, "", "Bearer", "Bearer ", "secret-a", "Basic secret-a", "Bearer secret-b", "Bearer secret-",
    "Bearer secret-aa", "Bearer bb", "Bearer bbb", "Bearer  b",
  ])
  func `anything else has none`(header: String?) {
    #expect(ring.id(authorization: header) == nil)
  }

  @Test func `an empty secret lets nobody in`() {
    let ring = KeyRing([.init(id: "c", secretEnvironment: "C")], environment: ["C": ""])
    #expect(ring.id(authorization: "Bearer ") == nil)
  }
}
