import Foundation
import Testing

@testable import Gateway

@Suite struct JSONMembersTests {
  @Test func `values keep the bytes they came in`() throws {
    let source = #" { "a" : 1.50e+3 , "b":[1, {"x":"}]\""}], "c":12345678901234567890 } "#
    let members = try #require(JSONMembers(bytes(source)))
    #expect(
      text(members.bytes)
        == #"{"a":1.50e+3,"b":[1, {"x":"}]\""}],"c":12345678901234567890}"#)
  }

  @Test func `a member is replaced where it stands, added at the end, removed wherever it is`()
    throws
  {
    var members = try #require(JSONMembers(bytes(#"{"a":1,"b":2,"a":3}"#)))
    #expect(text(members["a"]) == "3")
    members["a"] = bytes("4")
    members["c"] = bytes("5")
    #expect(text(members.bytes) == #"{"a":4,"b":2,"c":5}"#)
    members["b"] = nil
    #expect(text(members.bytes) == #"{"a":4,"c":5}"#)
  }

  @Test func `an escaped key is the key that it spells`() throws {
    var members = try #require(JSONMembers(bytes(#"{"mod\u0065l":"x"}"#)))
    members["model"] = bytes(#""y""#)
    #expect(text(members.bytes) == #"{"model":"y"}"#)
  }

  @Test(arguments: [
    "", " ", "[]", "null", "{", "{]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1}{}"#,
    #"{"a":1 2}"#,
    #"{"a":"x}"#, #"{"a":"\"#, #"{"a":[1}"#, "{\"a\":\"\n\"}", #"{a:1}"#, #"{"a":1"#,
    "{\"\\u00\":1}",
  ])
  func `what is not one object is none`(source: String) {
    #expect(JSONMembers(bytes(source)) == nil)
  }

  @Test func `a document cut anywhere is none and never a crash`() throws {
    let source = bytes(#"{"model":"é\n\u00e9","usage":{"prompt_tokens":[18,null]},"x":true}"#)
    for length in source.indices { #expect(JSONMembers(Array(source[..<length])) == nil) }
    #expect(JSONMembers(source) != nil)
  }

  @Test func `text is escaped as JSON wants it`() throws {
    let source = "\"\\\n\r\t\u{0}\u{1F}é😀/"
    let decoded = try JSONDecoder().decode(String.self, from: Data(JSONText.string(source).utf8))
    #expect(decoded == source)
  }
}

@Suite struct EventStreamTests {
  private let stream = [
    ": comment\n\n", "data: {\"a\":1}\n\n", "event: x\ndata: one\ndata: two\n\n",
    "data:{}\r\n\r\n", "data: cr\r\r", "data: [DONE]\n\n",
  ]

  @Test func `events are the same however they are cut`() throws {
    let source = Array(stream.joined().utf8)
    for size in 1...source.count {
      var splitter = EventSplitter(limit: 100)
      var events: [String] = []
      for start in stride(from: 0, to: source.count, by: size) {
        let piece = source[start..<min(start + size, source.count)]
        events += try splitter.feed(piece).compactMap { text($0.bytes) }
      }
      #expect(events == stream, "pieces of \(size)")
      #expect(splitter.rest.isEmpty)
    }
  }

  @Test func `an event is handed over with its last byte`() throws {
    var splitter = EventSplitter(limit: 100)
    #expect(try splitter.feed(bytes("data: x\n")).isEmpty)
    #expect(try splitter.feed(bytes("\n")).count == 1)
  }

  @Test func `an event without end is refused`() {
    var splitter = EventSplitter(limit: 100)
    #expect(throws: EventSplitter.EventTooLarge.self) {
      try splitter.feed(Array(repeating: UInt8(ascii: "x"), count: 101))
    }
  }

  @Test func `data is replaced and other fields stay`() {
    let event = ServerSentEvent(bytes: bytes("id: 7\ndata: one\ndata: two\n\n"))
    #expect(text(event.data) == "one\ntwo")
    #expect(text(event.replacingData(bytes("{\n}")).bytes) == "id: 7\ndata: {\ndata: }\n\n")
    #expect(ServerSentEvent(bytes: bytes("data:[DONE]\n\n")).isDone)
  }
}
