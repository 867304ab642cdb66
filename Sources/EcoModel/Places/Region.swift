/// One row of `regions.csv`: the grid behind a name that gateways and clouds use.
public struct Region: Sendable, Hashable {
  /// How well the zone's carbon intensity fits the place.
  public enum GridMatch: String, CaseIterable, Sendable {
    /// The factor is of the region's own grid.
    case own
    /// The factor is of an area that the region is a part of, where other areas could be defended.
    case part
    /// The factor is of a much wider area.
    case broad
  }

  /// The region's name in lower case.
  public let name: String
  /// The provider that the row is for; `nil`: any that has no row of its own.
  public let provider: String?
  /// The zone of `grid-intensity.csv`.
  public let zone: String
  /// How well the zone fits.
  public let match: GridMatch
  /// Power usage effectiveness of the site as tables of edition 2026-11 have it, 1 or more; `nil`
  /// where it is not published, or is in `pue.csv`.
  public let pue: Decimal9?
  /// The year that this figure is for.
  public let pueYear: Int?
  /// The name of the region whose site this is too, for names without a number for example; `nil`: it
  /// is a region of its own.
  public let site: String?
  /// Other zones that could be defended, nearest first.
  public let areas: [String]
  /// A key of `SOURCES.md` or a page.
  public let source: String
  /// The line of `regions.csv`.
  public let line: Int
}

extension Region: TableRow {
  package enum Column: Int, CaseIterable, Sendable {
    case region, provider, zone, match, pue, pue_year, source, site, areas
  }

  /// Edition 2026-11 has the PUE here, later ones in a table of its own.
  package static var layouts: [[Column]] {
    [
      [.region, .provider, .zone, .match, .site, .areas, .source],
      [.region, .provider, .zone, .match, .pue, .pue_year, .source],
    ]
  }

  package static func layout(of edition: Edition) -> [Column]? {
    edition == .november2026 ? layouts.last : layouts.first
  }

  package init(_ row: RowReader<Column>) throws(DataError) {
    guard !row.isEmpty(.region) else { throw row.error(.region, "must not be empty") }
    name = try row.key(.region)
    provider = row.isEmpty(.provider) ? nil : try row.key(.provider)
    zone = try row.required(.zone)
    match = try row.choice(.match, GridMatch.self)
    pue = row.isEmpty(.pue) ? nil : try row.decimal(.pue, places: 3, in: 1...10)
    pueYear = row.isEmpty(.pue_year) ? nil : try row.integer(.pue_year, in: 1990...2200)
    site = row.isEmpty(.site) ? nil : try row.key(.site)
    areas =
      row.isEmpty(.areas) ? [] : try row.text(.areas).split(separator: " ").map(String.init)
    source = try row.required(.source)
    line = row.line
  }
}

/// All places of `regions.csv`, found by name and provider.
package struct Regions: Sendable {
  /// The rows, sorted by name and then by provider, the general row of a name first.
  package let regions: Table<Region>

  init(_ tables: EcoTables, grid: Grid) throws(DataError) {
    let zones = tables.isBundled ? [] : Set(grid.rows.map(\.zone))
    regions = try Table(.regions, of: tables) { region, fields, last throws(DataError) in
      if let last, (last.name, last.provider ?? "") >= (region.name, region.provider ?? "") {
        throw fields.error(
          .region,
          "rows must be sorted by region and provider without repeats, \(region.name) is not")
      }
      for (column, zone) in [(Region.Column.zone, region.zone)] + region.areas.map({ (.areas, $0) })
      where !zones.contains(zone) {
        throw fields.error(
          column, "\"\(zone)\" has no row in \(EcoTables.Name.gridIntensity.rawValue)")
      }
    }
  }

  /// The row for a place: the provider's own before the general one.
  package func find(_ name: String, provider: String?) -> Int? {
    let rows = regions.rows(where: .region, is: Spelling.folded(name))
    let own = provider.flatMap { row(of: rows, Spelling.folded($0)) }
    return own ?? row(of: rows, nil)
  }

  /// The row with exactly this key.
  package func row(_ name: String, _ provider: String?) -> Int? {
    row(of: regions.rows(where: .region, is: name), provider)
  }

  private func row(of rows: Range<Int>, _ provider: String?) -> Int? {
    rows.first { index in
      regions.read(index, through: .provider) { row throws(DataError) in
        row.isEmpty(.provider) ? provider == nil : try row.key(.provider) == provider
      }
    }
  }
}
