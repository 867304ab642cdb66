package import EcoModel
package import PlainText
internal import SystemFiles
package import UsageLogs

/// What a run did, as one JSON object. It holds no clock and no path but those that were given: the same
/// run gives the same bytes.
package struct Summary {
  package let estimator: EcoEstimator
  /// The SHA-256 of the table of log formats; `nil` where shards were read by different ones. Worked out
  /// when it is shown: most runs write no summary.
  private let formats: () -> String?
  /// The SHA-256 of the table of providers, where it was asked for places.
  private let providers: String?
  package let logs: [LogResult]
  package let totals: TallyTotals
  /// Files of a directory that were not read, and why.
  let unread: [(path: String, reason: String)]
  let outputs: [(path: String, bytes: Int, sha256: String?)]

  package init(
    estimator: EcoEstimator, formats: @autoclosure @escaping () -> String?,
    providers: String? = nil, logs: [LogResult],
    totals: TallyTotals, unread: [(path: String, reason: String)] = [],
    outputs: [(path: String, bytes: Int, sha256: String?)]
  ) {
    self.estimator = estimator
    self.formats = formats
    self.providers = providers
    self.logs = logs
    self.totals = totals
    self.unread = unread
    self.outputs = outputs
  }

  package var json: JSONValue {
    let counts = CountsJSON(totals.counts, estimator)
    let evidence: [(String, JSONValue)] = [
      ("methodology_version", .string(estimator.methodologyVersion)),
      ("inputs", .array(logs.map(input))), ("tables", CountsJSON.tables(tables)),
      ("outputs", .array(outputs.map(output))), ("warnings", counts.warnings),
      ("unread_members", counts.unreadMembers),
      ("not_read", .array(unread.map(Self.notRead))),
      ("hints", .array(hints.lines.map { .string($0) })), ("rates", counts.rates),
    ]
    return .object(counts.sums + evidence)
  }

  /// What it says in words.
  package var hints: Hints { Hints(totals, logs: logs, unread: unread) }

  private func input(_ log: LogResult) -> JSONValue {
    .object(
      [
        ("path", .string(log.path)), ("format", .string(log.format)),
        ("bytes", .integer(log.bytes)), ("records", .integer(log.totals.records)),
      ]
        + (log.fields.isEmpty
          ? [] : [("fields", .object(log.fields.map { ($0.name, .string($0.path)) }))])
        + (log.conversion.map { [("written_as", .string($0.rawValue))] } ?? [])
        + (log.skippedLines > 0 ? [("skipped_lines", .integer(log.skippedLines))] : [])
        + (log.sha256.map { [("sha256", .string($0))] } ?? []))
  }

  /// The tables that the run was made with, and their digests.
  var tables: [(file: String, sha256: String)] {
    var reading: [String: String] = [:]
    reading[ReadingTables.logFormats] = formats()
    reading[ReadingTables.providers] = providers
    return CountsJSON.digests(estimator, reading)
  }

  private static func notRead(_ file: (path: String, reason: String)) -> JSONValue {
    .object([("path", .string(file.path)), ("reason", .string(file.reason))])
  }

  private func output(_ file: (path: String, bytes: Int, sha256: String?)) -> JSONValue {
    .object(
      [("path", .string(file.path)), ("bytes", .integer(file.bytes))]
        + (file.sha256.map { [("sha256", .string($0))] } ?? []))
  }
}
