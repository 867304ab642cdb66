/// Reads a small CSV table (RFC 4180, UTF-8, header first) row by row.
///
/// Fields stay byte ranges until they are asked for, and positions are worked out only for an error:
/// a table is parsed at each start of a program. A byte order mark, CRLF and a last line without its
/// end are accepted; blank rows are not.
struct TableReader<Column: RawRepresentable & CaseIterable>: ~Copyable
where Column.RawValue == Int {
  /// Where the text of a field is, without its quotes.
  struct Field {
    let start: Int
    let end: Int
    let isQuoted: Bool
    let hasDoubledQuotes: Bool
  }

  private let file: String
  let bytes: [UInt8]
  private var position: Int
  private var nextLine = 1
  private(set) var fields: [Field] = []

  /// The line on which the current row starts, from 1.
  private(set) var line = 1

  /// Reads the header, which must be exactly the columns.
  init(_ bytes: [UInt8], of table: EcoTables.Name) throws(DataError) {
    file = table.rawValue
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    fields.reserveCapacity(Column.allCases.count)
    try readRow()
    let names = Column.allCases.map { "\($0)" }
    let found = fields.map { text(utf8($0)) ?? "" }
    guard found == names else {
      let wrong = zip(found, names).prefix { $0 == $1 }.count
      throw error(
        fields[min(wrong, fields.count - 1)],
        "header: expected exactly \(names.joined(separator: ","))")
    }
  }

  /// Goes on to the next row; `false` after the last.
  mutating func next() throws(DataError) -> Bool {
    guard position < bytes.count else { return false }
    try readRow()
    let expected = Column.allCases.count
    guard fields.count == expected else {
      if fields.count == 1, fields[0].start == fields[0].end {
        throw error(fields[0], "a blank row; remove it")
      }
      throw error(
        fields[min(fields.count - 1, expected)],
        "expected \(expected) fields as in the header, found \(fields.count)")
    }
    return true
  }

  private mutating func readRow() throws(DataError) {
    line = nextLine
    fields.removeAll(keepingCapacity: true)
    repeat { fields.append(try readField()) } while takeComma()
  }

  /// Steps over the end of a field; `true` where another follows on the row.
  private mutating func takeComma() -> Bool {
    guard position < bytes.count else { return false }
    let isComma = bytes[position] == UInt8(ascii: ",")
    position += 1
    if !isComma { nextLine += 1 }
    return isComma
  }

  /// Reads one field and stops at the comma, the line feed or the end after it.
  private mutating func readField() throws(DataError) -> Field {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try readQuoted() }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ",") {
        return Field(start: start, end: position, isQuoted: false, hasDoubledQuotes: false)
      }
      if byte == UInt8(ascii: "\n") { break }
      if byte == UInt8(ascii: "\"") {
        throw error(at: start, "a quote inside an unquoted field; quote the field and double it")
      }
      position += 1
    }
    let hasReturn = position > start && bytes[position - 1] == UInt8(ascii: "\r")
    return Field(
      start: start, end: hasReturn ? position - 1 : position, isQuoted: false,
      hasDoubledQuotes: false)
  }

  private mutating func readQuoted() throws(DataError) -> Field {
    let quote = position
    var hasDoubledQuotes = false
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { nextLine += 1 }
      guard byte == UInt8(ascii: "\"") else { continue }
      if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        hasDoubledQuotes = true
        position += 1
        continue
      }
      let end = position - 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
      guard
        position == bytes.count || bytes[position] == UInt8(ascii: ",")
          || bytes[position] == UInt8(ascii: "\n")
      else {
        throw error(at: quote, "expected a comma or the end of the line after the closing quote")
      }
      return Field(
        start: quote + 1, end: end, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes)
    }
    throw error(at: quote, "a quoted field without its closing quote")
  }

  /// The bytes of a field, each doubled quote made one.
  @inline(__always)
  func utf8(_ field: Field) -> ArraySlice<UInt8> {
    let utf8 = bytes[field.start..<field.end]
    return field.hasDoubledQuotes ? unquoted(utf8) : utf8
  }

  private func unquoted(_ utf8: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var isSecond = false
    return utf8.filter { byte in
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      return !isSecond
    }[...]
  }

  /// The text of bytes, or `nil` where they are not UTF-8 or have a NUL.
  @inline(__always)
  func text(_ utf8: ArraySlice<UInt8>) -> String? {
    // Decoding is several times faster than validating, and cannot go wrong with ASCII.
    let isPlain = utf8.allSatisfy { (1..<0x80).contains($0) }
    if isPlain { return String(decoding: utf8, as: UTF8.self) }
    return utf8.contains(0) ? nil : String(validating: utf8, as: UTF8.self)
  }

  func error(_ field: Field, _ message: String) -> DataError {
    error(at: field.isQuoted ? field.start - 1 : field.start, message)
  }

  private func error(at offset: Int, _ message: String) -> DataError {
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return DataError(
      file: file, line: before.count { $0 == UInt8(ascii: "\n") } + 1,
      column: offset - lineStart + 1, message: message)
  }
}
