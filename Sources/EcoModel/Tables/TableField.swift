/// Where the text of a field of a small CSV table is, without its quotes (RFC 4180).
package struct TableField {
  package let range: Range<Int>
  var isQuoted = false
  package private(set) var hasDoubledQuotes = false

  /// Quotes that are not as RFC 4180 has them: which byte, and what is wrong.
  package struct QuoteFault: Error {
    package let offset: Int
    package let message: String
  }

  /// A field and where it ends: at the comma, the line feed or the end of the text after it.
  @inline(__always)
  package static func read(
    in text: Span<UInt8>, at start: Int
  ) throws(QuoteFault) -> (TableField, end: Int) {
    if start < text.count, text[start] == UInt8(ascii: "\"") {
      return try readQuoted(in: text, at: start)
    }
    let end = text.endOfField(from: start)
    if end < text.count {
      if text[end] == UInt8(ascii: ",") { return (TableField(range: start..<end), end) }
      if text[end] == UInt8(ascii: "\"") {
        throw QuoteFault(
          offset: start, message: "a quote inside an unquoted field; quote the field and double it")
      }
    }
    let hasReturn = end > start && text[end - 1] == UInt8(ascii: "\r")
    return (TableField(range: start..<(hasReturn ? end - 1 : end)), end)
  }

  private static func readQuoted(
    in text: Span<UInt8>, at quote: Int
  ) throws(QuoteFault) -> (TableField, end: Int) {
    var hasDoubledQuotes = false
    var end = quote + 1
    while end < text.count {
      guard text[end] == UInt8(ascii: "\"") else {
        end += 1
        continue
      }
      if end + 1 < text.count, text[end + 1] == UInt8(ascii: "\"") {
        hasDoubledQuotes = true
        end += 2
        continue
      }
      let field = TableField(
        range: (quote + 1)..<end, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes)
      end += 1
      if end < text.count, text[end] == UInt8(ascii: "\r") { end += 1 }
      guard
        end == text.count || text[end] == UInt8(ascii: ",") || text[end] == UInt8(ascii: "\n")
      else {
        throw QuoteFault(
          offset: quote, message: "expected a comma or the end of the line after the closing quote")
      }
      return (field, end)
    }
    throw QuoteFault(offset: quote, message: "a quoted field without its closing quote")
  }

  /// Text with each doubled quote made one.
  package static func unquoted(_ utf8: Span<UInt8>) -> [UInt8] {
    var isSecond = false
    return [UInt8](copying: utf8).filter { byte in
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      return !isSecond
    }
  }
}
