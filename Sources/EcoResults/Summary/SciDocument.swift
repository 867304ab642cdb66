internal import EcoModel
package import PlainText
internal import UsageLogs

/// The consumer's score of a log by SCI for AI, with what it is made of: ((E × I) + M) per R.
///
/// Everything is worked out from printed totals and rounded once, half to even, to nine places.
package struct SciDocument {
  private let summary: Summary
  private let days: GroupRows
  private let sessions: GroupRows
  private let totals: LedgerTotals
  private let embodied: EmbodiedTotals

  /// - Parameters:
  ///   - days: totals for each day.
  ///   - sessions: totals for each session.
  package init(summary: Summary, days: GroupRows, sessions: GroupRows) {
    self.summary = summary
    self.days = days
    self.sessions = sessions
    let lines = summary.totals.ledger.lines
    totals = LedgerTotals(lines)
    embodied = EmbodiedTotals(lines)
  }

  package var json: JSONValue {
    .object([
      ("standard", .string("SCI for AI, of the Green Software Foundation")),
      (
        "status",
        .string(
          "ratified by the Green Software Foundation; not an ISO standard yet. SCI, which it builds on,"
            + " is ISO/IEC 21031:2024")
      ),
      ("made_by", .string("eco-calc \(Release.version)")),
      ("methodology_version", .string(summary.estimator.methodologyVersion)),
      ("period", period), ("boundary", Self.boundary), ("inputs", inputs), ("sci", scores),
      ("coverage", CountsJSON.coverage(summary.totals.ledger)),
    ])
  }

  /// Of the records with a figure.
  private var period: JSONValue {
    let dated = days.rows.lazy.filter { $0.sums.records > $0.sums.omitted && !$0.values[0].isEmpty }
      .map { $0.values[0] }
    return .object([("first_day", Self.text(dated.min())), ("last_day", Self.text(dated.max()))])
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  private static var boundary: JSONValue {
    .object([
      ("persona", .string("consumer")), ("lifecycle_stage", .string("inference")),
      (
        "included",
        .array(
          [
            "accelerators, hosts and idle capacity of the service",
            "cooling and power of the building",
            "making the hardware, by the share of its life that was used",
          ].map { .string($0) })
      ),
      (
        "excluded",
        .array(
          [
            "training and data preparation: the provider's score", "networks",
            "gateways and storage",
            "clients", "records without a figure: see coverage",
          ].map { .string($0) })
      ),
    ])
  }

  // MARK: E, I, M, R

  private var inputs: JSONValue {
    return .object([
      (
        "E",
        .object([
          ("energy_wh", .number("\(totals.energy)")),
          ("energy_low_wh", .number("\(totals.energyLow)")),
          ("energy_high_wh", .number("\(totals.energyHigh)")),
          ("metered_wh", .number("\(totals.metered.energy)")),
          ("method", .string("from token counts, metered_wh of it from meters")),
        ])
      ),
      (
        "I",
        .object([
          (
            "g_per_kwh",
            Self.quotient(totals.carbon.nanos, of: 1000, over: totals.energy.nanos, isRatio: true)
          ),
          ("method", .string("location-based, the mean over the energy")),
        ])
      ),
      (
        "M",
        .object([
          ("embodied_g", .number("\(embodied.carbon)")),
          ("embodied_low_g", .number("\(embodied.low)")),
          ("embodied_high_g", .number("\(embodied.high)")),
          ("method", .string("a share of making the hardware for each Wh of IT energy")),
        ])
      ),
      (
        "R",
        .object([
          ("tokens", .integer(totals.tokens)), ("requests", .integer(totals.requests)),
          ("workflow_executions", executions.map { .integer($0) } ?? .null),
        ])
      ),
    ])
  }

  /// Sessions with a figure, where every record that has one names its session.
  private var executions: Int128? {
    var count: Int128 = 0
    for (values, sums) in sessions.rows where sums.records > sums.omitted {
      guard !values[0].isEmpty else { return nil }
      count += 1
    }
    return count > 0 ? count : nil
  }

  // MARK: The score

  private var scores: JSONValue {
    var scores = [("per_million_tokens", score(of: 1_000_000, over: totals.tokens))]
    scores.append(("per_request", score(of: 1, over: totals.requests)))
    scores.append(
      ("per_workflow_execution", executions.map { score(of: 1, over: $0) } ?? .null))
    return .object(scores)
  }

  /// Grams for so many units of R.
  private func score(of units: Int128, over all: Int128) -> JSONValue {
    func grams(_ carbon: [GramsCO2e]) -> JSONValue {
      Self.quotient(carbon.reduce(0) { $0 + $1.nanos }, of: units, over: all)
    }
    return .object([
      ("sci_g", grams([totals.carbon, embodied.carbon])),
      ("sci_low_g", grams([totals.carbonLow, embodied.low])),
      ("sci_high_g", grams([totals.carbonHigh, embodied.high])),
      ("operational_g", grams([totals.carbon])), ("embodied_g", grams([embodied.carbon])),
    ])
  }

  /// `nanos · units / all`; null where all is nothing.
  ///
  /// - Parameter isRatio: whether `all` is in billionths too.
  private static func quotient(
    _ nanos: Int128, of units: Int128, over all: Int128, isRatio: Bool = false
  ) -> JSONValue {
    let part = units * (isRatio ? Decimal9.one.nanos : 1)
    return Proportion.of(nanos, part, over: all).map { .number("\(Decimal9(nanos: $0))") } ?? .null
  }
}
