/// Where a row of a table starts.
struct RowStart: Sendable {
  /// The byte, from 0.
  let offset: Int
  /// The line, from 1.
  let line: Int
}

/// The fields of one row of a table.
///
/// A class, and not generic as its readers are: the copies of one reference need no metadata, which takes
/// longer to make at run time than a row takes to read.
private final class RowFields {
  let bytes: TableBytes
  let fields: [TableField]
  let layout: TableLayout?
  let line: Int

  /// - Parameter count: how many fields are wanted at most.
  init(
    _ bytes: TableBytes, at start: RowStart, _ count: Int, room: Int, layout: TableLayout?
  ) throws(DataError) {
    self.bytes = bytes
    self.layout = layout
    line = start.line
    fields = try bytes.withSpan { text throws(DataError) in
      var found: [TableField] = []
      found.reserveCapacity(room)
      var position = start.offset
      while true {
        let field: TableField
        let end: Int
        do throws(TableField.QuoteFault) {
          (field, end) = try TableField.read(in: text, at: position)
        } catch {
          throw bytes.error(at: error.offset, error.message)
        }
        found.append(field)
        guard found.count < count, end < text.count, text[end] == UInt8(ascii: ",") else {
          return found
        }
        position = end + 1
      }
    }
  }
}

/// Reads one row of a small CSV table (RFC 4180, UTF-8, header first).
///
/// Fields stay byte ranges until they are asked for, and positions are worked out only for an error.
/// A byte order mark, CRLF and a last line without its end are accepted; blank rows are not.
package struct RowReader<Column: RawRepresentable<Int> & CaseIterable> {
  private let row: RowFields

  /// Finds the fields of a row, or the first ones of it.
  ///
  /// - Parameter layout: `nil`: the columns stand in their own order.
  init(
    _ bytes: TableBytes, at start: RowStart, through last: Column? = nil, layout: TableLayout? = nil
  ) throws(DataError) {
    let count = last.map { (layout?.place($0) ?? $0.rawValue) + 1 } ?? .max
    row = try RowFields(
      bytes, at: start, count, room: Swift.min(count, Column.allCases.count), layout: layout)
  }

  var bytes: TableBytes { row.bytes }
  var fields: [TableField] { row.fields }
  private var layout: TableLayout? { row.layout }
  /// The line on which the row starts, from 1.
  var line: Int { row.line }

  /// The field of a column; an empty one where the file does not have it.
  @inline(__always)
  func field(_ column: Column) -> TableField {
    let place = layout.map { $0.place(column) ?? .max } ?? column.rawValue
    return place < fields.count ? fields[place] : TableField(range: 0..<0)
  }

  /// The layout that the row, a header, names; the first where it names none.
  func layout(of layouts: [TableLayout]) -> TableLayout? {
    let found = fields.map { text($0) ?? "" }
    return layouts.first { $0.names(Column.self) == found } ?? layouts.first
  }

  /// The row must be exactly the columns' names, the last of which may lack where they are optional.
  ///
  /// - Returns: how many columns the table has.
  func checkHeader(optional: Int) throws(DataError) -> Int {
    let names = layout?.names(Column.self) ?? Column.allCases.map { "\($0)" }
    let found = fields.map { text($0) ?? "" }
    guard found.count >= names.count - optional, found.elementsEqual(names.prefix(found.count))
    else {
      let wrong = zip(found, names).prefix { $0 == $1 }.count
      throw error(
        fields[Swift.min(wrong, fields.count - 1)],
        "header: expected exactly \(names.dropLast(optional).joined(separator: ","))")
    }
    return found.count
  }

  /// The row must have as many fields as there are columns.
  func checkCount(_ expected: Int) throws(DataError) {
    guard fields.count != expected else { return }
    if fields.count == 1, fields[0].range.isEmpty {
      throw error(fields[0], "a blank row; remove it")
    }
    throw error(
      fields[Swift.min(fields.count - 1, expected)],
      "expected \(expected) fields as in the header, found \(fields.count)")
  }

  /// Calls `body` with the bytes of a field, each doubled quote made one.
  @inline(__always)
  func withUTF8<Result, Failure: Error>(
    _ field: TableField, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withSpan { bytes throws(Failure) in
      let utf8 = bytes.extracting(field.range)
      return field.hasDoubledQuotes ? try body(TableField.unquoted(utf8).span) : try body(utf8)
    }
  }

  /// The text of a field, or `nil` where it is not UTF-8 or has a NUL.
  func text(_ field: TableField) -> String? { withUTF8(field) { $0.text } }

  func error(_ field: TableField, _ message: String) -> DataError {
    bytes.error(
      at: field.isQuoted ? field.range.lowerBound - 1 : field.range.lowerBound, message)
  }
}
