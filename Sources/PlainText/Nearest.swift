/// The known name nearest to an unknown one, for messages only: nothing is ever looked up this way.
package enum Nearest {
  /// `; did you mean …?`, or nothing where no name is near.
  package static func hint(_ name: String, _ known: [String]) -> String {
    names(name, known, limit: 1).first.map { "; did you mean \($0)?" } ?? ""
  }

  /// The same, and all names that are known.
  package static func known(_ name: String, _ known: [String]) -> String {
    hint(name, known) + "; known are: " + known.joined(separator: ", ")
  }

  /// The known names that differ in few letters, the nearest first.
  package static func names(_ name: String, _ known: [String], limit: Int) -> [String] {
    let scored = known.map { ($0, distance(Array(name.utf8), Array($0.utf8))) }
      .filter { $0.1 <= max(2, name.utf8.count / 3) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    return scored.prefix(limit).map(\.0)
  }

  /// Levenshtein's distance.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(row[j] + 1, row[j + 1] + 1, substituted)
      }
    }
    return row[b.count]
  }
}
