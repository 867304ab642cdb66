package import EcoModel
package import PlainText

/// What a log has of one day, model, provider and region.
package struct UsageGroup: Sendable {
  /// `nil` where the records do not say when.
  package let day: UTCDay?
  /// The id of the model's row, where there is a figure; else what the records say.
  package let model: String
  package let provider: String
  package let region: String
  package internal(set) var records = 0
  /// Of records without a figure.
  package internal(set) var tokens = TokenAmounts()
  /// The figures; `nil` where the records have none.
  package internal(set) var line: Ledger.Line?
}

/// The energy of one day, provider, region and key.
package struct KeyUsage: Sendable {
  package let day: UTCDay?
  package let provider: String
  package let region: String
  package let key: String
  package internal(set) var energy = WattHours.zero
}

/// More days, models, places and keys than memory is for.
package struct UsageLimit: Fault {
  /// Of one lane: some 200 MB.
  static let groups = 200_000

  package var family: FaultFamily { .usage }
  package var description: String {
    "there are more than \(Self.groups) combinations of day, model, provider and region, or of day,"
      + " provider, region and key; name a column of fewer keys with --map key=COLUMN, or run parts of"
      + " the logs on their own"
  }
}
