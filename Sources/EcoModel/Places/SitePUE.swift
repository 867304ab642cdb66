/// One row of `pue.csv`: a site's power usage effectiveness in a year, as its operator publishes it.
public struct SitePUE: Sendable, Hashable {
  /// The region's name in lower case.
  public let region: String
  /// The provider of the region's row; `nil`: the general one.
  public let provider: String?
  /// The year that the figure is for; `nil`: a row of `regions.csv` does not say.
  public let year: Int?
  /// Energy of the facility over that of its computers, 1 or more.
  public let pue: Decimal9
  /// A key of `SOURCES.md` or a page.
  public let source: String
  /// The line of the table.
  public let line: Int
  /// Whether it is said in the region's own row.
  package let isOfRegion: Bool
}

extension SitePUE: TableRow {
  package enum Column: Int, CaseIterable, Sendable {
    case region, provider, year, pue, source
  }

  package init(_ row: RowReader<Column>) throws(DataError) {
    guard !row.isEmpty(.region) else { throw row.error(.region, "must not be empty") }
    region = try row.key(.region)
    provider = row.isEmpty(.provider) ? nil : try row.key(.provider)
    year = try row.integer(.year, in: 1990...2200)
    pue = try row.decimal(.pue, places: 3, in: 1...10)
    source = try row.required(.source)
    line = row.line
    isOfRegion = false
  }
}

/// All rows of `pue.csv`, found by site and year.
package struct SitePUEs: Sendable {
  /// The rows, sorted by region, provider and year.
  package let rows: Table<SitePUE>

  /// - Returns: `nil` for an edition that does not have the table.
  init?(_ tables: EcoTables) throws(DataError) {
    guard tables.edition.files.contains(.pue) else { return nil }
    rows = try Table(.pue, of: tables) { row, fields, last throws(DataError) in
      guard last.map({ $0.key < row.key }) ?? true else {
        throw fields.error(
          .region,
          "rows must be sorted by region, provider and year without repeats, \(row.region) is not")
      }
    }
  }

  /// The row for a place in a year: the newest that is not after it, else the oldest there is; without
  /// a year the newest.
  package func find(_ place: Region, year: Int?) -> Int? {
    let name = place.site ?? place.name
    // Another name's site is the general region of that name.
    let provider = place.site == nil ? place.provider ?? "" : ""
    var found: Int?
    for index in rows.rows(where: .region, is: name)
    where rows.text(.provider, of: index) == provider {
      let isNotAfter = year.map { rows[index].year ?? 0 <= $0 } ?? true
      if found == nil || isNotAfter { found = index }
    }
    return found
  }
}

extension SitePUE {
  /// What a row of `regions.csv` of edition 2026-11 says itself.
  init?(_ place: Region) {
    guard let pue = place.pue else { return nil }
    self.init(
      region: place.name, provider: place.provider, year: place.pueYear, pue: pue,
      source: place.source,
      line: place.line, isOfRegion: true)
  }

  /// The year of a row of `pue.csv`; `nil`: of a region's own row, which has only one.
  package var yearInTable: Int? { isOfRegion ? nil : year }

  /// The file that the row is in.
  package var file: EcoTables.Name { isOfRegion ? .regions : .pue }

  /// Its place in the table.
  fileprivate var key: (String, String, Int) { (region, provider ?? "", year ?? 0) }
}
