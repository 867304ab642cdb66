/// Something about readable records that their owner should know. The raw values are stable codes.
package enum Warning: String, CaseIterable, Sendable {
  /// Records that each represent several requests, taken as equal.
  case aggregate
  /// Records of more prompt tokens than one request can have: perhaps sums over requests.
  case aggregateSuspected = "aggregate_suspected"
  /// Records for which an accelerator was assumed.
  case assumedAccelerator = "assumed_accelerator"
  /// Records for which a concurrency was assumed.
  case assumedConcurrency = "assumed_concurrency"
  /// Records for which a model was assumed.
  case assumedModel = "assumed_model"
  /// Records for which a provider was assumed.
  case assumedProvider = "assumed_provider"
  /// Records for which a region was assumed.
  case assumedRegion = "assumed_region"
  /// More cached than prompt tokens, of different tokenisers; all of the prompt was taken as cached.
  case cachedCapped = "cached_capped"
  /// Prompt tokens without completion tokens: the figure is of half a request.
  case completionMissing = "completion_missing"
  /// Concurrencies that cannot be, taken as not said; and all of them, where every record has the same
  /// power of two of 256 or more: perhaps a limit.
  case concurrencyOutlier = "concurrency_outlier"
  /// Records that state an energy which was not metered for them: of a whole batch, an estimate of their
  /// provider's, nothing, or no number. The formula's figure stands.
  case energyNotMetered = "energy_not_metered"
  /// Exact repeats that `--dedupe` left out.
  case exactRepeats = "exact_repeats"
  /// GPU-seconds that the model can hardly have taken: a division by the concurrency may be missing.
  case gpuSecondsOutlier = "gpu_seconds_outlier"
  /// Records whose slot of the caller's series was estimated by its publisher.
  case gridEstimated = "grid_estimated"
  /// Records without a slot of the caller's series though their zone has one; the year's row was used.
  case gridYear = "grid_year"
  /// Totals above the sum of their parts; the parts were used.
  case hiddenTokens = "hidden_tokens"
  /// Records of runners on somebody's own machine, taken to serve one sequence.
  case localServing = "local_serving"
  /// Times without a zone, taken as UTC.
  case naiveTime = "naive_time"
  /// A log of long prompts without any cached tokens, which the figures of agents depend on most.
  case noCachedTokens = "no_cached_tokens"
  /// Completion tokens without prompt tokens: the figure is of half a request.
  case promptMissing = "prompt_missing"
  /// Records that name neither a region nor a provider whose place could be taken, and have no figure
  /// for that.
  case providerMissing = "provider_missing"
  /// Records that name no region, and have no figure for that.
  case regionMissing = "region_missing"
  /// Records of a call that another record tells.
  case superseded
  /// Records without a time in a log that has a place for it: the latest year's grid was taken.
  case timeMissing = "time_missing"
  /// Accelerators without a row, taken as not said.
  case unknownAccelerator = "unknown_accelerator"
  /// Counts that no rule reads.
  case unreadTokens = "unread_tokens"
}

/// How many records each warning is about.
package struct Warnings: Sendable {
  private var byCode: [Warning: Int] = [:]

  package init() {}

  /// How many records a warning is about.
  package subscript(_ warning: Warning) -> Int {
    get { byCode[warning] ?? 0 }
    set { byCode[warning] = newValue }
  }

  package mutating func merge(_ other: Warnings) {
    byCode.merge(other.byCode, uniquingKeysWith: +)
  }

  /// Those that occurred, sorted by code.
  package var counts: [(code: String, count: Int)] {
    Warning.allCases.filter { self[$0] > 0 }.map { ($0.rawValue, self[$0]) }
  }
}
