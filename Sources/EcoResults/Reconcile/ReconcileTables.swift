internal import EcoModel
internal import PlainText
internal import UsageLogs

extension Reconciliation {
  func table(_ table: ReconcileOptions.Table, _ bound: [BoundRow]) -> ReconcileTable {
    switch table {
    case .completeness: completeness
    case .bound: boundTable(bound)
    case .allocation: allocation(bound)
    }
  }

  private static func text(_ nanos: Int128) -> String { "\(Decimal9(nanos: nanos))" }

  private var completeness: ReconcileTable {
    ReconcileTable(
      texts: ["period", "provider", "model", "region", "class"],
      numbers: [
        "billed_tokens", "logged_tokens", "covered_tokens", "not_in_log_tokens",
        "not_in_bill_tokens", "billed_prompt_tokens", "billed_cached_prompt_tokens",
        "billed_completion_tokens", "logged_prompt_tokens", "logged_cached_prompt_tokens",
        "logged_completion_tokens", "bill_rows", "log_records",
      ],
      count: rows.count,
      row: { number in
        let row = rows[number]
        let texts = texts(row.key)
        let (billed, logged) = (row.billed, row.logged.tokens)
        let amounts = [
          billed.total, logged.total, row.covered, row.notInLog, row.notInBill, billed.prompt,
          billed.cachedPrompt, billed.completion, logged.prompt, logged.cachedPrompt,
          logged.completion,
        ]
        return [
          .text(texts.period), .text(texts.provider), .text(texts.model), .text(texts.region),
          .text(row.comparison.rawValue),
        ] + amounts.map { .nanos($0) } + [.count(row.billedRows), .count(row.logged.records)]
      })
  }

  /// Our figures by the factors of what the caller bought, and the energy for which there is one.
  private static let marketColumns = [
    "log_carbon_market_g", "log_carbon_market_energy_wh", "bill_carbon_market_g",
    "bill_carbon_market_energy_wh",
  ]

  private func boundTable(_ bound: [BoundRow]) -> ReconcileTable {
    let parts = BoundRow.Part.allCases
    return ReconcileTable(
      texts: ["month", "provider", "region", "services", "statement_version"],
      numbers: [
        "billed_tokens", "covered_tokens", "unscaled_tokens", "log_energy_wh",
        "log_energy_low_wh", "log_energy_high_wh", "log_carbon_g", "log_carbon_low_g",
        "log_carbon_high_g", "bill_energy_wh", "bill_energy_low_wh", "bill_energy_high_wh",
        "bill_carbon_g", "bill_carbon_low_g", "bill_carbon_high_g", "stated_location_based_g",
        "stated_market_based_g", "difference_g",
      ] + parts.map { "\($0.rawValue)_g" } + (options.hasMarket ? Self.marketColumns : []),
      count: bound.count,
      row: { number in
        let row = bound[number]
        let scaled = row.hasBill ? row.scaled : nil
        let difference = row.stated?.locationBased.map { $0 - row.logged.point.nanos }
        let byPart = Dictionary(
          uniqueKeysWithValues: (row.parts ?? []).map { ($0.part, $0.carbon) })
        let figures: [Int128?] = [
          row.hasBill ? row.tokens.billed : nil, row.hasBill ? row.tokens.covered : nil,
          scaled?.unscaled, row.loggedEnergy.point.nanos, row.loggedEnergy.low.nanos,
          row.loggedEnergy.high.nanos, row.logged.point.nanos, row.logged.low.nanos,
          row.logged.high.nanos, scaled?.energy.point.nanos, scaled?.energy.low.nanos,
          scaled?.energy.high.nanos, scaled?.carbon.point.nanos, scaled?.carbon.low.nanos,
          scaled?.carbon.high.nanos, row.stated?.locationBased, row.stated?.marketBased, difference,
        ]
        let texts = [
          row.key.month, row.key.provider, row.key.region,
          row.services.sorted().joined(separator: "; "),
          row.versions.sorted().joined(separator: "; "),
        ]
        return texts.map { .text($0) }
          + (figures + parts.map { byPart[$0] } + (options.hasMarket ? row.marketFigures : [])).map
        {
          .nanos($0)
        }
      })
  }

  private func allocation(_ bound: [BoundRow]) -> ReconcileTable {
    let rows = bound.flatMap(AllocationRow.rows)
    return ReconcileTable(
      texts: ["month", "provider", "region", "share_of", "key"],
      numbers: ["energy_wh", "location_based_g", "market_based_g"],
      count: rows.count,
      row: { number in
        let row = rows[number]
        let texts = [
          row.bound.month, row.bound.provider, row.bound.region, row.owner.rawValue, row.key,
        ]
        return texts.map { .text($0) }
          + [.nanos(row.energy.nanos), .nanos(row.locationBased), .nanos(row.marketBased)]
      })
  }

  // MARK: JSON

  var json: JSONValue {
    let totals = totals
    let bound = bound
    func tokens(_ nanos: Int128) -> JSONValue { .number(Self.text(nanos)) }
    return .object([
      ("methodology_version", .string(methodologyVersion)),
      ("matches", .bool(!isDifferent)),
      (
        "totals",
        .object([
          ("billed_tokens", tokens(totals.billed)), ("logged_tokens", tokens(totals.logged)),
          ("covered_tokens", tokens(totals.covered)),
          ("not_in_log_tokens", tokens(totals.billed - totals.covered)),
          ("not_in_bill_tokens", tokens(totals.logged - totals.covered)),
          (
            "covered_share",
            Proportion.billionths(totals.covered, of: totals.billed).map(tokens) ?? .null
          ),
        ])
      ),
      ("classes", .object(zip(ReconcileClass.allCases, classes).map { ($0.rawValue, json($1)) })),
      ("rows", completeness.json), ("bound", boundTable(bound).json),
      (
        "allocation",
        .object([("rule", .string(AllocationRow.rule)), ("rows", allocation(bound).json)])
      ),
      ("logs", .array(logs.map(json))), ("bills", .array(bills.map(json))),
      ("statements", .array(statements.map(json))),
      ("notes", .array(notes.map { .string($0) })),
    ])
  }

  private func json(_ sums: ClassSums) -> JSONValue {
    .object([
      ("rows", .integer(sums.rows)), ("billed_tokens", .number(Self.text(sums.billed))),
      ("logged_tokens", .number(Self.text(sums.logged))),
    ])
  }

  private func json(_ log: ReadLog) -> JSONValue {
    .object([
      ("path", .string(log.path)), ("records", .integer(log.records)),
      ("rejected", .integer(log.rejected)), ("uncharged", .integer(log.uncharged)),
    ])
  }

  private func json<Line>(_ paper: Paper<Line>) -> JSONValue {
    .object([
      ("path", .string(paper.path)), ("format", .string(paper.format)),
      ("rows", .integer(paper.rows)), ("unreadable", .integer(paper.faultCount)),
      (
        "left_out",
        .array(
          paper.leftOut.sorted { $0.key < $1.key }.map { reason, count in
            .object([
              ("reason", .string(reason.code)), ("detail", .string(reason.detail)),
              ("rows", .integer(count)),
            ])
          })
      ),
    ])
  }
}

extension BoundRow {
  /// Nothing where no factor is for any of it.
  fileprivate var marketFigures: [Int128?] {
    [loggedMarket, hasBill ? scaled.market : MarketFigures()].flatMap { market in
      market.energy > 0 ? [market.carbon, market.energy] : [nil, nil]
    }
  }
}
