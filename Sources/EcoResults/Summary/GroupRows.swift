package import UsageLogs

/// Groups in the order in which they are shown. A row is made when it is asked for: there may be a
/// million.
package struct GroupRows {
  private let totals: GroupTotals
  private let order: [Int]

  package init(_ totals: GroupTotals) {
    self.totals = totals
    order = totals.order
  }

  var dimensions: [GroupDimension] { totals.dimensions }

  var rows: some RandomAccessCollection<(values: [String], sums: GroupSums)> {
    order.lazy.map { [totals] in totals[$0] }
  }
}
