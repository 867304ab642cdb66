/// Reads a small CSV table (RFC 4180, UTF-8, header first) field by field, keeping the position of
/// each so that a fault can be named.
struct TableReader {
  /// One field: its text and where it starts.
  struct Field {
    let text: String
    let line: Int
    let column: Int
  }

  /// One row; fields are looked up by the column's name in the header.
  struct Row {
    fileprivate let file: String
    fileprivate let columns: [String: Int]
    fileprivate let fields: [Field]

    /// The text of a column. The header has been checked, so every name exists.
    subscript(_ name: String) -> String { field(name).text }

    /// A column's text, or `nil` where it is empty.
    func optional(_ name: String) -> String? {
      let text = self[name]
      return text.isEmpty ? nil : text
    }

    /// The line on which the row starts, from 1.
    var line: Int { fields.first?.line ?? 1 }

    /// The error for a column of this row.
    func error(_ name: String, _ message: String) -> DataError {
      let field = field(name)
      return DataError(
        file: file, line: field.line, column: field.column, message: "\(name): \(message)")
    }

    private func field(_ name: String) -> Field {
      guard let index = columns[name], index < fields.count else {
        return Field(text: "", line: fields.first?.line ?? 1, column: 1)
      }
      return fields[index]
    }
  }

  private let file: String
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0

  /// All rows of a table whose header is exactly these columns.
  static func rows(of bytes: [UInt8], file: String, columns: [String]) throws(DataError) -> [Row] {
    var reader = TableReader(file: file, bytes: bytes)
    let header = try reader.nextRow()
    guard header.map(\.text) == columns else {
      let wrong = zip(header, columns).first { $0.text != $1 }?.0 ?? header.last
      throw DataError(
        file: file, line: 1, column: wrong?.column ?? 1,
        message: "header: expected exactly \(columns.joined(separator: ","))")
    }
    let index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    var rows: [Row] = []
    while reader.position < bytes.count {
      let fields = try reader.nextRow()
      guard fields.count == columns.count else {
        throw DataError(
          file: file, line: fields[0].line, column: fields[min(fields.count, columns.count) - 1].column,
          message: "expected \(columns.count) fields as in the header, found \(fields.count)")
      }
      rows.append(Row(file: file, columns: index, fields: fields))
    }
    return rows
  }

  private init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// Reads the fields up to and including the next line end outside quotes.
  private mutating func nextRow() throws(DataError) -> [Field] {
    var fields: [Field] = []
    while true {
      fields.append(try nextField())
      guard position < bytes.count else { return fields }
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: ",") { continue }
      startLine()
      return fields
    }
  }

  /// Reads one field and stops at the comma, the line feed or the end after it.
  private mutating func nextField() throws(DataError) -> Field {
    let start = (line: line, column: position - lineStart + 1)
    var text: [UInt8] = []
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      position += 1
      try readQuoted(into: &text, from: start)
    } else {
      while position < bytes.count, !isEnd(bytes[position]) {
        guard bytes[position] != UInt8(ascii: "\"") else {
          throw error("a quote inside an unquoted field; quote the whole field and double it", start)
        }
        text.append(bytes[position])
        position += 1
      }
    }
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    guard !text.contains(0), let string = String(validating: text, as: UTF8.self) else {
      throw error("expected UTF-8 text without NUL", start)
    }
    return Field(text: string, line: start.line, column: start.column)
  }

  private mutating func readQuoted(
    into text: inout [UInt8], from start: (line: Int, column: Int)
  ) throws(DataError) {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != UInt8(ascii: "\"") {
        text.append(byte)
        if byte == UInt8(ascii: "\n") { startLine() }
      } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        text.append(byte)
        position += 1
      } else {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        guard position == bytes.count || isEnd(bytes[position]) else {
          throw error("expected a comma or the end of the line after the closing quote", start)
        }
        return
      }
    }
    throw error("a quoted field without its closing quote", start)
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
  }

  private mutating func startLine() {
    line += 1
    lineStart = position
  }

  private func error(_ message: String, _ at: (line: Int, column: Int)) -> DataError {
    DataError(file: file, line: at.line, column: at.column, message: message)
  }
}

/// Checks that the tables have in common.
extension TableReader.Row {
  /// A plain decimal of at most `places` places within a range.
  func decimal(
    _ name: String, places: Int, in range: ClosedRange<Int>
  ) throws(DataError) -> Decimal9 {
    let one = Decimal9.one.nanos
    guard let nanos = DecimalText.nanos(self[name].utf8, places: places),
      nanos >= Int128(range.lowerBound) * one, nanos <= Int128(range.upperBound) * one
    else {
      throw error(
        name,
        "expected a plain decimal from \(range.lowerBound) to \(range.upperBound)"
          + " with at most \(places) places, found \"\(self[name])\"")
    }
    return Decimal9(nanos: nanos)
  }

  /// A whole number within a range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(DataError) -> Int {
    Int(try decimal(name, places: 0, in: range).nanos / Decimal9.one.nanos)
  }

  /// One of an enumeration's raw values.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _: Choice.Type
  ) throws(DataError) -> Choice where Choice.RawValue == String {
    guard let value = Choice(rawValue: self[name]) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(name, "expected one of \(names), found \"\(self[name])\"")
    }
    return value
  }

  /// An ISO 8601 date.
  func date(_ name: String) throws(DataError) -> UTCDay {
    guard let day = UTCDay(self[name]) else {
      throw error(name, "expected a date such as 2026-11-21, found \"\(self[name])\"")
    }
    return day
  }

  /// Text that must not be empty.
  func required(_ name: String) throws(DataError) -> String {
    guard let text = optional(name) else { throw error(name, "must not be empty") }
    return text
  }

  /// A name that is looked up after trimming and case-folding, so it must be stored so.
  func key(_ name: String) throws(DataError) -> String {
    let text = self[name]
    guard ModelID.folded(text) == text else {
      throw error(name, "expected lower case without spaces around it, found \"\(text)\"")
    }
    return text
  }
}
