import EcoModel

/// Records added up: exactly, and with the interval that their estimates have together.
struct Totals: Sendable {
  private(set) var requests = 0
  private(set) var withFigures = 0
  private(set) var tokens = 0
  private(set) var tokensWithFigures = 0
  private(set) var energy = WattHours.zero
  private(set) var carbon = GramsCO2e.zero
  /// Records whose figures were made by another methodology than this gateway's: they count in the
  /// sums, and there is no interval with them.
  private(set) var ofOthers = 0
  private(set) var reasons: [String: Int] = [:]
  private var ledger = Ledger()

  /// The interval; `nil` where there is none for some of the figures.
  var interval: LedgerTotals? {
    withFigures > 0 && ofOthers == 0 ? LedgerTotals(ledger.lines) : nil
  }

  fileprivate mutating func add(_ record: GenerationRecord, _ estimate: Estimate?) {
    requests += 1
    tokens += record.totalTokens ?? 0
    guard let eco = record.eco, let energy = Digits.nanos(eco.energy),
      let carbon = Digits.nanos(eco.carbon)
    else {
      reasons[record.ecoOmitted ?? "not_made", default: 0] += 1
      return
    }
    withFigures += 1
    tokensWithFigures += record.totalTokens ?? 0
    self.energy += WattHours(nanos: energy)
    self.carbon += GramsCO2e(nanos: carbon)
    if let estimate { ledger.add(estimate) } else { ofOthers += 1 }
  }
}

/// The totals of some records: of all, and by model, region and day.
struct Overview: Sendable {
  private(set) var all = Totals()
  private(set) var byModel: [String: Totals] = [:]
  private(set) var byRegion: [String: Totals] = [:]
  private(set) var byDay: [String: Totals] = [:]
  private var recalculation = Recalculation()

  mutating func add(_ record: GenerationRecord) {
    let estimate = recalculation.estimate(of: record)
    all.add(record, estimate)
    byModel[record.resolvedModel ?? "", default: Totals()].add(record, estimate)
    byRegion[record.region ?? "", default: Totals()].add(record, estimate)
    byDay["\(UTCDay(unixSeconds: record.createdAt.unixSeconds))", default: Totals()]
      .add(record, estimate)
  }
}

/// Records' estimates made again, because records keep figures and no intervals.
struct Recalculation: Sendable {
  private let estimator = EcoEstimator()
  /// By place and day.
  private var rates: [[String]: Result<Rate, Unclassified>] = [:]

  /// The estimate behind a record's figures; `nil` where it has none, or other ones.
  mutating func estimate(of record: GenerationRecord) -> Estimate? {
    guard let eco = record.eco, let model = record.resolvedModel, let region = record.region,
      let prompt = record.promptTokens, let completion = record.completionTokens,
      let usage = TokenUsage(
        promptTokens: prompt, cachedPromptTokens: record.cachedTokens ?? 0,
        completionTokens: completion)
    else { return nil }
    let seconds = record.createdAt.unixSeconds
    let key = [model, record.provider ?? "", region, "\(UTCDay(unixSeconds: seconds))"]
    let rate =
      rates[key]
      ?? estimator.rate(
        model: model, provider: record.provider, region: region, at: .unixSeconds(seconds))
    rates[key] = rate
    guard let estimate = try? rate.get().estimate(usage),
      GenerationRecord.Eco(estimate) == eco
    else { return nil }
    return estimate
  }
}
