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
    // Sorted once, and each range worked out once.
    let lines = totals.ledger.lines
    let ranged = lines.map { (line: $0, range: $0.range) }
    let served: [(String, JSONValue)] =
      estimator.methodology.knowsServing
      ? [
        ("serving", ServingCounts(totals: totals, lines: lines).json),
        ("embodied", embodied(lines)),
      ] : []
    let counts: [(String, JSONValue)] = [
      ("records", .integer(totals.records)), ("estimated", .integer(totals.estimated)),
      ("passed_through", .integer(totals.records - totals.estimated - totals.rejected)),
      ("rejected", .integer(totals.rejected)), ("omitted", omitted),
      ("totals", Self.totals(LedgerTotals(ranged))), ("accuracy", accuracy(lines)),
      ("coverage", coverage),
    ]
    let evidence: [(String, JSONValue)] = [
      ("methodology_version", .string(estimator.methodologyVersion)),
      ("inputs", .array(logs.map(input))), ("tables", .array(tables.map(Self.table))),
      ("outputs", .array(outputs.map(output))), ("warnings", warnings),
      ("unread_members", .array(totals.unreadNames.names.map { .string($0) })),
      ("not_read", .array(unread.map(Self.notRead))),
      ("hints", .array(hints.lines.map { .string($0) })),
      ("rates", .array(ranged.map { RateLine(line: $0.line, range: $0.range).json })),
    ]
    return .object(counts + served + evidence)
  }

  private func embodied(_ lines: [Ledger.Line]) -> JSONValue {
    let sums = EmbodiedTotals(lines)
    return .object([
      ("embodied_g", .number("\(sums.carbon)")), ("embodied_low_g", .number("\(sums.low)")),
      ("embodied_high_g", .number("\(sums.high)")),
    ])
  }

  /// What it says in words.
  package var hints: Hints { Hints(totals, logs: logs, unread: unread) }

  private var omitted: JSONValue {
    .object(
      Unclassified.allCases.compactMap { reason in
        totals.ledger.omitted[reason].map { (reason.code, .integer($0.records)) }
      })
  }

  /// Totals as the summary has them.
  static func totals(_ totals: LedgerTotals) -> JSONValue {
    let market: [(String, JSONValue)] =
      totals.marketEnergy > .zero
      ? [
        ("carbon_market_g", .number("\(totals.marketCarbon)")),
        ("carbon_market_energy_wh", .number("\(totals.marketEnergy)")),
      ] : []
    let own: [(String, JSONValue)] = [
      ("requests", .integer(totals.requests)), ("prompt_tokens", .integer(totals.promptTokens)),
      ("cached_prompt_tokens", .integer(totals.cachedPromptTokens)),
      ("completion_tokens", .integer(totals.completionTokens)),
      ("energy_wh", .number("\(totals.energy)")),
      ("energy_low_wh", .number("\(totals.energyLow)")),
      ("energy_high_wh", .number("\(totals.energyHigh)")),
      ("carbon_g", .number("\(totals.carbon)")), ("carbon_low_g", .number("\(totals.carbonLow)")),
      ("carbon_high_g", .number("\(totals.carbonHigh)")),
      ("energy_per_1k_tokens_wh", .number("\(totals.energyPer1kTokens)")),
      ("carbon_per_1k_tokens_g", .number("\(totals.carbonPer1kTokens)")),
    ]
    return .object(own + market)
  }

  private func accuracy(_ lines: [Ledger.Line]) -> JSONValue {
    .object(
      Accuracy.allCases.reversed().map { label in
        let sums = LedgerTotals(withoutRanges: lines.filter { $0.accuracy == label })
        return (
          label.rawValue,
          .object([
            ("requests", .integer(sums.requests)), ("energy_wh", .number("\(sums.energy)")),
            ("carbon_g", .number("\(sums.carbon)")),
          ])
        )
      })
  }

  /// The estimated share of requests and of tokens (of no requests nothing is missing), and what is
  /// missing by reason: enough to add the shares of shards.
  var coverage: JSONValue {
    let estimated = LedgerTotals(withoutRanges: totals.ledger.unorderedLines)
    let omitted = totals.ledger.omitted.values
    return .object([
      ("requests", Self.share(estimated.requests, omitted.reduce(0) { $0 + $1.requests })),
      ("tokens", Self.share(estimated.tokens, omitted.reduce(0) { $0 + $1.tokens })),
      (
        "omitted",
        .object(
          Unclassified.allCases.compactMap { reason in
            totals.ledger.omitted[reason].map { omission in
              (
                reason.code,
                .object([
                  ("requests", .integer(omission.requests)), ("tokens", .integer(omission.tokens)),
                ])
              )
            }
          })
      ),
    ])
  }

  /// `part / (part + rest)` to nine places, rounded down so that 1 means all.
  static func share(_ part: Int128, _ rest: Int128) -> JSONValue {
    let one = Decimal9.one.nanos
    guard part + rest > 0 else { return .number("1") }
    return .number("\(Decimal9(nanos: part * one / (part + rest)))")
  }

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
    estimator.tables.edition.files.map { ($0.rawValue, estimator.tables.sha256($0)) }
      + (formats().map { [(LogFormats.fileName, $0)] } ?? [])
      + (providers.map { [(Providers.fileName, $0)] } ?? [])
  }

  private static func table(_ file: String, _ sha256: String) -> JSONValue {
    .object([("file", .string(file)), ("sha256", .string(sha256))])
  }

  private static func notRead(_ file: (path: String, reason: String)) -> JSONValue {
    .object([("path", .string(file.path)), ("reason", .string(file.reason))])
  }

  private func output(_ file: (path: String, bytes: Int, sha256: String?)) -> JSONValue {
    .object(
      [("path", .string(file.path)), ("bytes", .integer(file.bytes))]
        + (file.sha256.map { [("sha256", .string($0))] } ?? []))
  }

  private var warnings: JSONValue {
    .object(totals.allWarnings.counts.map { ($0.code, .integer($0.count)) })
  }
}
