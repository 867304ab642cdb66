/// One row of `accelerators.csv`: what an accelerator draws while it serves a model.
public struct Accelerator: Sendable, Hashable {
  /// The name in lower case, with its form where boards of one name differ: `h100-pcie`.
  public let name: String
  /// The board's limit in watts.
  public let boardWatts: Int
  /// The mean draw while it decodes, as a share of the limit.
  public let drawShare: Decimal9
  /// From the accelerators' energy to that of the whole service.
  public let service: Decimal9
  /// A key of `SOURCES.md`.
  public let source: String
  /// What was measured and what was not.
  public let note: String
  /// The line of `accelerators.csv`.
  public let line: Int
}

extension Accelerator: TableRow {
  package enum Column: Int, CaseIterable, Sendable {
    case name, board_watts, draw_share, service, source, note
  }

  package init(_ row: RowReader<Column>) throws(DataError) {
    guard !row.isEmpty(.name) else { throw row.error(.name, "must not be empty") }
    name = try row.key(.name)
    boardWatts = try row.integer(.board_watts, in: 1...100_000)
    drawShare = try row.decimal(.draw_share, places: 3, in: 0...1)
    guard drawShare > .zero else { throw row.error(.draw_share, "expected more than 0") }
    service = try row.decimal(.service, places: 3, in: 1...10)
    source = try row.required(.source)
    note = try row.text(.note)
    line = row.line
  }
}

/// All rows of `accelerators.csv`, found by name; none in an edition without the table.
package struct Accelerators: Sendable {
  /// The rows, sorted by name.
  package let rows: Table<Accelerator>?

  init(_ tables: EcoTables) throws(DataError) {
    guard tables.edition.files.contains(.accelerators) else {
      rows = nil
      return
    }
    rows = try Table(.accelerators, of: tables) { row, fields, last throws(DataError) in
      if let last, last.name >= row.name {
        throw fields.error(
          .name, "rows must be sorted by name without repeats, \(row.name) is not")
      }
    }
  }

  /// The accelerator of a name, trimmed and folded, or `nil`.
  package func find(_ name: String) -> Accelerator? {
    guard let rows else { return nil }
    return rows.rows(where: .name, is: Spelling.folded(name)).first.map { rows[$0] }
  }
}
