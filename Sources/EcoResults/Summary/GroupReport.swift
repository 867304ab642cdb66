internal import PlainText
package import SystemFiles
package import UsageLogs

/// The table that `--by` prints: exact totals for each group.
package enum GroupReport {
  private static let columns = [
    "records", "requests", "omitted", "prompt_tokens", "cached_prompt_tokens",
    "completion_tokens", "energy_wh", "carbon_g",
  ]

  private static func numbers(_ sums: GroupSums) -> [String] {
    [
      "\(sums.records)", "\(sums.requests)", "\(sums.omitted)", "\(sums.promptTokens)",
      "\(sums.cachedPromptTokens)", "\(sums.completionTokens)", "\(sums.energy)",
      "\(sums.carbon)",
    ]
  }

  /// More groups than this are no table for people.
  private static let mostShown = 1000

  /// The table for somebody who looks at it: numbers that one can read, in columns; `nil` where it is too
  /// long for that.
  package static func shown(_ groups: GroupRows) -> String? {
    guard groups.rows.count <= mostShown else { return nil }
    let header =
      groups.dimensions.map(\.rawValue) + [
        "records", "omitted", "prompt", "cached", "completion", "energy", "carbon",
      ]
    let rows = groups.rows.map { group in
      let sums = group.sums
      let counts = [sums.records, sums.omitted].map { Readable.text(Int128($0)) }
      // What has no figure has no tokens here either.
      guard sums.records > sums.omitted else { return group.values + counts }
      return group.values + counts
        + [sums.promptTokens, sums.cachedPromptTokens, sums.completionTokens].map(Readable.text)
        + [Readable.text(sums.energy), Readable.text(sums.carbon)]
    }
    return TextTable.aligned([header] + rows, texts: groups.dimensions.count)
  }

  /// How many groups are put into words before they are written.
  private static let batch = 1000

  /// Writes the table in a form; CSV where none is named.
  package static func write(
    _ groups: GroupRows, form: OutputForm?, to file: OutputFile
  ) throws(FileError) {
    let dimensions = groups.dimensions.map(\.rawValue)
    let (start, separator, end) =
      switch form {
      case .json: groups.rows.isEmpty ? ("[]\n", "", "") : ("[\n", ",\n", "\n]\n")
      case .jsonl: ("", "", "")
      case .csv, .focus, nil: ((dimensions + columns).joined(separator: ",") + "\n", "", "")
      }
    try file.write(start)
    var rows = groups.rows[...]
    while !rows.isEmpty {
      let texts = rows.prefix(batch).map { group in
        form == nil || form == .csv
          ? (group.values.map(CSVText.quoted) + numbers(group.sums)).joined(separator: ",") + "\n"
          : text(
            .object(
              zip(dimensions, group.values).map { ($0, .string($1)) }
                + zip(columns, numbers(group.sums)).map { ($0, .number($1)) }),
            isElement: form == .json)
      }
      rows = rows.dropFirst(batch)
      try file.write(texts.joined(separator: separator) + (rows.isEmpty ? end : separator))
    }
  }

  private static func text(_ object: JSONValue, isElement: Bool) -> String {
    isElement ? object.element : object.line + "\n"
  }
}
