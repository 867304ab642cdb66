/// What a bill says was used of one model in one place.
package struct BillLine: Sendable {
  package struct About: Sendable, Hashable {
    /// What the bill calls the model, the most telling text first; empty where it says nothing of it.
    package let models: [BilledModel]
    package let provider: String
    package let region: String
  }

  package let about: About
  /// By when it was used, each period once.
  package internal(set) var amounts: [BilledAmount] = []

  init(about: About) { self.about = about }
}

/// What was used in one period.
package struct BilledAmount: Sendable {
  /// `nil` where the bill does not say when.
  package let period: PaperPeriod?
  package internal(set) var rows = 0
  package internal(set) var tokens = TokenAmounts()

  init(period: PaperPeriod?) { self.period = period }
}

/// A text of a bill that may name a model.
package struct BilledModel: Sendable, Hashable {
  package let text: String
  /// Whether it stands among other words: the name of a meter.
  package let isMeter: Bool
}
