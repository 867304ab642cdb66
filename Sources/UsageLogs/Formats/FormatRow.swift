internal import EcoModel

/// A row of a table of formats (RFC 4180, UTF-8, header first): a rule, and its place for errors.
struct FormatRow {
  enum Column: Int, CaseIterable {
    case format, field, path, note
  }

  let format: String
  let rule: FormatRule
  /// The line, from 1.
  let line: Int
  /// The byte on the line, from 1, where each field starts.
  private let places: [Int]

  /// Reads the row of one line, without its line end.
  ///
  /// - Parameter file: what the table is called in an error.
  init(_ text: Span<UInt8>, line: Int, file: String) throws(DataError) {
    func fault(_ place: Int, _ message: String) -> DataError {
      DataError(file: file, line: line, column: place, message: message)
    }
    let count = Column.allCases.count
    var fields: [String] = []
    var places: [Int] = []
    fields.reserveCapacity(count)
    places.reserveCapacity(count)
    var end = -1
    repeat {
      let field: TableField
      let start = end + 1
      do throws(TableField.QuoteFault) {
        (field, end) = try TableField.read(in: text, at: start)
      } catch {
        throw fault(error.offset + 1, error.message)
      }
      let inside = text.extracting(field.range)
      let found = field.hasDoubledQuotes ? TableField.unquoted(inside).span.text : inside.text
      guard let utf8 = found else {
        throw fault(start + 1, "expected UTF-8 text without NUL")
      }
      fields.append(utf8)
      places.append(start + 1)
    } while end < text.count
    guard fields.count == count else {
      throw fault(
        places[min(fields.count - 1, count - 1)],
        fields == [""]
          ? "a blank row; remove it"
          : "expected \(count) fields as in the header, found \(fields.count)")
    }
    format = fields[Column.format.rawValue]
    rule = FormatRule(fields[Column.field.rawValue], fields[Column.path.rawValue])
    self.line = line
    self.places = places
    for column in [Column.format, .field, .path] where fields[column.rawValue].isEmpty {
      throw error(column, "must not be empty", file: file)
    }
  }

  /// The first line must be exactly the columns' names.
  static func check(header: Span<UInt8>, file: String) throws(DataError) {
    let names = LogFormats.columns.joined(separator: ",")
    guard ByteSearch.equal(header, 0..<header.count, Array(names.utf8)) else {
      throw DataError(
        file: file, line: 1, column: 1, message: "header: expected exactly \(names)")
    }
  }

  /// The error for a column.
  func error(_ column: Column, _ message: String, file: String) -> DataError {
    DataError(
      file: file, line: line, column: places[column.rawValue], message: "\(column): \(message)")
  }

  func error(_ fault: FormatRule.Fault, file: String) -> DataError {
    let (column, found) = fault.isOfPath ? (Column.path, rule.path) : (.field, rule.name)
    return error(column, "\(fault.message), found \"\(found)\"", file: file)
  }
}

/// The lines of a table of formats.
struct FormatLines {
  private let text: [UInt8]
  /// Where the next line starts, and its number.
  private(set) var next: Int
  private(set) var number = 0

  init(_ text: [UInt8]) {
    self.text = text
    next = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next line without its line end.
  mutating func read() -> Range<Int>? {
    guard next < text.count else { return nil }
    let start = next
    let end = ByteSearch.first(UInt8(ascii: "\n"), in: text.span, start..<text.count) ?? text.count
    next = end + 1
    number += 1
    let hasReturn = end > start && text[end - 1] == UInt8(ascii: "\r")
    return start..<(hasReturn ? end - 1 : end)
  }
}
