/// The current row, column by column.
extension RowReader {
  /// The error for a column.
  func error(_ column: Column, _ message: String) -> DataError {
    error(field(column), "\(column): \(message)")
  }

  /// Whether a column is empty, or one that the table lacks.
  func isEmpty(_ column: Column) -> Bool {
    field(column).range.isEmpty
  }

  /// A column's text.
  func text(_ column: Column) throws(DataError) -> String {
    try decoded(text(field(column)), column)
  }

  private func decoded(_ text: String?, _ column: Column) throws(DataError) -> String {
    guard let text else { throw error(column, "expected UTF-8 text without NUL") }
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
    return try withUTF8(field(column)) { utf8 throws(DataError) in
      var keys: [String] = []
      var start = 0
      for end in 0...utf8.count where end == utf8.count || utf8[end] == UInt8(ascii: " ") {
        if start < end { keys.append(try decoded(utf8.extracting(start..<end).text, column)) }
        start = end + 1
      }
      return keys
    }
  }

  private func checkFolded(_ column: Column) throws(DataError) {
    guard withUTF8(of: column, { Spelling.isFolded($0) }) else {
      throw error(column, "expected lower case without spaces around it, \(found(column))")
    }
  }

  /// A plain decimal of at most `places` places within a range.
  func decimal(
    _ column: Column, places: Int, in range: ClosedRange<Int>
  ) throws(DataError) -> Decimal9 {
    let one = Decimal9.one.nanos
    guard let nanos = withUTF8(of: column, { DecimalText.nanos($0, places: places) }),
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
    guard let value = withUTF8(of: column, { DecimalText.integer($0) }),
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
    try choice(column, Array(Choice.allCases))
  }

  /// One of some raw values.
  func choice<Choice: RawRepresentable>(
    _ column: Column, _ choices: [Choice]
  ) throws(DataError) -> Choice where Choice.RawValue == String {
    let text = try text(column)
    guard let value = choices.first(where: { $0.rawValue == text }) else {
      let names = choices.map(\.rawValue).joined(separator: ", ")
      throw error(column, "expected one of \(names), \(found(column))")
    }
    return value
  }

  /// An ISO 8601 date.
  func date(_ column: Column) throws(DataError) -> UTCDay {
    guard let day = withUTF8(of: column, { UTCDay($0) }) else {
      throw error(column, "expected a date such as 2026-11-21, \(found(column))")
    }
    return day
  }

  /// Calls `body` with a column's bytes.
  @inline(__always)
  func withUTF8<Result>(of column: Column, _ body: (Span<UInt8>) -> Result) -> Result {
    withUTF8(field(column), body)
  }

  /// What stands in the file; doubled quotes are still double there.
  private func found(_ column: Column) -> String {
    let range = field(column).range
    let utf8 = bytes.withSpan { [UInt8](copying: $0.extracting(range)) }
    return "found \"\(String(decoding: utf8, as: UTF8.self))\""
  }
}
