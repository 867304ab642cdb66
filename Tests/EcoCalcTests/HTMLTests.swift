import Testing

@testable import EcoResults

@Suite("Text from a log cannot act in a page")
struct HTMLTests {
  @Test(
    "markup is text",
    arguments: [
      ("a<b>c", "a&lt;b&gt;c"), ("\"'&", "&quot;&#39;&amp;"), ("&amp;", "&amp;amp;"),
      ("é€😀", "é€😀"), ("", ""), (" a ", " a "),
    ])
  func markup(text: String, html: String) {
    #expect(HTML.escaped(text) == html)
  }

  @Test("what controls a terminal, hides or turns the writing is made visible, and nothing else is")
  func hidden() {
    // The letter mark of Arabic turns the writing as the marks at U+200E do.
    let overlooked: Set<UInt32> = [0x061C]
    for value in Array(UInt32(0)...0x3000) + Array(UInt32(0xFE00)...0xFFFF) {
      guard let scalar = Unicode.Scalar(value), !"&<>\"'".unicodeScalars.contains(scalar),
        !overlooked.contains(value)
      else { continue }
      let properties = scalar.properties
      let isHidden =
        properties.generalCategory == .control || properties.isBidiControl
        || properties.generalCategory == .lineSeparator
        || properties.generalCategory == .paragraphSeparator
        // Spaces and joiners without width, and the byte order mark.
        || (0x200B...0x200D).contains(value) || value == 0xFEFF
      let expected = isHidden ? "\u{FFFD}" : String(scalar)
      #expect(HTML.escaped("a\(scalar)b") == "a\(expected)b", "U+\(String(value, radix: 16))")
    }
    #expect(HTML.escaped("\u{061C}") == "\u{FFFD}")
  }

  @Test("only an address of the web is a link")
  func sources() {
    #expect(
      HTML.source("https://a.b/?c&d")
        == #"<a href="https://a.b/?c&amp;d" rel="noreferrer">https://a.b/?c&amp;d</a>"#)
    #expect(HTML.source("javascript:alert(1)") == "javascript:alert(1)")
    #expect(HTML.source("https:/a") == "https:/a")
    #expect(HTML.source(#"http://"x"#).contains("&quot;x"))
  }
}
