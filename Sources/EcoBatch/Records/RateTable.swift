internal import EcoModel

/// The rates that a lane has met, found by the bytes of a record, and what was charged at each.
struct RateTable {
  /// What the bytes of a record lead to.
  enum Answer {
    case rate(Int)
    case none(Unclassified)
  }

  /// Spellings that are remembered before all are forgotten: a log of ever new model names must not
  /// grow the memory.
  private static let maximumSpellings = 1 << 14

  let estimator: EcoEstimator
  let assumptions: Assumptions
  private var spellings = ByteTable()
  private var answers: [Answer] = []
  private var known: [Rate.Key: Int] = [:]
  private(set) var rates: [Rate] = []
  private(set) var kernels: [RateKernel] = []
  /// Two for each rate: what kept the rate's label, and what the size guard took down.
  private(set) var lines: [Ledger.Line] = []

  init(estimator: EcoEstimator, assumptions: Assumptions) {
    self.estimator = estimator
    self.assumptions = assumptions
  }

  /// The answer for a key that `RateKey` made.
  @inline(__always)
  mutating func answer(_ key: RateKey) -> Answer {
    key.withBytes { bytes in
      let hash = ByteTable.hash(bytes)
      if let index = spellings.find(bytes, hash: hash) { return answers[index] }
      return learn(key, bytes, hash)
    }
  }

  @inline(never)
  private mutating func learn(_ key: RateKey, _ bytes: Span<UInt8>, _ hash: UInt64) -> Answer {
    if spellings.count >= Self.maximumSpellings {
      spellings.removeAll()
      answers.removeAll()
    }
    let answer = resolve(key)
    answers.append(answer)
    _ = spellings.insert(bytes, hash: hash)
    return answer
  }

  private mutating func resolve(_ key: RateKey) -> Answer {
    let request = key.request
    var result = estimator.rate(
      model: request.model, provider: request.provider, region: request.region,
      at: key.period.date, regionAssumed: key.regionAssumed)
    if case .failure(.unknownRegion) = result, let fallback = assumptions.unknownRegion {
      result = estimator.rate(
        model: request.model, provider: request.provider, region: fallback, at: key.period.date,
        regionAssumed: true)
    }
    switch result {
    case .failure(let reason): return .none(reason)
    case .success(let rate):
      if let index = known[rate.key] { return .rate(index) }
      known[rate.key] = rates.count
      rates.append(rate)
      kernels.append(rate.kernel)
      lines.append(Ledger.Line(rate: rate, accuracy: rate.accuracy))
      lines.append(Ledger.Line(rate: rate, accuracy: .medium))
      return .rate(rates.count - 1)
    }
  }

  /// Adds a record that was charged at a rate.
  @inline(__always)
  mutating func charge(_ index: Int, _ usage: TokenUsage, _ figures: EcoFigures) {
    let demoted = figures.accuracy == kernels[index].accuracy ? 0 : 1
    lines[2 * index + demoted].add(
      usage, energy: figures.exactEnergy, carbon: figures.exactCarbon)
  }
}

/// Values for rows that lack them.
struct Assumptions: Sendable {
  var model: String?
  var provider: String?
  var region: String?

  /// The region for a row whose own is not in the table: only `world`, which needs no knowledge of
  /// where the row was served.
  var unknownRegion: String? {
    region.map(ModelID.folded) == "world" ? region : nil
  }
}

/// A time for which every table gives one answer.
struct Period: Hashable {
  /// A day in it; `nil` where the record has no time.
  let day: Int?

  var date: RequestDate {
    day.map { .day(UTCDay(daysSinceEpoch: $0)) } ?? .unknown
  }
}

/// The periods of a set of tables.
struct Periods: Sendable {
  private let turningDays: [Int]

  init(_ estimator: EcoEstimator) { turningDays = estimator.turningDays.map(\.daysSinceEpoch) }

  /// The period of a day, named by its first day.
  func period(of day: Int) -> Period {
    let newYear =
      UTCDay(year: UTCDay(daysSinceEpoch: day).year, month: 1, day: 1)?.daysSinceEpoch ?? day
    let turned = turningDays.last { $0 <= day } ?? newYear
    return Period(day: max(newYear, turned))
  }
}

/// The bytes of a record that select its rate, put together for one lookup.
struct RateKey {
  private var bytes = OutputBuffer(capacity: 256)
  private var modelEnd = 0
  private var providerEnd = 0
  private var regionEnd = 0
  private(set) var period = Period(day: nil)
  private(set) var regionAssumed = false

  mutating func start() { bytes.removeAll() }

  @inline(__always)
  mutating func addModel(_ text: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(text, range)
    modelEnd = bytes.count
    bytes.append(0)
  }

  @inline(__always)
  mutating func addProvider(_ text: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(text, range)
    providerEnd = bytes.count
    bytes.append(0)
  }

  @inline(__always)
  mutating func addRegion(_ text: Span<UInt8>, _ range: Range<Int>, assumed: Bool) {
    bytes.append(text, range)
    regionEnd = bytes.count
    bytes.append(assumed ? 1 : 0)
    regionAssumed = assumed
  }

  @inline(__always)
  mutating func add(_ period: Period) {
    self.period = period
    let day = UInt32(truncatingIfNeeded: period.day ?? Int(Int32.min))
    bytes.append(capacity: 4) { output in
      output.append(UInt8(truncatingIfNeeded: day))
      output.append(UInt8(truncatingIfNeeded: day >> 8))
      output.append(UInt8(truncatingIfNeeded: day >> 16))
      output.append(UInt8(truncatingIfNeeded: day >> 24))
    }
  }

  @inline(__always)
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result { bytes.withBytes(body) }

  /// The parts as text.
  var request: (model: String, provider: String?, region: String) {
    bytes.withBytes { bytes in
      func text(_ range: Range<Int>) -> String {
        String(decoding: range.map { bytes[$0] }, as: UTF8.self)
      }
      let provider = text((modelEnd + 1)..<providerEnd)
      return (
        text(0..<modelEnd), provider.isEmpty ? nil : provider,
        text((providerEnd + 1)..<regionEnd)
      )
    }
  }
}
