package import UsageLogs

/// Groups in the order in which they are shown.
package struct GroupRows {
  let dimensions: [GroupDimension]
  let rows: [(values: [String], sums: GroupSums)]

  package init(_ totals: GroupTotals) {
    dimensions = totals.dimensions
    rows = totals.sorted
  }

  private init(dimensions: [GroupDimension], rows: [(values: [String], sums: GroupSums)]) {
    self.dimensions = dimensions
    self.rows = rows
  }

  /// The groups that some of the dimensions make alone.
  package func projected(on wanted: [GroupDimension]) -> GroupRows {
    let places = wanted.compactMap(dimensions.firstIndex(of:))
    guard places != Array(dimensions.indices) else { return self }
    var merged: [GroupValues: GroupSums] = [:]
    for (values, sums) in rows {
      merged[GroupValues(places.map { values[$0] }), default: GroupSums()].merge(sums)
    }
    return GroupRows(
      dimensions: wanted,
      rows: merged.sorted { $0.key < $1.key }.map { ($0.key.texts, $0.value) })
  }
}
