internal import EcoModel
internal import PlainText

/// How rows are understood beside their columns.
struct RowOptions: Sendable {
  var model: String?
  var provider: String?
  var region: String?
  var concurrency: Concurrency?
  var accelerator: Accelerator?
  var measuredUnknown = false
  /// Whether rows are sums, which mean nothing without their number of requests.
  var isAggregate = false
  /// Whether it is known who serves rows that name no provider.
  var isServedByOne = false
  var cachedAbovePrompt = CachedAbovePrompt.outside
  /// The kinds that make text, where they are known.
  var completionKinds: Set<String>?
  var otherKinds: [String] = []
  var withInterval = false
  var withBasis = false
  var withEmbodied = false
  /// The digest of the log formats by which the columns were found.
  var reading: [String: String] = [:]

  /// Sets one; `false` where there is no such option or no such value.
  mutating func set(_ option: String, _ value: String, _ estimator: EcoEstimator) -> Bool {
    switch (option, value) {
    case ("assume", _):
      guard let equals = value.firstIndex(of: "=") else { return false }
      return assume(
        String(value[..<equals]), String(value[value.index(after: equals)...]), estimator)
    case ("measured_unknown", "yes"): measuredUnknown = true
    case ("measured_unknown", "no"): measuredUnknown = false
    case ("served_by", _): isServedByOne = true
    case ("aggregate", "yes"): isAggregate = true
    case ("cached_above_prompt", _):
      guard let meaning = CachedAbovePrompt(rawValue: value) else { return false }
      cachedAbovePrompt = meaning
    case ("completion_kind", _): completionKinds = (completionKinds ?? []).union([value])
    case ("other_kind", _): otherKinds.append(value)
    case ("with", "interval"): withInterval = true
    case ("with", "basis"): withBasis = true
    case ("with", "embodied"): withEmbodied = true
    case ("formats", _): reading[ReadingTables.logFormats] = value
    default: return false
    }
    return true
  }

  private mutating func assume(
    _ field: String, _ value: String, _ estimator: EcoEstimator
  ) -> Bool {
    guard !value.isEmpty else { return false }
    switch field {
    case "model": model = value
    case "provider": provider = value
    case "region":
      // What providers say of themselves is for logs alone.
      guard value != "provider" else { return false }
      region = value
    case "concurrency":
      let nanos = DecimalText.nanos(Array(value.utf8), places: 3)
      concurrency = nanos.flatMap { Concurrency(Decimal9(nanos: $0)) }
      return concurrency != nil
    case "accelerator":
      accelerator = estimator.accelerator(value)
      // A methodology that knows no serving has no such table.
      return accelerator != nil || estimator.accelerators.rows == nil
    default: return false
    }
    return true
  }

  /// The region for a row whose own is not in the table: only `world`, which needs no knowledge of
  /// where the row was served.
  var unknownRegion: String? {
    region.map(Spelling.folded) == "world" ? region : nil
  }

  /// Whether anything is said of how every row was served.
  var assumesServing: Bool { concurrency != nil || accelerator != nil }
}
