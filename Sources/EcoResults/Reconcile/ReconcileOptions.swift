package import EcoModel
package import SystemFiles
package import UsageLogs

/// What is held against what, and how.
package struct ReconcileOptions {
  package enum Form { case text, csv, json }

  /// What can be compared: by these, as far as both sides tell them.
  package enum Dimension: String, CaseIterable, Sendable {
    case day, month, model, provider, region
  }

  /// The three tables that come of it.
  package enum Table: String, CaseIterable, Sendable {
    case completeness, bound, allocation
  }

  package var logs: [String]
  /// Those that were found in a directory, which may hold other things.
  package var found: Set<String> = []
  /// Files of directories that are not read, and why.
  package var unread: [(path: String, reason: String)] = []
  /// The ids seen so far, where exact repeats are counted once.
  package var repeats: RepeatTable?
  package var bills: [String] = []
  package var statements: [String] = []
  /// How logs are read.
  package var reading = ReadingOptions()
  /// How bills are read.
  package var billReading = ReadingOptions()
  /// How many threads; the result is the same for any number.
  package var jobs = Jobs.one
  package var by: Set<Dimension> = [.day, .model, .provider, .region]
  /// By how much of the larger one two amounts of tokens may differ and still match, in percent.
  package var tolerance = Decimal9.zero
  /// The services of statements that are compared; empty: those that answer prompts.
  package var services: [String] = []
  /// Models that a bill names in a way that nothing else tells, by that name.
  package var sameModels: [String: String] = [:]
  package var form = Form.text
  package var table = Table.completeness
  package var dataDirectory: String?
  /// Whether the caller has factors of the electricity that was bought.
  package var hasMarket = false
  /// Whether a page is made too.
  package var hasPage = false

  /// Whether anything of what is asked for has figures.
  var wantsFigures: Bool { hasPage || form != .csv || table != .completeness }

  package init(logs: [String]) { self.logs = logs }
}
