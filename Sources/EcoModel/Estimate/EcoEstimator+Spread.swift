extension EcoEstimator {
  /// The rows of a year between which those of some places lie, and where they stand in the table; places
  /// that the tables do not have are left out.
  func spread(
    around point: Int, _ names: [String], provider: String?, year: Int?
  ) -> (spread: PlaceSpread, low: Int, high: Int) {
    let rows = names.compactMap { name in
      regions.find(name, provider: provider).flatMap { place in
        grid.find(zone: regions.regions[place].zone, year: year)
      }
    }
    return spread([point] + rows)
  }

  /// The least and the most of some rows, of which there is one at least.
  func spread(_ rows: [Int]) -> (spread: PlaceSpread, low: Int, high: Int) {
    func isBelow(_ a: Int, _ b: Int) -> Bool { grid.rows[a].intensity < grid.rows[b].intensity }
    let (low, high) = (rows.min(by: isBelow) ?? 0, rows.max(by: isBelow) ?? 0)
    return (PlaceSpread(low: grid.rows[low], high: grid.rows[high]), low, high)
  }
}
