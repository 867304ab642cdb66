internal import EcoModel

/// The rates that an enricher has met, found by the numbers of texts.
struct RateCache {
  /// What a row's model, place and day lead to.
  enum Answer {
    case rate(Int)
    case none(Unclassified)
    /// Nobody published the size: a rate for what is measured, where the caller wants that.
    case unsized(Int)
  }

  struct Key: Hashable {
    var model = -1
    var provider = -1
    var region = -1
    /// The first day of a time for which all tables give one answer.
    var period = Int.min

    @inline(__always)
    var place: Int { model &+ 31 &* region &+ 7 &* provider &+ period &>> 3 }
  }

  private static let recentCount = 1 << 12
  private static let forgotten = [(key: Key, answer: Answer)?](repeating: nil, count: recentCount)

  /// Spellings that are remembered before all are forgotten: tables of ever new model names must not
  /// grow the memory.
  private static let mostSpellings = 1 << 16

  private let estimator: EcoEstimator
  private let options: RowOptions
  private let turningDays: [Int]
  var models = Spellings()
  var providers = Spellings()
  var regions = Spellings()
  /// For each number of `regions`, whether its text is no region.
  private var isNoRegion: [Bool] = []
  private var answers: [Key: Answer] = [:]
  /// The answers that were given last, each where its key puts it: most rows are like others.
  private var recent: [(key: Key, answer: Answer)?] = RateCache.forgotten
  private var known: [Rate.Key: Int] = [:]
  private var row = RateRow()

  init(_ estimator: EcoEstimator, _ options: RowOptions) {
    self.estimator = estimator
    self.options = options
    turningDays = estimator.turningDays.map(\.daysSinceEpoch)
  }

  /// The period of a day, named by its first day.
  func period(of day: Int) -> Int {
    let newYear =
      UTCDay(year: UTCDay(daysSinceEpoch: day).year, month: 1, day: 1)?.daysSinceEpoch ?? day
    return max(newYear, turningDays.last { $0 <= day } ?? newYear)
  }

  /// Forgets spellings where there are too many; numbers that were given before mean nothing then.
  mutating func makeRoom() {
    guard models.count + providers.count + regions.count + answers.count > Self.mostSpellings
    else { return }
    (models, providers, regions) = (Spellings(), Spellings(), Spellings())
    isNoRegion = []
    answers = [:]
    recent = Self.forgotten
  }

  /// Whether what is assumed holds where a row names this region.
  @inline(__always)
  mutating func isAssumed(insteadOf region: Int) -> Bool {
    guard options.region != nil else { return false }
    if region >= isNoRegion.count { addRegions() }
    return isNoRegion[region]
  }

  @inline(never)
  private mutating func addRegions() {
    for region in isNoRegion.count..<regions.count {
      isNoRegion.append(RegionWord.isNoRegion(regions.text(region), providerChooses: false))
    }
  }

  /// The answer for a key, whose numbers are -1 where the row says nothing.
  @inline(__always)
  mutating func answer(_ key: Key) -> Answer {
    let place = key.place & (Self.recentCount - 1)
    if let found = recent[place], found.key == key { return found.answer }
    let answer = answers[key] ?? learn(key)
    recent[place] = (key, answer)
    return answer
  }

  @inline(never)
  private mutating func learn(_ key: Key) -> Answer {
    let answer = resolve(key)
    answers[key] = answer
    return answer
  }

  private mutating func resolve(_ key: Key) -> Answer {
    let region = key.region < 0 ? options.region : regions.text(key.region)
    func rate(sizeNeeded: Bool) -> Result<Rate, Unclassified> {
      estimator.rate(
        model: key.model < 0 ? options.model ?? "" : models.text(key.model),
        provider: key.provider < 0 ? options.provider : providers.text(key.provider),
        region: region ?? "",
        at: key.period == .min ? .unknown : .day(UTCDay(daysSinceEpoch: key.period)),
        regionAssumed: key.region < 0 && region != nil, orIn: options.unknownRegion,
        sizeNeeded: sizeNeeded)
    }
    switch rate(sizeNeeded: true) {
    case .success(let rate): return .rate(number(rate))
    case .failure(.undisclosedParameters) where options.measuredUnknown:
      return switch rate(sizeNeeded: false) {
      case .success(let rate): .unsized(number(rate))
      case .failure(let reason): .none(reason)
      }
    case .failure(let reason): return .none(reason)
    }
  }

  private mutating func number(_ rate: Rate) -> Int {
    if let index = known[rate.key] { return index }
    known[rate.key] = row.count
    row.append(rate)
    return row.count - 1
  }

  var rates: [Rate] { row.rates }

  /// What a usage costs at a rate.
  @inline(__always)
  func figures(_ index: Int, _ usage: TokenUsage) -> EcoFigures {
    row.figures(index, usage, by: nil, significantDigits: nil)
  }
}
