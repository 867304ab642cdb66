/// The current row, column by column.
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
    try text(utf8(fields[column.rawValue]), of: column)
  }

  private func text(_ utf8: ArraySlice<UInt8>, of column: Column) throws(DataError) -> String {
    guard let text = text(utf8) else { throw error(column, "expected UTF-8 text without NUL") }
    return text
  }

  /// Text that must not be empty.
  func required(_ column: Column) throws(DataError) -> String {
    guard !isEmpty(column) else { throw error(column, "must not be empty") }
    return try text(column)
  }

  /// A name that is looked up after trimming and case-folding, so it must be stored so.
  func key(_ column: Column) throws(DataError) -> String {
    try checkFolded(column)
    return try text(column)
  }

  /// Such names with spaces between them.
  func keys(_ column: Column) throws(DataError) -> [String] {
    try checkFolded(column)
    var keys: [String] = []
    for word in utf8(fields[column.rawValue]).split(separator: UInt8(ascii: " ")) {
      keys.append(try text(word, of: column))
    }
    return keys
  }

  private func checkFolded(_ column: Column) throws(DataError) {
    guard ModelID.isFolded(bytes.span.extracting(place(of: column))) else {
      throw error(column, "expected lower case without spaces around it, \(found(column))")
    }
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
