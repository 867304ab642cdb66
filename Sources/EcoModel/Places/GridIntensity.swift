/// One row of `grid-intensity.csv`: a zone's annual average carbon intensity.
public struct GridIntensity: Sendable, Hashable {
  /// Which emissions the factor counts.
  public enum Basis: String, CaseIterable, Sendable {
    /// Of the plants' whole life and their fuel's supply.
    case lifecycle
    /// Of burning the fuel only. Listed for comparison and never used for an estimate, because the
    /// two bases must not mix.
    case combustion
  }

  /// ISO 3166 alpha-2 code, or `world`, or `EU27`.
  public let zone: String
  /// The calendar year.
  public let year: Int
  /// Location-based average of the year, at generation.
  public let intensity: GramsPerKilowattHour
  /// Which emissions it counts.
  public let basis: Basis
  /// A key of `SOURCES.md`.
  public let source: String
  /// The line of `grid-intensity.csv`.
  public let line: Int
}

extension GridIntensity: TableRow {
  package enum Column: Int, CaseIterable, Sendable {
    case zone, year, g_per_kwh, basis, source
  }

  package init(_ row: RowReader<Column>) throws(DataError) {
    zone = try row.required(.zone)
    year = try row.integer(.year, in: 1990...2200)
    intensity = GramsPerKilowattHour(
      nanos: try row.decimal(.g_per_kwh, places: 4, in: 0...10_000).nanos)
    basis = try row.choice(.basis, Basis.self)
    source = try row.required(.source)
    line = row.line
  }
}

/// All rows of `grid-intensity.csv`, found by zone and year.
package struct Grid: Sendable {
  /// The rows, sorted by zone, year and basis.
  package let rows: Table<GridIntensity>

  init(_ tables: EcoTables) throws(DataError) {
    rows = try Table(.gridIntensity, of: tables) { row, fields, last throws(DataError) in
      guard last?.isBefore(row) ?? true else {
        throw fields.error(
          .zone,
          "rows must be sorted by zone, year and basis without repeats, \(row.zone)"
            + " \(row.year) is not")
      }
    }
  }

  /// The newest life-cycle row of a zone that is not after a year (any year when `nil`), or `nil`.
  package func find(zone: String, year: Int?) -> Int? {
    rows.rows(where: .zone, is: zone).last { index in
      let row = rows[index]
      return row.basis == .lifecycle && (year.map { row.year <= $0 } ?? true)
    }
  }
}

extension GridIntensity {
  /// Whether the row stands before another in the table.
  fileprivate func isBefore(_ other: GridIntensity) -> Bool {
    zone != other.zone
      ? zone < other.zone
      : (year, basis == .combustion ? 0 : 1) < (other.year, other.basis == .combustion ? 0 : 1)
  }
}
