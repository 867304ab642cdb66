import Foundation
import Testing

@testable import UsageLogs

@Suite("A JSON string and its text")
struct JSONStringTests {
  private func unescaped(_ inside: String) -> [UInt8] {
    let text = Array(inside.utf8)
    var output: [UInt8] = []
    JSONString.unescape(text.span, 0..<text.count, into: &output)
    return output
  }

  private func escaped(_ text: [UInt8]) -> String {
    var output = OutputBuffer()
    JSONString.escape(text.span, 0..<text.count, into: &output)
    return output.string
  }

  @Test(
    "an escape is its character, and half a pair is U+FFFD",
    arguments: [
      ("", ""), ("plain é", "plain é"), (#"\"\\\/"#, #""\/"#), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
      (#"\u0000"#, "\0"), (#"\u0041"#, "A"), (#"\u00e9\u00E9"#, "éé"), (#"\u20ac"#, "€"),
      (#"\uffff"#, "\u{FFFF}"), (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00"#, "😀"),
      (#"\\u0041"#, #"\u0041"#), (#"\\\u0041"#, #"\A"#), (#"a\u0301"#, "a\u{301}"),
      (#"\ud800"#, "\u{FFFD}"), (#"\udc00"#, "\u{FFFD}"), (#"\ud800a"#, "\u{FFFD}a"),
      (#"\ud800\u0041"#, "\u{FFFD}A"), (#"\ud800\n"#, "\u{FFFD}\n"),
      (#"\udc00\ud800"#, "\u{FFFD}\u{FFFD}"), (#"\ud800\ud83d\ude00"#, "\u{FFFD}😀"),
      (#"\ud83d\ude00\ude00"#, "😀\u{FFFD}"), (#"\ud83dude00"#, "\u{FFFD}ude00"),
    ])
  func escapes(inside: String, text: String) {
    #expect(unescaped(inside) == Array(text.utf8))
  }

  @Test("a pair is its scalar at the ends of both ranges")
  func pairs() {
    func check(_ high: UInt32, _ low: UInt32) {
      let inside = "\\u" + String(high, radix: 16) + "\\u" + String(low, radix: 16)
      // Unicode 15, 3.9, table 3-5.
      let value = 0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00)
      let scalar = Unicode.Scalar(value).map { Array(String($0).utf8) }
      #expect(unescaped(inside) == scalar, "\(inside)")
    }
    for high in UInt32(0xD800)...0xDBFF where high % 31 == 0 || [0xD800, 0xDBFF].contains(high) {
      for low in [UInt32(0xDC00), 0xDC01, 0xDFFE, 0xDFFF] { check(high, low) }
    }
    for low in UInt32(0xDC00)...0xDFFF where low % 31 == 0 { check(0xDBFF, low) }
  }

  @Test("what is written is read back by Foundation and by this reader, for any characters")
  func roundTrip() throws {
    var texts = (0..<0x300).compactMap { Unicode.Scalar(UInt32($0)).map { "a\($0)b" } }
    texts += ["", "\"\\", "\u{2028}\u{FFFF}😀", "\u{1}\u{2}\u{1F} \u{7F}"]
    for text in texts {
      let inside = escaped(Array(text.utf8))
      #expect(inside.utf8.allSatisfy { $0 >= 0x20 })
      #expect(unescaped(inside) == Array(text.utf8), "\(inside)")
      let value = try JSONSerialization.jsonObject(
        with: Data("\"\(inside)\"".utf8), options: .fragmentsAllowed)
      #expect((value as? String).map { Array($0.utf8) } == Array(text.utf8), "\(inside)")
    }
  }
}
