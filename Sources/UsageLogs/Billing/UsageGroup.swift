package import EcoModel
package import PlainText

/// What records of a log have in common, whatever their day.
package struct UsageKind: Sendable {
  /// The id of the model's row, where there is a figure; else what the records say.
  package let model: String
  package let provider: String
  package let region: String
}

/// Records of one day and kind that have no figure.
package struct OmittedUsage: Sendable {
  package internal(set) var records = 0
  package internal(set) var tokens = TokenAmounts()
}

/// The energy of one month, provider, region and key.
package struct KeyUsage: Sendable {
  /// Its first day; `nil` where the records do not say when.
  package let month: UTCDay?
  package let provider: String
  package let region: String
  package let key: String
  package internal(set) var energy = WattHours.zero
}

/// More days, models, places and keys than memory is for.
package struct UsageLimit: Fault {
  /// Of one lane: some 100 MB.
  static let groups = 200_000

  package var family: FaultFamily { .usage }
  package var description: String {
    "there are more than \(Self.groups) combinations of day, model, provider and region, or of month,"
      + " provider, region and key; name a column of fewer keys with --map key=COLUMN, or run parts of"
      + " the logs on their own"
  }
}
