internal import PlainText
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

  /// The table in a form; CSV where none is named.
  package static func text(_ groups: GroupRows, form: OutputForm?) -> String {
    let dimensions = groups.dimensions.map(\.rawValue)
    if form == nil || form == .csv {
      let header = (dimensions + columns).joined(separator: ",") + "\n"
      return header
        + groups.rows.map { group in
          (group.values.map(CSVText.quoted) + numbers(group.sums)).joined(separator: ",") + "\n"
        }.joined()
    }
    let objects = groups.rows.map { group in
      JSONValue.object(
        zip(dimensions, group.values).map { ($0, .string($1)) }
          + zip(columns, numbers(group.sums)).map { ($0, .number($1)) })
    }
    return form == .json
      ? JSONValue.array(objects).text : objects.map { $0.line + "\n" }.joined()
  }
}
