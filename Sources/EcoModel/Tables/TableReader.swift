/// Reads a small CSV table (RFC 4180, UTF-8, header first) row by row.
///
/// Fields stay byte ranges until they are asked for, and positions are worked out only for an error:
/// a table is parsed at each start of a program. A byte order mark, CRLF and a last line without its
/// end are accepted; blank rows are not.
struct TableReader<Column: RawRepresentable & CaseIterable>: ~Copyable
where Column.RawValue == Int {
  /// Where the text of a field is, without its quotes.
  private struct Field {
    let start: Int
    let end: Int
    let isQuoted: Bool
    let hasDoubledQuotes: Bool
  }

  private let file: String
  private let bytes: [UInt8]
  private var position: Int
  private var nextLine = 1
  private var fields: [Field] = []

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
    let found = fields.map { text($0) ?? "" }
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

  /// The text of a field, or `nil` where it is not UTF-8 or has a NUL.
  private func text(_ field: Field) -> String? {
    guard !field.hasDoubledQuotes else { return unquoted(field) }
    let utf8 = bytes[field.start..<field.end]
    // Decoding is several times faster than validating, and cannot go wrong with ASCII.
    let isPlain = utf8.allSatisfy { (1..<0x80).contains($0) }
    if isPlain { return String(decoding: utf8, as: UTF8.self) }
    return utf8.contains(0) ? nil : String(validating: utf8, as: UTF8.self)
  }

  private func unquoted(_ field: Field) -> String? {
    var text: [UInt8] = []
    var isSecond = false
    for byte in bytes[field.start..<field.end] {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond { text.append(byte) }
    }
    return text.contains(0) ? nil : String(validating: text, as: UTF8.self)
  }

  private func error(_ field: Field, _ message: String) -> DataError {
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

/// The current row.
extension TableReader {
  /// The error for a column.
  func error(_ column: Column, _ message: String) -> DataError {
    error(fields[column.rawValue], "\(column): \(message)")
  }

  /// Whether a column is empty.
  func isEmpty(_ column: Column) -> Bool {
    fields[column.rawValue].start == fields[column.rawValue].end
  }

  /// A column's text.
  func text(_ column: Column) throws(DataError) -> String {
    guard let text = text(fields[column.rawValue]) else {
      throw error(column, "expected UTF-8 text without NUL")
    }
    return text
  }

  /// Text that must not be empty.
  func required(_ column: Column) throws(DataError) -> String {
    guard !isEmpty(column) else { throw error(column, "must not be empty") }
    return try text(column)
  }

  /// A name that is looked up after trimming and case-folding, so it must be stored so.
  func key(_ column: Column) throws(DataError) -> String {
    guard ModelID.isFolded(bytes.span.extracting(place(of: column))) else {
      throw error(column, "expected lower case without spaces around it, \(found(column))")
    }
    return try text(column)
  }

  /// A plain decimal of at most `places` places within a range.
  func decimal(
    _ column: Column, places: Int, in range: ClosedRange<Int>
  ) throws(DataError) -> Decimal9 {
    let one = Decimal9.one.nanos
    guard let nanos = DecimalText.nanos(bytes.span.extracting(place(of: column)), places: places),
      nanos >= Int128(range.lowerBound) * one, nanos <= Int128(range.upperBound) * one
    else {
      throw error(
        column,
        "expected a plain decimal from \(range.lowerBound) to \(range.upperBound)"
          + " with at most \(places) places, \(found(column))")
    }
    return Decimal9(nanos: nanos)
  }

  /// A whole number within a range.
  func integer(_ column: Column, in range: ClosedRange<Int>) throws(DataError) -> Int {
    guard let value = DecimalText.integer(bytes.span.extracting(place(of: column))),
      range.contains(value)
    else {
      throw error(
        column,
        "expected a whole number from \(range.lowerBound) to \(range.upperBound),"
          + " \(found(column))")
    }
    return value
  }

  /// One of an enumeration's raw values.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ column: Column, _: Choice.Type
  ) throws(DataError) -> Choice where Choice.RawValue == String {
    guard let value = Choice(rawValue: try text(column)) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(column, "expected one of \(names), \(found(column))")
    }
    return value
  }

  /// An ISO 8601 date.
  func date(_ column: Column) throws(DataError) -> UTCDay {
    guard let day = UTCDay(bytes.span.extracting(place(of: column))) else {
      throw error(column, "expected a date such as 2026-11-21, \(found(column))")
    }
    return day
  }

  /// Where a column's bytes are; doubled quotes are still double there, which no number has.
  private func place(of column: Column) -> Range<Int> {
    fields[column.rawValue].start..<fields[column.rawValue].end
  }

  private func found(_ column: Column) -> String {
    "found \"\(String(decoding: bytes[place(of: column)], as: UTF8.self))\""
  }
}
