/// One row of `regions.csv`: the grid behind a name that gateways and clouds use, and the
/// data centre's overhead where its operator publishes it.
public struct Region: Sendable, Hashable {
  /// How well the zone's carbon intensity fits the place.
  public enum GridMatch: String, CaseIterable, Sendable {
    /// The factor is of the region's own grid.
    case own
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
  /// Power usage effectiveness of the site, 1 or more; `nil`: not published.
  public let pue: Decimal9?
  /// The year that the published figure is for.
  public let pueYear: Int?
  /// A key of `SOURCES.md` or a page.
  public let source: String
  /// The line of `regions.csv`.
  public let line: Int
}

extension Region {
  static let columns = ["region", "provider", "zone", "match", "pue", "pue_year", "source"]

  init(_ row: TableReader.Row) throws(DataError) {
    name = try row.key("region")
    if name.isEmpty { throw row.error("region", "must not be empty") }
    let provider = try row.key("provider")
    self.provider = provider.isEmpty ? nil : provider
    zone = try row.required("zone")
    match = try row.choice("match", GridMatch.self)
    pue = row.optional("pue") == nil ? nil : try row.decimal("pue", places: 3, in: 1...10)
    pueYear =
      row.optional("pue_year") == nil ? nil : try row.integer("pue_year", in: 1990...2200)
    source = try row.required("source")
    line = row.line
  }
}

/// All places of `regions.csv`, found by name and provider.
package struct Regions: Sendable {
  private struct Key: Hashable {
    let name: String
    let provider: String?
  }

  package let regions: [Region]
  private let rows: [Key: Int]

  init(_ bytes: [UInt8], zones: Set<String>) throws(DataError) {
    let file = EcoTables.Name.regions.rawValue
    var regions: [Region] = []
    var rows: [Key: Int] = [:]
    for row in try TableReader.rows(of: bytes, file: file, columns: Region.columns) {
      let region = try Region(row)
      if let last = regions.last,
        (last.name, last.provider ?? "") >= (region.name, region.provider ?? "")
      {
        throw row.error(
          "region",
          "rows must be sorted by region and provider without repeats, \(region.name) is not")
      }
      guard zones.contains(region.zone) else {
        throw row.error(
          "zone", "\"\(region.zone)\" has no row in \(EcoTables.Name.gridIntensity.rawValue)")
      }
      rows[Key(name: region.name, provider: region.provider)] = regions.count
      regions.append(region)
    }
    self.regions = regions
    self.rows = rows
  }

  /// The row for a place: the provider's own before the general one.
  package func find(_ name: String, provider: String?) -> Int? {
    let name = ModelID.folded(name)
    if let provider, let own = rows[Key(name: name, provider: ModelID.folded(provider))] {
      return own
    }
    return rows[Key(name: name, provider: nil)]
  }
}
