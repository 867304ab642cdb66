package import EcoModel
internal import PlainText

/// What a replay came to.
package struct CheckReport {
  let sets: [VectorSet]
  let failed: [FailedVector]
  /// Rows in which a caller's tables differ from the bundled ones, and the cases that use them.
  private(set) var rows: [(row: TableDifference, cases: [String])] = []

  /// - Parameter tables: what the shipped sets are replayed over, to be held against the bundled
  ///   tables; `nil` for a file of vectors, which are of the tables that it is replayed over.
  package init(_ sets: [VectorSet], tables: EcoTables? = nil) throws(DataError) {
    self.sets = sets
    failed = sets.flatMap { $0.replay() }
    guard let tables, !tables.isBundled, let own = sets.first,
      let old = try? VectorSet(
        name: "", vectors: own.vectors, tables: EcoTables(edition: tables.edition))
    else { return }
    var users: [String: [String]] = [:]
    let differing = Set(failed.filter { $0.set == own.name }.map(\.vector.name))
    for vector in own.vectors where differing.contains(vector.name) {
      var keys: Set<String> = []
      for set in [own, old] {
        guard let found = try? set.resolved(vector)?.get() else { continue }
        keys.formUnion(TableDifference.keys(of: found.rate.basis))
      }
      for key in keys { users[key, default: []].append(vector.name) }
    }
    rows = try TableDifference.all(tables).map { ($0, users[$0.fullKey] ?? []) }
  }

  package var isClean: Bool { failed.isEmpty && rows.isEmpty }

  package var text: String {
    let counts = sets.map { "\($0.vectors.count) \($0.name)" }.joined(separator: ", ")
    let total = sets.reduce(0) { $0 + $1.vectors.count }
    guard !isClean else {
      return "\(total) \(total == 1 ? "case agrees" : "cases agree") (\(counts))\n"
    }
    var lines: [String] = []
    if !failed.isEmpty {
      lines += TextTable.indented(
        [["case", "field", "expected", "actual", "deviation"]] + failed.flatMap(\.rows))
      lines += ["", "\(failed.count) of \(total) cases differ (\(counts))"]
    }
    lines += tableLines
    if rows.isEmpty { lines += diagnosis }
    return lines.joined(separator: "\n") + "\n"
  }

  private var tableLines: [String] {
    guard !rows.isEmpty else { return [] }
    return ["", "rows that differ from the bundled tables:"]
      + rows.flatMap { row, cases in
        let used =
          cases.isEmpty
          ? "no case changes by it"
          : "changes \(cases.count) \(cases.count == 1 ? "case" : "cases"):"
            + " \(cases.prefix(5).joined(separator: "; "))\(cases.count > 5 ? "; …" : "")"
        return ["  \(row.table.rawValue):\(row.line): \(row.key): \(row.change)", "    \(used)"]
      }
  }

  /// Where the fault is, as far as the differences tell.
  private var diagnosis: [String] {
    var lines = labels
    guard let suspects = Suspects(failed) else { return lines }
    lines += [""] + suspects.lines
    guard suspects.isEmpty else { return lines }
    let first = failed.filter { !$0.terms.isEmpty && $0.hasOtherFigures }.prefix(5)
    if !first.isEmpty { lines += ["", "what the first differing cases are made of:"] }
    lines += first.map { "  \($0.vector.name): \($0.terms)" }
    return lines
  }

  /// What decided the labels that differ.
  private var labels: [String] {
    let lines = failed.prefix(20).compactMap { failure -> String? in
      guard failure.differences.contains(where: { $0.field == "accuracy" }),
        let found = failure.resolved
      else { return nil }
      let explanation = Explanation(found.rate, found.usage, serving: found.serving)
      return "  \(failure.vector.name): \(explanation.label.rawValue), \(explanation.decision)"
    }
    return lines.isEmpty ? [] : ["", "labels by the rules:"] + lines
  }
}
