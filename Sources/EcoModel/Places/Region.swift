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
  enum Column: Int, CaseIterable {
    case region, provider, zone, match, pue, pue_year, source
  }

  init(_ row: borrowing TableReader<Column>) throws(DataError) {
    guard !row.isEmpty(.region) else { throw row.error(.region, "must not be empty") }
    name = try row.key(.region)
    provider = row.isEmpty(.provider) ? nil : try row.key(.provider)
    zone = try row.required(.zone)
    match = try row.choice(.match, GridMatch.self)
    pue = row.isEmpty(.pue) ? nil : try row.decimal(.pue, places: 3, in: 1...10)
    pueYear = row.isEmpty(.pue_year) ? nil : try row.integer(.pue_year, in: 1990...2200)
    source = try row.required(.source)
    line = row.line
  }
}

/// All places of `regions.csv`, found by name and provider.
package struct Regions: Sendable {
  /// The rows, sorted by name and then by provider, the general row of a name first.
  package let regions: [Region]

  init(_ bytes: [UInt8], grid: Grid) throws(DataError) {
    var table = try TableReader<Region.Column>(bytes, of: .regions)
    var regions: [Region] = []
    while try table.next() {
      let region = try Region(table)
      if let last = regions.last, !last.isBefore(region.name, region.provider) {
        throw table.error(
          .region,
          "rows must be sorted by region and provider without repeats, \(region.name) is not")
      }
      guard grid.contains(zone: region.zone) else {
        throw table.error(
          .zone, "\"\(region.zone)\" has no row in \(EcoTables.Name.gridIntensity.rawValue)")
      }
      regions.append(region)
    }
    self.regions = regions
  }

  /// The row for a place: the provider's own before the general one.
  package func find(_ name: String, provider: String?) -> Int? {
    let name = ModelID.folded(name)
    return provider.flatMap { row(name, ModelID.folded($0)) } ?? row(name, nil)
  }

  /// The row with exactly this key, by halving the sorted rows.
  private func row(_ name: String, _ provider: String?) -> Int? {
    var (low, high) = (0, regions.count)
    while low < high {
      let middle = (low + high) / 2
      if regions[middle].isBefore(name, provider) { low = middle + 1 } else { high = middle }
    }
    guard low < regions.count, regions[low].name == name, regions[low].provider == provider
    else { return nil }
    return low
  }
}

extension Region {
  /// Whether the row stands before one with another key in the table.
  fileprivate func isBefore(_ name: String, _ provider: String?) -> Bool {
    self.name != name ? self.name < name : (self.provider ?? "") < (provider ?? "")
  }
}
