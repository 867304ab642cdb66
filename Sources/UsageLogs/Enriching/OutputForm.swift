/// How the output is written, where it is not as the input.
package enum OutputForm: String, CaseIterable {
  case csv, jsonl, json
  /// Delimited rows of FOCUS, for billing pipelines.
  case focus
}
