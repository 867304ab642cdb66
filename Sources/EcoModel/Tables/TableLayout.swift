/// Where the columns of a table stand in a file, for tables whose columns have changed.
///
/// A caller's file of an older edition is read as it is, whatever the methodology.
struct TableLayout: Sendable {
  /// By a column's raw value; `nil`: the file does not have it.
  private let places: [Int?]
  /// The columns in the file's order, by their raw values.
  private let order: [Int]

  /// - Parameter columns: in the file's order.
  init<Column: RawRepresentable<Int> & CaseIterable>(_ columns: [Column]) {
    order = columns.map(\.rawValue)
    places = Column.allCases.map { column in
      columns.firstIndex { $0.rawValue == column.rawValue }
    }
  }

  /// Where a column stands, from 0.
  func place(_ column: some RawRepresentable<Int>) -> Int? { places[column.rawValue] }

  /// The header.
  func names<Column: CaseIterable>(_: Column.Type) -> [String] {
    let all = Array(Column.allCases)
    return order.map { "\(all[$0])" }
  }
}
