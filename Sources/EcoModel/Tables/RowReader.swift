/// Where a row of a table starts.
struct RowStart: Sendable {
  /// The byte, from 0.
  let offset: Int
  /// The line, from 1.
  let line: Int
}

/// Where the text of a field is, without its quotes.
struct TableField {
  let range: Range<Int>
  var isQuoted = false
  var hasDoubledQuotes = false
}

/// Reads one row of a small CSV table (RFC 4180, UTF-8, header first).
///
/// Fields stay byte ranges until they are asked for, and positions are worked out only for an error.
/// A byte order mark, CRLF and a last line without its end are accepted; blank rows are not.
package struct RowReader<Column: RawRepresentable<Int> & CaseIterable> {
  let bytes: TableBytes
  let fields: [TableField]
  /// The line on which the row starts, from 1.
  let line: Int

  /// Finds the fields of a row, or the first ones of it.
  init(
    _ bytes: TableBytes, at start: RowStart, through last: Column? = nil
  ) throws(DataError) {
    self.bytes = bytes
    line = start.line
    let count = last.map { $0.rawValue + 1 } ?? .max
    fields = try bytes.withSpan { text throws(DataError) in
      var found: [TableField] = []
      found.reserveCapacity(Swift.min(count, Column.allCases.count))
      var position = start.offset
      while true {
        let (field, end) = try Self.field(in: text, at: position, of: bytes)
        found.append(field)
        guard found.count < count, end < text.count, text[end] == UInt8(ascii: ",") else {
          return found
        }
        position = end + 1
      }
    }
  }

  /// The row must be exactly the columns' names.
  func checkHeader() throws(DataError) {
    let names = Column.allCases.map { "\($0)" }
    let found = fields.map { text($0) ?? "" }
    guard found == names else {
      let wrong = zip(found, names).prefix { $0 == $1 }.count
      throw error(
        fields[Swift.min(wrong, fields.count - 1)],
        "header: expected exactly \(names.joined(separator: ","))")
    }
  }

  /// The row must have as many fields as there are columns.
  func checkCount() throws(DataError) {
    let expected = Column.allCases.count
    guard fields.count != expected else { return }
    if fields.count == 1, fields[0].range.isEmpty {
      throw error(fields[0], "a blank row; remove it")
    }
    throw error(
      fields[Swift.min(fields.count - 1, expected)],
      "expected \(expected) fields as in the header, found \(fields.count)")
  }

  /// A field and where it ends: at the comma, the line feed or the end of the text after it.
  @inline(__always)
  private static func field(
    in text: Span<UInt8>, at start: Int, of bytes: TableBytes
  ) throws(DataError) -> (TableField, end: Int) {
    if start < text.count, text[start] == UInt8(ascii: "\"") {
      return try quotedField(in: text, at: start, of: bytes)
    }
    var end = start
    while end < text.count {
      let byte = text[end]
      if byte == UInt8(ascii: ",") { return (TableField(range: start..<end), end) }
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: "\"") {
        throw bytes.error(
          at: start, "a quote inside an unquoted field; quote the field and double it")
      }
      end += 1
    }
    let hasReturn = end > start && text[end - 1] == UInt8(ascii: "\r")
    return (TableField(range: start..<(hasReturn ? end - 1 : end)), end)
  }

  private static func quotedField(
    in text: Span<UInt8>, at quote: Int, of bytes: TableBytes
  ) throws(DataError) -> (TableField, end: Int) {
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
        throw bytes.error(
          at: quote, "expected a comma or the end of the line after the closing quote")
      }
      return (field, end)
    }
    throw bytes.error(at: quote, "a quoted field without its closing quote")
  }

  /// Calls `body` with the bytes of a field, each doubled quote made one.
  @inline(__always)
  func withUTF8<Result, Failure: Error>(
    _ field: TableField, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withSpan { bytes throws(Failure) in
      let utf8 = bytes.extracting(field.range)
      return field.hasDoubledQuotes ? try body(Self.unquoted(utf8).span) : try body(utf8)
    }
  }

  private static func unquoted(_ utf8: Span<UInt8>) -> [UInt8] {
    var isSecond = false
    return [UInt8](copying: utf8).filter { byte in
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      return !isSecond
    }
  }

  /// The text of a field, or `nil` where it is not UTF-8 or has a NUL.
  func text(_ field: TableField) -> String? { withUTF8(field) { $0.text } }

  func error(_ field: TableField, _ message: String) -> DataError {
    bytes.error(
      at: field.isQuoted ? field.range.lowerBound - 1 : field.range.lowerBound, message)
  }
}
