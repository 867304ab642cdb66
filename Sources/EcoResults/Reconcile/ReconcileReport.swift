internal import EcoModel
internal import PlainText
internal import UsageLogs

extension Reconciliation {
  /// The comparison as text, or one of its tables as CSV, or all of it as JSON.
  package func text(_ form: ReconcileOptions.Form) -> String {
    switch form {
    case .text: plain
    case .csv: table(options.table, options.wantsFigures ? bound : []).csv
    case .json: json.text
    }
  }

  /// Rows that are shown to people: those with the most tokens that differ.
  private static var shownRows: Int { 20 }

  private var plain: String {
    var text = headline + "\n"
    if !options.bills.isEmpty { text += "\n" + classTable + differences }
    let bound = bound
    text += "\n" + figures(bound)
    if !options.statements.isEmpty { text += shares(bound) }
    let notes = notes.map { "note: \($0)\n" }
    return text + (notes.isEmpty ? "" : "\n" + notes.joined())
  }

  var headline: String {
    let totals = totals
    guard !options.bills.isEmpty else {
      return "\(Self.count(totals.logged)) tokens in the logs; no bill to hold them against"
    }
    guard totals.billed != 0 else {
      return "no tokens are billed; the logs have \(Self.count(totals.logged))"
    }
    let share = Readable.share(totals.covered, of: totals.billed)
    return "the logs have \(share) of the billed tokens: \(Self.count(totals.covered)) of"
      + " \(Self.count(totals.billed))"
  }

  private var classTable: String {
    TextTable.aligned([Self.classColumns] + classRows, texts: 1)
  }

  private var differences: String {
    let differing = differing(atMost: Self.shownRows)
    guard differing.count > 0 else { return "" }
    let shown = differing.rows.map(cells)
    let more = differing.count - shown.count
    return "\n" + TextTable.aligned([Self.differenceColumns] + shown, texts: 5)
      + (more > 0 ? "… and \(more) more; --csv has them all\n" : "")
  }

  // MARK: Figures

  private func figures(_ bound: [BoundRow]) -> String {
    bound.map { row in
      "carbon\(row.key.name.isEmpty ? "" : ", \(row.key.name)")\n"
        + TextTable.indented(row.cells).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private func shares(_ bound: [BoundRow]) -> String {
    let rows = bound.flatMap(AllocationRow.rows)
    guard !rows.isEmpty else { return "" }
    let shown = rows.prefix(Self.shownRows).map(\.cells)
    let more = rows.count - shown.count
    return "\nthe provider's figures, spread \(AllocationRow.rule)\n"
      + TextTable.aligned([AllocationRow.columns] + shown, texts: 2)
      + (more > 0 ? "… and \(more) more; --csv --table allocation has them all\n" : "")
  }
}
