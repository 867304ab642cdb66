package import EcoModel

/// What was counted, as the members of a summary. Everything else in a summary is about files.
package struct CountsJSON {
  let counts: RunCounts
  let estimator: EcoEstimator
  /// Sorted once, and each range worked out once.
  private let ranged: [(line: Ledger.Line, range: Ledger.Line.Range)]

  package init(_ counts: RunCounts, _ estimator: EcoEstimator) {
    self.counts = counts
    self.estimator = estimator
    ranged = counts.ledger.lines.map { ($0, $0.range) }
  }

  /// A summary that has no files: what a program writes that counts in memory.
  ///
  /// - Parameter reading: the digests of the tables by which records were read.
  package func json(readBy reading: [String: String] = [:]) -> JSONValue {
    .object(
      sums + [
        ("methodology_version", .string(estimator.methodologyVersion)),
        ("tables", Self.tables(Self.digests(estimator, reading))), ("warnings", warnings),
        ("unread_members", unreadMembers), ("rates", rates),
      ])
  }

  /// Counts and totals.
  package var sums: [(String, JSONValue)] {
    let lines = ranged.map(\.line)
    let served: [(String, JSONValue)] =
      estimator.methodology.knowsServing
      ? [("serving", ServingCounts(counts, lines).json), ("embodied", embodied(lines))] : []
    return [
      ("records", .integer(counts.records)), ("estimated", .integer(counts.estimated)),
      ("passed_through", .integer(counts.records - counts.estimated - counts.rejected)),
      ("rejected", .integer(counts.rejected)), ("omitted", omitted),
      ("totals", Self.totals(LedgerTotals(ranged))), ("accuracy", accuracy(lines)),
      ("coverage", Self.coverage(counts.ledger)),
    ] + served
  }

  /// The digests of the tables behind the figures: those of the estimator, and those by which logs were
  /// read.
  package static func digests(
    _ estimator: EcoEstimator, _ reading: [String: String]
  ) -> [(file: String, sha256: String)] {
    estimator.tables.edition.files.map { ($0.rawValue, estimator.tables.sha256($0)) }
      + ReadingTables.all.compactMap { name in reading[name].map { (name, $0) } }
  }

  package static func tables(_ digests: [(file: String, sha256: String)]) -> JSONValue {
    .array(digests.map { .object([("file", .string($0.file)), ("sha256", .string($0.sha256))]) })
  }

  package var warnings: JSONValue {
    .object(counts.allWarnings.counts.map { ($0.code, .integer($0.count)) })
  }

  package var unreadMembers: JSONValue {
    .array(counts.unreadNames.names.map { .string($0) })
  }

  /// What was charged at each rate: enough to add summaries exactly, and to say why two differ.
  package var rates: JSONValue {
    .rows(ranged.count) { RateLine(line: ranged[$0].line, range: ranged[$0].range).json }
  }

  private func embodied(_ lines: [Ledger.Line]) -> JSONValue {
    let sums = EmbodiedTotals(lines)
    return .object([
      ("embodied_g", .number("\(sums.carbon)")), ("embodied_low_g", .number("\(sums.low)")),
      ("embodied_high_g", .number("\(sums.high)")),
    ])
  }

  private var omitted: JSONValue {
    .object(
      Unclassified.allCases.compactMap { reason in
        counts.ledger.omitted[reason].map { (reason.code, .integer($0.records)) }
      })
  }

  /// Totals as the summary has them.
  package static func totals(_ totals: LedgerTotals) -> JSONValue {
    let market: [(String, JSONValue)] =
      totals.marketEnergy > .zero
      ? [
        ("carbon_market_g", .number("\(totals.marketCarbon)")),
        ("carbon_market_energy_wh", .number("\(totals.marketEnergy)")),
      ] : []
    let metered: [(String, JSONValue)] =
      totals.metered.records > 0
      ? [
        ("energy_metered_wh", .number("\(totals.metered.energy)")),
        ("carbon_metered_g", .number("\(totals.metered.carbon)")),
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
    return .object(own + market + metered)
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

  /// The share of requests and of tokens that have a figure (of no requests nothing is missing), what is
  /// missing by reason, and the share that was metered: enough to add the shares of shards.
  package static func coverage(_ ledger: Ledger) -> JSONValue {
    let estimated = LedgerTotals(withoutRanges: ledger.unorderedLines)
    let requests = ledger.omitted.values.reduce(0) { $0 + $1.requests }
    let tokens = ledger.omitted.values.reduce(0) { $0 + $1.tokens }
    let part = estimated.metered
    let metered: [(String, JSONValue)] =
      part.records > 0
      ? [
        (
          "metered",
          .object([
            ("requests", share(part.requests, requests + estimated.requests - part.requests)),
            ("tokens", share(part.tokens, tokens + estimated.tokens - part.tokens)),
          ])
        )
      ] : []
    return .object(
      [
        ("requests", share(estimated.requests, requests)),
        ("tokens", share(estimated.tokens, tokens)),
        ("omitted", omitted(ledger)),
      ] + metered)
  }

  /// What has no figure, by reason.
  package static func omitted(_ ledger: Ledger) -> JSONValue {
    .object(
      Unclassified.allCases.compactMap { reason in
        ledger.omitted[reason].map { omission in
          (
            reason.code,
            .object([
              ("requests", .integer(omission.requests)), ("tokens", .integer(omission.tokens)),
            ])
          )
        }
      })
  }

  /// `part / (part + rest)` to nine places, rounded down so that 1 means all.
  package static func share(_ part: Int128, _ rest: Int128) -> JSONValue {
    let one = Decimal9.one.nanos
    guard part + rest > 0 else { return .number("1") }
    return .number("\(Decimal9(nanos: part * one / (part + rest)))")
  }
}
