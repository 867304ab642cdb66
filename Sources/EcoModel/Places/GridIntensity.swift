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

extension GridIntensity {
  enum Column: Int, CaseIterable {
    case zone, year, g_per_kwh, basis, source
  }

  init(_ row: borrowing TableReader<Column>) throws(DataError) {
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
  package let rows: [GridIntensity]
  private let zones: [String: Range<Int>]

  init(_ bytes: [UInt8]) throws(DataError) {
    var table = try TableReader<GridIntensity.Column>(bytes, of: .gridIntensity)
    var rows: [GridIntensity] = []
    var zones: [String: Range<Int>] = [:]
    var start = 0
    while try table.next() {
      let row = try GridIntensity(table)
      if let last = rows.last {
        guard last.isBefore(row) else {
          throw table.error(
            .zone,
            "rows must be sorted by zone, year and basis without repeats, \(row.zone)"
              + " \(row.year) is not")
        }
        if last.zone != row.zone {
          zones[last.zone] = start..<rows.count
          start = rows.count
        }
      }
      rows.append(row)
    }
    if let last = rows.last { zones[last.zone] = start..<rows.count }
    self.rows = rows
    self.zones = zones
  }

  /// Whether a zone has any row.
  func contains(zone: String) -> Bool { zones[zone] != nil }

  /// The newest life-cycle row of a zone that is not after a year (any year when `nil`), or `nil`.
  package func find(zone: String, year: Int?) -> Int? {
    zones[zone]?.last { index in
      rows[index].basis == .lifecycle && (year.map { rows[index].year <= $0 } ?? true)
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
