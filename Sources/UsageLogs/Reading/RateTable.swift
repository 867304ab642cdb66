internal import EcoModel

/// The rates that a lane has met, found by the bytes of a record.
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
  private var spellings = KeyTable<UInt64>()
  private var answers: [Answer] = []
  private var known: [Rate.Key: Int] = [:]
  private(set) var rates: [Rate] = []
  private(set) var kernels: [RateKernel] = []

  init(estimator: EcoEstimator, assumptions: Assumptions) {
    self.estimator = estimator
    self.assumptions = assumptions
  }

  /// The answer for a key.
  @inline(__always)
  mutating func answer(_ key: borrowing RateKey) -> Answer {
    let hash = key.hash
    let known = key.withWords { spellings.find($0, hash: hash) }
    if let known { return answers[known] }
    return learn(key)
  }

  @inline(never)
  private mutating func learn(_ key: borrowing RateKey) -> Answer {
    if spellings.count >= Self.maximumSpellings {
      spellings.removeAll()
      answers.removeAll()
    }
    let answer = resolve(key)
    answers.append(answer)
    let hash = key.hash
    key.withWords { _ = spellings.insert($0, hash: hash) }
    return answer
  }

  private mutating func resolve(_ key: borrowing RateKey) -> Answer {
    let request = key.request
    let result = estimator.rate(
      model: request.model, provider: request.provider, region: request.region,
      at: key.period.date, regionAssumed: key.regionAssumed, orIn: assumptions.unknownRegion)
    switch result {
    case .failure(let reason): return .none(reason)
    case .success(let rate):
      if let index = known[rate.key] { return .rate(index) }
      known[rate.key] = rates.count
      rates.append(rate)
      kernels.append(rate.kernel)
      return .rate(rates.count - 1)
    }
  }

  /// What a usage costs at a rate.
  @inline(__always)
  func figures(_ index: Int, _ usage: TokenUsage, significantDigits: Int?) -> EcoFigures {
    // Read where it stands: an element that an array gives is copied, which is most of a kilobyte.
    let kernels = kernels.span
    return EcoFigures(
      kernel: kernels[index], usage: usage, significantDigits: significantDigits)
  }
}
