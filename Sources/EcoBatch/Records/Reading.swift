internal import EcoModel

/// What a record comes to.
enum Reading {
  /// It has a figure.
  case estimated(rate: Int, usage: TokenUsage)
  /// It has none, for this reason.
  case omitted(Unclassified, requests: UInt64, tokens: UInt64)
  /// It cannot be read: which field, and why.
  case rejected(Field?, RejectCode, StaticString)
}

/// Stable codes of records that cannot be read.
enum RejectCode: String, Sendable {
  case badNumber = "bad_number"
  case badTime = "bad_time"
  case totalMismatch = "total_mismatch"
  case cachedExceedsPrompt = "cached_exceeds_prompt"
  case raggedRow = "ragged_row"
  case malformedCSV = "malformed_csv"
  case malformedJSON = "malformed_json"
  case notAnObject = "not_an_object"
  case tooLong = "too_long"
  case noTokenCounts = "no_token_counts"
  case duplicateConflict = "duplicate_conflict"
}

/// Things about readable records that their owner should know, counted.
struct Warnings: Sendable {
  /// Times without a zone, taken as UTC.
  var naiveTime = 0
  /// Totals above the sum of their parts; the parts were used.
  var hiddenTokens = 0
  /// Records that stand for several requests, taken as equal.
  var aggregate = 0
  /// Records for which a region was assumed.
  var assumedRegion = 0
  /// Records for which a model was assumed.
  var assumedModel = 0
  /// Records for which a provider was assumed.
  var assumedProvider = 0
  /// Exact repeats that `--dedupe` left out.
  var repeats = 0
  /// Lines that tell a call which a later line tells better.
  var superseded = 0

  mutating func merge(_ other: Warnings) {
    naiveTime += other.naiveTime
    hiddenTokens += other.hiddenTokens
    aggregate += other.aggregate
    assumedRegion += other.assumedRegion
    assumedModel += other.assumedModel
    assumedProvider += other.assumedProvider
    repeats += other.repeats
    superseded += other.superseded
  }

  /// By code, only those that occurred.
  var counts: [(code: String, count: Int)] {
    [
      ("aggregate", aggregate), ("assumed_model", assumedModel),
      ("assumed_provider", assumedProvider), ("assumed_region", assumedRegion),
      ("exact_repeats", repeats), ("hidden_tokens", hiddenTokens), ("naive_time", naiveTime),
      ("superseded", superseded),
    ].filter { $0.1 > 0 }
  }
}
