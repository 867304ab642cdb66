package import EcoModel

/// A small CSV text, read whole: tables and vectors, not logs.
package struct SmallCSV {
  /// One row: its fields by the header's names, and its line.
  package struct Row {
    /// The line on which it starts, from 1.
    package let line: Int
    /// The row's text, without its line end.
    package let text: String
    fileprivate let fields: [String: String]

    /// A field; empty if there is no such column.
    package subscript(_ column: String) -> String { fields[column] ?? "" }
  }

  package private(set) var columns: [String] = []
  package private(set) var rows: [Row] = []
  /// Lines whose number of fields is not the header's.
  package private(set) var ragged: [Int] = []

  /// Reads a text.
  ///
  /// - Parameter file: what it is called in an error.
  /// - Throws: the first quote that is not as RFC 4180 has it.
  package init(_ bytes: [UInt8], file: String) throws(DataError) {
    let text = bytes.span
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while start < text.count {
      var fields: [String] = []
      var end = start - 1
      repeat {
        let field: TableField
        do throws(TableField.QuoteFault) {
          (field, end) = try TableField.read(in: text, at: end + 1)
        } catch {
          let (line, column) = Self.position(of: error.offset, in: bytes)
          throw DataError(file: file, line: line, column: column, message: error.message)
        }
        let utf8 = text.extracting(field.range)
        let inside = field.hasDoubledQuotes ? TableField.unquoted(utf8) : Array(bytes[field.range])
        fields.append(String(decoding: inside, as: UTF8.self))
      } while end < text.count && text[end] == UInt8(ascii: ",")
      append(fields, line, bytes[start..<end])
      line += bytes[start..<end].count { $0 == UInt8(ascii: "\n") } + 1
      start = end + 1
    }
  }

  private mutating func append(_ fields: [String], _ line: Int, _ text: ArraySlice<UInt8>) {
    guard !columns.isEmpty else {
      columns = fields
      return
    }
    guard fields != [""] else { return }
    if fields.count != columns.count { ragged.append(line) }
    let text = text.last == UInt8(ascii: "\r") ? text.dropLast() : text
    rows.append(
      Row(
        line: line, text: String(decoding: text, as: UTF8.self),
        fields: Dictionary(zip(columns, fields)) { first, _ in first }))
  }

  private static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (before.count { $0 == UInt8(ascii: "\n") } + 1, offset - lineStart + 1)
  }
}
