/// Tables for people: columns under each other.
package enum TextTable {
  /// Rows whose first `texts` columns are left-aligned and the rest, numbers, right-aligned; each ends with a
  /// line end.
  package static func aligned(_ rows: [[String]], texts: Int) -> String {
    lines(rows) { $0 >= texts }.map { $0 + "\n" }.joined()
  }

  /// Rows indented by two spaces, all columns to the left.
  package static func indented(_ rows: [[String]]) -> [String] {
    lines(rows) { _ in false }.map { ("  " + $0).trimmingSpaces }
  }

  private static func lines(
    _ rows: [[String]], isNumber: (_ column: Int) -> Bool
  ) -> [String] {
    let rows = rows.map { $0.map(\.printable) }
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { column < $0.count ? $0[column].unicodeScalars.count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells: [String] = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
        return isNumber(column) ? space + cell : cell + space
      }
      return cells.joined(separator: "  ").trimmingSpaces
    }
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmingSpaces: String {
    String(decoding: utf8.reversed().drop { $0 == 0x20 }.reversed(), as: UTF8.self)
  }
}
