import EcoModel
import Testing

@testable import UsageLogs

@Suite("Blocks are cut where records end")
struct FramerTests {
  private func cut(
    _ framer: Framer, _ text: some Sequence<UInt8>, isAtEnd: Bool = false
  ) -> (end: Int, isLast: Bool)? {
    let padded = PaddedText(text, filler: 0x0A)
    return framer.cut(padded.bytes.span, padded.end, isAtEnd: isAtEnd).map { ($0.end, $0.isLast) }
  }

  /// Every start of a text is cut at the last of some places that it has, and whole at the log's end.
  private func check(
    _ framer: Framer, _ text: String, places: [Int],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let bytes = Array(text.utf8)
    for end in 0...bytes.count {
      let place = places.last { $0 <= end }
      #expect(
        cut(framer, bytes[..<end])?.end == place, "of \(end)", sourceLocation: sourceLocation)
      #expect(
        cut(framer, bytes[..<end], isAtEnd: true)?.end == end, "all \(end)",
        sourceLocation: sourceLocation)
    }
  }

  @Test("lines at the last line feed")
  func lines() {
    check(.json(.lines), "{}\n{\"a\":\"\n\"}\n\nx", places: [3, 10, 13, 14])
  }

  @Test("delimited records at the last line feed with an even number of quotes before it")
  func records() {
    check(.csv, "a,b\n\"c\nd\",\"\"\"\n\"\ne\n", places: [4, 16, 18])
    // Quotes on both sides of the sixty-four bytes that are counted at once.
    for count in 55...75 {
      let field = String(repeating: "x", count: count)
      let first = "\(field)\n"
      check(
        .csv, first + "\"\(field)\n\"\n\"", places: [count + 1, 2 * count + 5])
    }
  }

  @Test("elements of an array after each one, and the array's end is the last cut")
  func elements() {
    let text = #"{"a":"]},"},["\"]",1] , {"b":{}}"#
    check(.json(.elements), text, places: [11, 21, 32])
    let whole = text + "\n ] {}"
    let end = cut(.json(.elements), whole.utf8)
    #expect(end?.end == 32 && end?.isLast == true)
    let empty = cut(.json(.elements), " ]".utf8)
    #expect(empty?.end == 0 && empty?.isLast == true)
    #expect(cut(.json(.elements), "{} , ".utf8)?.isLast == false)
    #expect(cut(.json(.elements), "{}, {".utf8, isAtEnd: true)?.isLast == true)
  }

  @Test("documents after each one")
  func documents() {
    check(.json(.documents), "{\"a\":\n\"}\"}\n{} \n[1]", places: [10, 13, 18])
  }

  @Test("event streams after the line that ends one")
  func events() {
    let stream = "data: {}\n\ndata: [DONE]\n"
    check(.json(.events), stream + "\n" + stream, places: [23, 47])
  }

  @Test("what is too long for a block is parted where that can be done, and else skipped")
  func forcedCuts() {
    let text = PaddedText("one\ntwo\nthree", filler: 0x0A)
    func forced(_ framer: Framer) -> Int? { framer.forcedCut(text.bytes.span, text.end) }
    // A record whose quotes do not close ends with its line.
    #expect(forced(.csv) == 4)
    #expect(forced(.json(.lines)) == nil && forced(.json(.elements)) == nil)
    #expect(forced(.json(.documents)) == nil && forced(.json(.events)) == nil)
    let line = PaddedText("one", filler: 0x0A)
    #expect(Framer.csv.forcedCut(line.bytes.span, line.end) == nil)
  }
}

@Suite("Where a JSON text ends is known by brackets and quotes")
struct JSONFramerTests {
  private func end(_ text: String, filler: UInt8 = 0) -> Int {
    let padded = PaddedText(text, filler: filler)
    return JSONFramer.endOfText(padded.bytes.span, 0, padded.end)
  }

  @Test(
    "of a container at its bracket, of a string at its quote, of another scalar before what follows",
    arguments: [
      ("{}", 2), ("{} {}", 2), ("[1,[2]] x", 7), ("{\"}\":1}x", 7), ("\"a\" b", 3),
      ("\"\\\"\"x", 4),
      ("\"\\\\\"x", 4), ("12 3", 2), ("12,3", 2), ("12]", 2), ("12}", 2), ("true\n1", 4),
      ("1\"a\"", 1),
      ("1{}", 1), ("1[", 1),
      // Not JSON, and still with an end.
      ("}x", 1), (",x", 1), ("{]x", 2), ("[}x", 2), ("{", 1), ("\"", 1), ("{\"", 2), ("\"\\", 2),
    ])
  func ends(text: String, end expected: Int) {
    for filler in PaddedText.fillers {
      #expect(end(text, filler: filler) == expected, "before \(filler)")
    }
  }

  @Test("is the same in pieces as at once, wherever a mask of thirty-two bytes ends")
  func pieces() {
    for length in [0, 1, 28, 29, 30, 31, 32, 33, 60, 64, 100] {
      let inside = String(repeating: "y", count: length)
      let text = #"{"a\\\"":["\#(inside)",{"\#(inside)\"]}":[]}],"b":"\#(inside)\\"} tail"#
      let bytes = Array(text.utf8)
      let expected = bytes.count - 5
      #expect(end(text) == expected)
      for split in 1..<expected {
        // The part before is dropped, as when a text goes by.
        var walk = JSONFramer.Walk(at: 0)
        let first = PaddedText(bytes[..<split], filler: 0x7D)
        #expect(walk.advance(first.bytes.span, split) == nil)
        walk.rebase(by: split)
        let second = PaddedText(bytes[split...], filler: 0x7D)
        #expect(walk.advance(second.bytes.span, second.end) == expected - split, "at \(split)")
      }
    }
  }
}

@Suite("Where event streams end, and what their lines hold")
struct EventStreamTests {
  @Test(
    "a data line's data is without the spaces around it",
    arguments: [
      ("data: {}", "{}"), ("data:{}", "{}"), ("data:  {} ", "{}"), ("data: {}\r", "{}"),
      ("data: a b \r", "a b"), ("data: [DONE]", "[DONE]"), ("data:\tx", "x"), ("data:x:y", "x:y"),
      ("data:", nil), ("data: ", nil), ("data: \r", nil), ("", nil), ("data", nil), ("dat: x", nil),
      ("event: x", nil), (": x", nil), ("Data: x", nil), (" data: x", nil), ("datax: x", nil),
    ] as [(String, String?)])
  func data(line: String, data: String?) {
    let text = PaddedText("x\n\(line)\nx", filler: 0x20)
    let found = EventStream.data(text.bytes.span, 2..<(text.end - 2))
    #expect(found.map { String(decoding: text.bytes[$0], as: UTF8.self) } == data)
  }

  @Test(
    "a stream ends after the line that says so",
    arguments: [
      "data: [DONE]\n", "data:[DONE]\n", "data: [DONE]\r\n", "data: [DONE] \n",
      #"data: {"type":"message_stop"}"# + "\n", #"data: {"type": "message_stop"}"# + "\r\n",
      "data: {}\n\ndata: [DONE]\n", "event: x\n: [DONE]\ndata: [DONE]\n",
    ])
  func ends(stream: String) {
    for after in ["", "\n", "data: {}\n", "\ndata: [DONE]\n"] {
      let text = PaddedText("\n" + stream + after)
      #expect(
        EventStream.end(text.bytes.span, 1, text.end) == 1 + stream.utf8.count, "\(after)")
    }
  }

  @Test(
    "and goes on after any other",
    arguments: [
      "", "\n", "data: [DONE]", "data: [DONE]x\n", "data: [done]\n", "[DONE]\n", "event: [DONE]\n",
      "data: {\"x\":\"[DONE]\"}\n", "data: [DONE\n", #"data: {"type":"message_delta"}"# + "\n",
      #"event: message_stop"# + "\n", #"data: {"type":"message_stop","#,
    ])
  func goesOn(stream: String) {
    let text = PaddedText(stream, filler: 0x0A)
    #expect(EventStream.end(text.bytes.span, 0, text.end) == nil)
  }
}
