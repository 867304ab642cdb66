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
  static let columns = ["zone", "year", "g_per_kwh", "basis", "source"]

  init(_ row: TableReader.Row) throws(DataError) {
    zone = try row.required("zone")
    year = try row.integer("year", in: 1990...2200)
    intensity = GramsPerKilowattHour(
      nanos: try row.decimal("g_per_kwh", places: 4, in: 0...10_000).nanos)
    basis = try row.choice("basis", Basis.self)
    source = try row.required("source")
    line = row.line
  }
}

/// All rows of `grid-intensity.csv`, found by zone and year.
package struct Grid: Sendable {
  package let rows: [GridIntensity]
  /// For each zone its life-cycle rows, oldest first.
  private let zones: [String: [Int]]

  init(_ bytes: [UInt8]) throws(DataError) {
    let file = EcoTables.Name.gridIntensity.rawValue
    var rows: [GridIntensity] = []
    var zones: [String: [Int]] = [:]
    for row in try TableReader.rows(of: bytes, file: file, columns: GridIntensity.columns) {
      let entry = try GridIntensity(row)
      if let last = rows.last,
        (last.zone, last.year, last.basis.rawValue) >= (entry.zone, entry.year, entry.basis.rawValue)
      {
        throw row.error(
          "zone",
          "rows must be sorted by zone, year and basis without repeats, \(entry.zone)"
            + " \(entry.year) is not")
      }
      zones[entry.zone, default: []] += entry.basis == .lifecycle ? [rows.count] : []
      rows.append(entry)
    }
    self.rows = rows
    self.zones = zones
  }

  /// The names of all zones.
  package var zoneNames: Set<String> { Set(zones.keys) }

  /// The newest row of a zone that is not after a year (any year when `nil`), or `nil`.
  package func find(zone: String, year: Int?) -> Int? {
    zones[zone]?.last { index in year.map { rows[index].year <= $0 } ?? true }
  }
}
