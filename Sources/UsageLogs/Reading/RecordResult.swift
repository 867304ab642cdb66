internal import EcoModel

/// What a record comes to.
enum RecordResult {
  /// It has a figure.
  case estimated(rate: Int, slots: SeriesSlots, usage: TokenUsage, RecordNotes)
  /// It has none, for this reason.
  case omitted(Unclassified, requests: UInt64, tokens: UInt64, RecordNotes)
  /// It cannot be read: which field, and why.
  case rejected(Field?, RejectCode, StaticString)
}

/// Things about a readable record that its owner should know.
struct RecordNotes: OptionSet {
  let rawValue: UInt32

  /// A time without a zone, taken as UTC.
  static let naiveTime = RecordNotes(rawValue: 1)
  /// A total above the sum of its parts; the parts were used.
  static let hiddenTokens = RecordNotes(rawValue: 1 << 1)
  /// It stands for several requests, taken as equal.
  static let aggregate = RecordNotes(rawValue: 1 << 2)
  /// A region was assumed.
  static let assumedRegion = RecordNotes(rawValue: 1 << 3)
  /// A model was assumed.
  static let assumedModel = RecordNotes(rawValue: 1 << 4)
  /// A provider was assumed.
  static let assumedProvider = RecordNotes(rawValue: 1 << 5)
  /// More cached than prompt tokens, of different tokenisers; all of the prompt was taken as cached.
  static let cachedCapped = RecordNotes(rawValue: 1 << 6)
  /// Completion tokens without prompt tokens: the figure is of half a request.
  static let promptMissing = RecordNotes(rawValue: 1 << 7)
  /// More prompt tokens than one request can have: perhaps a sum.
  static let aggregateSuspected = RecordNotes(rawValue: 1 << 8)
  /// A concurrency was assumed.
  static let assumedConcurrency = RecordNotes(rawValue: 1 << 9)
  /// An accelerator was assumed.
  static let assumedAccelerator = RecordNotes(rawValue: 1 << 10)
  /// A concurrency that cannot be, taken as not said.
  static let concurrencyOutlier = RecordNotes(rawValue: 1 << 11)
  /// An accelerator without a row, taken as not said.
  static let unknownAccelerator = RecordNotes(rawValue: 1 << 12)
  /// More or fewer GPU-seconds than the model can take: a division by the concurrency may be missing.
  static let gpuSecondsOutlier = RecordNotes(rawValue: 1 << 13)
  /// Counts that no rule reads.
  static let unreadTokens = RecordNotes(rawValue: 1 << 14)
  /// No slot of the caller's series has its time, or all of its day; a year's row was used.
  static let gridYear = RecordNotes(rawValue: 1 << 15)
  /// Its slot was estimated by the publisher.
  static let gridEstimated = RecordNotes(rawValue: 1 << 16)
  /// An energy is stated that was not metered for the record.
  static let energyNotMetered = RecordNotes(rawValue: 1 << 17)
  /// Prompt tokens without completion tokens: the figure is of half a request.
  static let completionMissing = RecordNotes(rawValue: 1 << 18)
  /// No time where the log has a place for it: the latest year's grid was taken.
  static let timeMissing = RecordNotes(rawValue: 1 << 19)
}
