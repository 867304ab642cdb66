import Foundation
import Testing

@testable import PlainText
@testable import UsageLogs

@Suite("JSON is what RFC 8259 says it is")
struct JSONGrammarTests {
  /// Whether a text is one JSON value, as `JSONProcessor` asks.
  private func isJSON(_ text: PaddedText) -> Bool {
    let span = text.bytes.span
    let start = JSONSyntax.skipSpace(span, 0, text.end)
    guard let end = try? JSONSyntax.value(span, start, text.end, depth: 0) else { return false }
    return JSONSyntax.skipSpace(span, end, text.end) == text.end
  }

  /// The same through an extractor, which may have met other texts.
  private func isJSON(_ text: PaddedText, _ extractor: inout JSONExtractor) -> Bool {
    let span = text.bytes.span
    extractor.reset()
    let start = JSONSyntax.skipSpace(span, 0, text.end)
    guard let end = try? extractor.extract(span, start, text.end) else { return false }
    return JSONSyntax.skipSpace(span, end, text.end) == text.end
  }

  @Test("the corpus is a corpus")
  func size() {
    #expect(JSONCorpus.all.count { $0.isJSON } >= 100)
    #expect(JSONCorpus.all.count { !$0.isJSON } >= 200)
  }

  @Test("a text is accepted or refused whatever stands after it", arguments: JSONCorpus.all)
  func grammar(text: JSONCase) {
    for filler in PaddedText.fillers {
      #expect(isJSON(PaddedText(text.bytes, filler: filler)) == text.isJSON, "before \(filler)")
    }
    #expect(((try? JSONValue(reading: text.bytes)) != nil) == text.isJSON)
  }

  @Test("Foundation agrees, but for what is listed with its reason", arguments: JSONCorpus.all)
  func foundation(text: JSONCase) {
    let value = try? JSONSerialization.jsonObject(
      with: Data(text.bytes), options: .fragmentsAllowed)
    #expect((value != nil) == (text.exception == nil ? text.isJSON : !text.isJSON))
  }

  @Test(
    "a value is accepted or refused as a member, where it is wanted or not, known or new",
    arguments: JSONCorpus.all.filter(\.isOneValue))
  func members(text: JSONCase) {
    // `a` is a scalar that is asked for, `b` has paths below it, of `c` nobody asks.
    let tree = PathTree(paths: ["a", "b.c", "b[].c", "d{e}"], recordPath: "")
    var known = JSONExtractor(tree: tree)
    for key in ["a", "b", "c", "d"] {
      for _ in 0..<2 {
        #expect(isJSON(PaddedText(#"{"x":0,"\#(key)":"y","z":1}"#), &known))
      }
    }
    for key in ["a", "b", "c", "d"] {
      for after in ["}", #","z":1}"#] {
        let log = Array(#"{"x":0,"\#(key)":"#.utf8) + text.bytes + Array(after.utf8)
        var new = JSONExtractor(tree: tree)
        #expect(isJSON(PaddedText(log), &new) == text.isJSON, "\(key), new")
        for _ in 0..<2 {
          #expect(isJSON(PaddedText(log, filler: 0x22), &known) == text.isJSON, "\(key), known")
        }
      }
    }
  }

  @Test(
    "a fault is where the text stops being JSON",
    arguments: [
      ("", 0), ("[1,]", 3), ("[1 2]", 3), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5), ("{1}", 1),
      ("[018]", 1), ("[-]", 1), ("[1.]", 3), ("[1e]", 3), ("[1e+]", 4), ("[+1]", 1), ("[tru]", 1),
      ("[\"a\\x\"]", 3), ("[\"\\u00g1\"]", 6), ("[\"\t\"]", 2), ("[\"é\t\"]", 4), ("[\"a", 3),
      ("[1", 2), ("{\"a\":[1,{\"b\":2]}", 14), ("{\"a\":\n\n  }", 9), ("[1]]", 3),
      ("\"\(String(repeating: "x", count: 70))\u{1}\"", 71),
    ] as [(String, Int)])
  func places(text: String, offset: Int) {
    let padded = PaddedText(text)
    let span = padded.bytes.span
    do throws(JSONError) {
      let end = try JSONSyntax.value(span, 0, padded.end, depth: 0)
      // What follows is the fault.
      #expect(end == offset && end < padded.end)
    } catch {
      #expect(error.offset == offset, "\(error.message)")
    }
  }

  @Test("which containers are open is known at any depth")
  func depths() {
    var generator = SeededGenerator(seed: 11)
    for depth in [1, 63, 64, 65, 127, 128, 129, 200, 511, 512] {
      let isObject = (0..<depth).map { _ in Bool.random(using: &generator) }
      let opening = isObject.map { $0 ? #"{"a":"# : "[" }.joined() + "1"
      let closing = isObject.reversed().map { $0 ? "}" : "]" }
      #expect(isJSON(PaddedText(opening + closing.joined())), "\(depth)")
      // One bracket of the other kind, at every level of it.
      for level in closing.indices {
        var wrong = closing
        wrong[level] = wrong[level] == "}" ? "]" : "}"
        #expect(!isJSON(PaddedText(opening + wrong.joined())), "\(level) of \(depth)")
      }
    }
  }
}
