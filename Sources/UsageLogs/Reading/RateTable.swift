internal import EcoModel

/// The rates that a lane has met, found by the bytes of a record.
struct RateTable {
  /// What the bytes of a record lead to.
  enum Answer {
    case rate(Int32)
    case none(Unclassified)
    /// Nobody published the size: a rate for what is measured, where the caller wants that.
    case unsized(Int32)
  }

  /// Spellings that are remembered before all are forgotten: a log of ever new model names must not
  /// grow the memory.
  private static let maximumSpellings = 1 << 14

  let estimator: EcoEstimator
  let assumptions: Assumptions
  private let whatIf: WhatIf
  /// The provider of records that name none.
  private let runner: String?
  /// Who serves records that name no provider, where that is asked for to find a place.
  private let servedBy: String?
  private var answers = AnswerTable<Answer>()
  private var known: [Key: Int] = [:]
  private var row = RateRow()
  /// For each rate the caller's factors of its place; empty where there are none at all.
  private var series: [(grid: ZoneSeries?, market: ZoneSeries?)] = []
  /// Of each rate, how its requests were served: a rate is there once for each way.
  private(set) var servings: [ServedRate] = []
  /// Those that nothing was measured of, which all rates share.
  private var unmeasured: [ServingClass: ServedRate] = [:]

  private struct Key: Hashable {
    let rate: Rate.Key
    let serving: ServingClass
  }

  init(
    estimator: EcoEstimator, assumptions: Assumptions, whatIf: WhatIf = WhatIf(),
    runner: String? = nil, servedBy: String? = nil
  ) {
    self.estimator = estimator
    self.assumptions = assumptions
    self.whatIf = whatIf
    self.runner = runner
    self.servedBy = servedBy
  }

  @inline(__always)
  var rates: [Rate] { row.rates }

  /// The answer for a key.
  @inline(__always)
  mutating func answer(_ key: borrowing RateKey) -> Answer {
    answers.find(key.digest) ?? learn(key)
  }

  /// Begins to fetch the answer for a key that will be asked for.
  @inline(__always)
  func prefetch(_ key: borrowing RateKey) { answers.prefetch(key.digest) }

  /// Forgets all rates: those to come are numbered from 0 again.
  mutating func removeAll() {
    answers.removeAll()
    known.removeAll()
    row.removeAll()
    series.removeAll()
    servings.removeAll()
  }

  @inline(never)
  private mutating func learn(_ key: borrowing RateKey) -> Answer {
    if answers.count >= Self.maximumSpellings { answers.removeAll() }
    let answer = resolve(key)
    answers.insert(key.digest, answer)
    return answer
  }

  private mutating func resolve(_ key: borrowing RateKey) -> Answer {
    var request = key.request
    request.provider = request.provider ?? runner
    request.model = whatIf.model(request.model, at: key.period.date, in: estimator)
    let place = assumptions.place(
      whatIf.region ?? (key.regionAssumed ? nil : request.region),
      provider: request.provider ?? servedBy)
    let result = estimator.rate(
      model: request.model, provider: request.provider, region: place.region,
      at: key.period.date, regionAssumed: place.isAssumed, mayBe: place.others,
      orIn: assumptions.unknownRegion)
    switch result {
    case .failure(.undisclosedParameters) where assumptions.measuredUnknown:
      let unsized = estimator.rate(
        model: request.model, provider: request.provider, region: place.region,
        at: key.period.date, regionAssumed: place.isAssumed, mayBe: place.others,
        orIn: assumptions.unknownRegion, sizeNeeded: false)
      return switch unsized {
      case .failure(let reason): .none(reason)
      case .success(let rate): .unsized(number(rate))
      }
    case .failure(let reason): return .none(reason)
    case .success(let rate): return .rate(number(rate))
    }
  }

  /// The number of a rate whose requests were served as is assumed.
  private mutating func number(_ rate: Rate) -> Int32 {
    Int32(truncatingIfNeeded: number(rate, rate.servingClass(.assumed), nil))
  }

  /// The number of a rate whose requests were served in one way.
  private mutating func number(
    _ rate: Rate, _ serving: ServingClass, _ accelerator: Accelerator?
  ) -> Int {
    let key = Key(rate: rate.key, serving: serving)
    if let index = known[key] { return index }
    known[key] = row.count
    row.append(rate)
    servings.append(served(rate, serving, accelerator))
    if estimator.series != nil || estimator.market != nil {
      series.append((rate.basis.series, rate.basis.market))
    }
    return row.count - 1
  }

  private mutating func served(
    _ rate: Rate, _ serving: ServingClass, _ accelerator: Accelerator?
  ) -> ServedRate {
    if let known = unmeasured[serving] { return known }
    let served = ServedRate(rate, serving, accelerator)
    if served.measured == nil { unmeasured[serving] = served }
    return served
  }

  /// The number of a rate with requests that were served so.
  mutating func number(_ index: Int, _ serving: Serving) -> Int {
    let rate = row.rates[index]
    let kind = rate.servingClass(serving)
    return kind == servings[index].serving
      ? index : number(rate, kind, kind.accelerator == nil ? nil : serving.accelerator)
  }

  /// Whether factors of the caller's own by time are to be looked for.
  var hasSeries: Bool { !series.isEmpty }

  /// The slots that a record at a rate is charged by, and what is to be noted.
  ///
  /// - Parameter moment: `nil`: the record has no time.
  func slots(
    _ index: Int, at moment: SeriesMoment?, _ notes: inout RecordNotes
  ) -> SeriesSlots {
    let zone = series[index]
    var slots = SeriesSlots(market: moment.flatMap { zone.market?.slot(at: $0) })
    guard let grid = zone.grid else { return slots }
    slots.grid = moment.flatMap { grid.slot(at: $0) }
    if let slot = slots.grid {
      if slot.isEstimated { notes.insert(.gridEstimated) }
    } else {
      notes.insert(.gridYear)
    }
    return slots
  }

  /// What a usage that was served so is charged at a rate, and what of it goes into sums.
  func charge(
    _ index: Int, _ usage: TokenUsage, _ serving: Serving, by slot: ZoneSeries.Slot?,
    significantDigits: Int?
  ) -> (figures: EcoFigures, sums: ChargeSums) {
    let figures =
      if let measured = servings[index].measured {
        EcoFigures(
          measured.scales, measured.charge(usage, serving.quantity), by: slot,
          significantDigits: significantDigits)
      } else if servings[index].serving.basis == .concurrency, let among = serving.concurrency {
        EcoFigures(
          row.rates[index].kernel.scales,
          row.rates[index].charge(usage, among: among, isBySlot: slot != nil), by: slot,
          significantDigits: significantDigits)
      } else {
        row.figures(index, usage, by: slot, significantDigits: significantDigits)
      }
    return (figures, row.rates[index].sums(usage, serving))
  }
  /// What a usage costs at a rate.
  @inline(__always)
  func figures(
    _ index: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?, significantDigits: Int?
  ) -> EcoFigures {
    row.figures(index, usage, by: slot, significantDigits: significantDigits)
  }
}

/// How the requests of a rate were served.
///
/// A class, because nearly all rates share one.
final class ServedRate: Sendable {
  let serving: ServingClass
  let accelerator: Accelerator?
  let measured: MeasuredKernel?

  init(_ rate: Rate, _ serving: ServingClass, _ accelerator: Accelerator?) {
    self.serving = serving
    self.accelerator = accelerator
    measured = rate.basis.measured(serving, accelerator)
  }
}
