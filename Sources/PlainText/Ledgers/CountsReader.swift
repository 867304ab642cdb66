package import EcoModel

/// What a summary counted, read back.
package struct CountsReader {
  package let path: String
  package let json: JSONValue
  package let methodologyVersion: String
  /// The SHA-256 of each table, by file name.
  package let tables: [String: String]

  /// - Parameter path: what the summary is called in an error.
  package init(_ bytes: [UInt8], path: String) throws(SummaryError) {
    do throws(JSONFault) {
      json = try JSONValue(reading: bytes)
    } catch {
      throw SummaryError(
        path: path,
        message: "not an eco-calc summary (byte \(error.offset + 1): \(error.message))")
    }
    guard let version = json["methodology_version"]?.string,
      let tables = json["tables"]?.elements, json["rates"]?.elements != nil
    else {
      throw SummaryError(
        path: path,
        message: "not an eco-calc summary: it lacks methodology_version, tables or rates"
      )
    }
    self.path = path
    methodologyVersion = version
    self.tables = Dictionary(
      tables.compactMap { table in
        table["file"]?.string.flatMap { file in table["sha256"]?.string.map { (file, $0) } }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether the tables are the ones that the summary was made with.
  package func isMade(with tables: EcoTables) -> Bool {
    tables.edition.files.allSatisfy { self.tables[$0.rawValue] == tables.sha256($0) }
  }

  /// What the run counted, with its rates found again in the estimator's tables.
  ///
  /// Everything that can be worked out from the sums (ends of intervals, shares, totals) is, and must
  /// be what the summary says: a summary that was edited is found here.
  package func counts(_ estimator: EcoEstimator) throws(SummaryError) -> RunCounts {
    var counts = RunCounts()
    counts.records = try count(json, "records")
    counts.estimated = try count(json, "estimated")
    counts.rejected = try count(json, "rejected")
    counts.concurrencies = try concurrencies()
    counts.warnings = try warnings()
    for name in json["unread_members"]?.elements ?? [] {
      if let name = name.string { counts.unreadNames.insert(name) }
    }
    for reason in Unclassified.allCases where json["omitted"]?[reason.code] != nil {
      let usage = json["coverage"]?["omitted"]?[reason.code] ?? .null
      counts.ledger.merge(
        Ledger.Omission(
          records: try count(json["omitted"] ?? .null, reason.code),
          requests: try number(usage, "requests"), tokens: try number(usage, "tokens")),
        for: reason)
    }
    for (index, line) in (json["rates"]?.elements ?? []).enumerated() {
      counts.ledger.merge(try self.line(line, index, estimator))
    }
    for (code, count) in counts.impliedWarnings.counts {
      if let warning = Warning(rawValue: code) { counts.warnings[warning] -= count }
    }
    try check(counts, estimator)
    return counts
  }

  /// Holds a summary to what follows from its own sums.
  private func check(_ counts: RunCounts, _ estimator: EcoEstimator) throws(SummaryError) {
    let expected = CountsJSON(counts, estimator).json()
    for key in [
      "passed_through", "omitted", "totals", "accuracy", "coverage", "serving", "embodied",
      "warnings",
      "rates",
    ]
    where json[key]?.line != expected[key]?.line {
      let found = json[key] ?? .null
      let place = expected[key].flatMap { found.firstDifference(from: $0) } ?? ""
      throw SummaryError(
        path: path, message: "\(key)\(place) is not what follows from its own sums: was it edited?")
    }
  }
}

extension JSONValue {
  /// Where a value first differs from another, as a path.
  fileprivate func firstDifference(from other: JSONValue) -> String? {
    switch (self, other) {
    case (.object(let own), .object(let others)):
      for (key, value) in others {
        guard let found = self[key] else { return ".\(key)" }
        if let inner = found.firstDifference(from: value) { return ".\(key)\(inner)" }
      }
      return own.count == others.count ? nil : ""
    case (.array(let own), .array(let others)) where own.count == others.count:
      for (index, (a, b)) in zip(own, others).enumerated() {
        if let inner = a.firstDifference(from: b) { return "[\(index)]\(inner)" }
      }
      return nil
    default: return line == other.line ? nil : ""
    }
  }
}
