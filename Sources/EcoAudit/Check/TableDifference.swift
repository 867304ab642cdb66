internal import EcoModel
internal import PlainText

/// A row in which a caller's table differs from the bundled one.
struct TableDifference {
  let table: EcoTables.Name
  /// The row's key: `openai/gpt-4o`, `IE 2024 lifecycle`, `eu-west openai`.
  let key: String
  /// Its line: in the caller's table, or, where it is gone, in the bundled one.
  let line: Int
  /// What differs: `total_b 8 → 18`, `added`, `removed`.
  let change: String

  private static let keys: [EcoTables.Name: [String]] = [
    .models: ["id", "valid_from"], .gridIntensity: ["zone", "year", "basis"],
    .regions: ["region", "provider"], .pue: ["region", "provider", "year"],
  ]

  /// The rows that differ, in the order of the tables.
  static func all(
    _ own: EcoTables
  ) throws(DataError) -> [TableDifference] {
    let bundled = EcoTables(edition: own.edition)
    var found: [TableDifference] = []
    for name in own.edition.files where own[name] != bundled[name] {
      found += try rows(
        name, SmallCSV(own[name], file: name.rawValue),
        SmallCSV(bundled[name], file: name.rawValue))
    }
    return found
  }

  private static func rows(
    _ name: EcoTables.Name, _ own: SmallCSV, _ bundled: SmallCSV
  ) -> [TableDifference] {
    func key(_ row: SmallCSV.Row) -> String {
      (keys[name] ?? []).map { row[$0] }.filter { !$0.isEmpty }.joined(separator: " ")
    }
    let old = Dictionary(bundled.rows.map { (key($0), $0) }) { first, _ in first }
    let new = Dictionary(own.rows.map { (key($0), $0) }) { first, _ in first }
    let changed = own.rows.compactMap { row -> TableDifference? in
      guard let before = old[key(row)] else {
        return TableDifference(table: name, key: key(row), line: row.line, change: "added")
      }
      let cells = own.columns.filter { row[$0] != before[$0] }
      guard !cells.isEmpty else { return nil }
      return TableDifference(
        table: name, key: key(row), line: row.line,
        change: cells.map { "\($0) \(shown(before[$0])) → \(shown(row[$0]))" }
          .joined(separator: ", "))
    }
    let removed = bundled.rows.filter { new[key($0)] == nil }.map {
      TableDifference(table: name, key: key($0), line: $0.line, change: "removed")
    }
    return changed + removed
  }

  private static func shown(_ cell: String) -> String { cell.isEmpty ? "(empty)" : cell }

  /// The keys of the rows that a rate was worked out from.
  static func keys(of basis: Rate.Basis) -> Set<String> {
    let (model, region, grid) = (basis.model, basis.region, basis.grid)
    let modelKey = [model.id, model.validFrom.map { "\($0)" } ?? ""]
    let regionKey = [region.name, region.provider ?? ""]
    let site = basis.site.flatMap { site in
      site.yearInTable.map { year in [site.region, site.provider ?? "", "\(year)"] }
    }
    let siteKeys = site.map { key in
      "\(EcoTables.Name.pue.rawValue) " + key.filter { !$0.isEmpty }.joined(separator: " ")
    }
    let keys = [
      "\(EcoTables.Name.models.rawValue) " + modelKey.filter { !$0.isEmpty }.joined(separator: " "),
      "\(EcoTables.Name.regions.rawValue) "
        + regionKey.filter { !$0.isEmpty }.joined(separator: " "),
      "\(EcoTables.Name.gridIntensity.rawValue) \(grid.zone) \(grid.year) \(grid.basis.rawValue)",
    ]
    return Set(keys + (siteKeys.map { [$0] } ?? []))
  }

  /// The same key with its table, to be found among those of a rate.
  var fullKey: String { "\(table.rawValue) \(key)" }
}
