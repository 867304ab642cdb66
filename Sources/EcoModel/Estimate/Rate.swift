/// What tokens cost: one model, at one place, in one year, under one methodology.
///
/// Everything that can fail has been decided when a rate exists; to estimate is then a handful of
/// integer multiplications. Copying a rate copies one reference.
public struct Rate: Sendable {
  private let storage: Storage

  private final class Storage: Sendable {
    let basis: Basis
    let kernel: RateKernel
    let methodologyVersion: String
    let key: Key

    init(basis: Basis, kernel: RateKernel, methodologyVersion: String, key: Key) {
      self.basis = basis
      self.kernel = kernel
      self.methodologyVersion = methodologyVersion
      self.key = key
    }
  }

  /// The table rows that a rate was worked out from.
  public struct Basis: Sendable {
    /// The model's row.
    public let model: Model
    /// The model's size; a rate exists only where there is one.
    public let size: Model.Size
    /// The place's row.
    public let region: Region
    /// The zone's row for the year.
    public let grid: GridIntensity
    /// Power usage effectiveness: the site's, else the methodology's default, else 1.
    public let pue: Decimal9
    /// The year of the request less the year of the grid's row; 0 where the date is not known.
    public let factorAge: Int
    /// Whether the caller assumed the region, so that the grid factor is a guess.
    public let regionAssumed: Bool
    /// The methodology.
    public let methodology: Methodology
    /// What was done to the model's id to find its row.
    public let modelSteps: [String]
  }

  /// What makes two rates of one estimator the same.
  package struct Key: Hashable, Comparable, Sendable {
    let model: Int
    let region: Int
    let grid: Int
    let factorAge: Int
    let regionAssumed: Bool

    package static func < (a: Key, b: Key) -> Bool {
      (a.model, a.region, a.grid, a.factorAge, a.regionAssumed ? 1 : 0)
        < (b.model, b.region, b.grid, b.factorAge, b.regionAssumed ? 1 : 0)
    }
  }

  init(basis: Basis, methodologyVersion: String, key: Key) {
    storage = Storage(
      basis: basis, kernel: RateKernel(basis), methodologyVersion: methodologyVersion, key: key)
  }

  /// The table rows behind it.
  public var basis: Basis { storage.basis }
  /// Coefficients and data: `v1-2026-11`, or with a suffix where the tables are a caller's own.
  public var methodologyVersion: String { storage.methodologyVersion }
  package var kernel: RateKernel { storage.kernel }
  package var key: Key { storage.key }

  /// The best label that a request at this rate can have.
  public var accuracy: Accuracy { storage.kernel.accuracy }

  /// What a request costs. Never fails; O(1) without allocation.
  public func estimate(_ usage: TokenUsage) -> Estimate {
    let cost = storage.kernel.cost(of: usage)
    return Estimate(
      rate: self, usage: usage, energy: WattHours(nanos: cost.energy.rounded),
      carbon: GramsCO2e(nanos: cost.carbon.rounded), accuracy: cost.accuracy)
  }
}

/// The integers that an estimate is made of, without references, so that a batch can keep them in a
/// row and read them without counting.
package struct RateKernel: Sendable {
  /// Whole numbers of one small unit of energy that all coefficients of the rate share.
  struct Coefficients: Sendable {
    let uncached: UInt64
    let cached: UInt64
    let completion: UInt64
    let promptPairs: UInt64
    let contextPairs: UInt64

    /// The energy of sums of tokens and pairs, in that unit, times `requests`.
    ///
    /// In range for whatever the table parser and `TokenUsage` let through: a coefficient is below
    /// 2·10¹⁶, tokens are at most 10¹², pairs 3·10²⁴, requests 10⁹.
    @inline(__always)
    func units(of sums: UsageSums, requests: UInt128) -> UInt128 {
      let linear =
        UInt128(uncached) * sums.uncached + UInt128(cached) * sums.cached
        + UInt128(completion) * sums.completion
      let pairs =
        UInt128(promptPairs) * sums.promptPairs + UInt128(contextPairs) * sums.contextPairs
      return linear * requests + pairs
    }
  }

  /// What a request costs before anything is rounded.
  package struct Cost {
    package let energy: ExactQuotient
    package let carbon: ExactQuotient
    package let accuracy: Accuracy
  }

  let point: Coefficients
  let low: Coefficients
  let high: Coefficients
  /// From units to nanowatt-hours and nanograms.
  let energy: Scale
  let carbon: Scale
  let energyPer1k: Scale
  let carbonPer1k: Scale
  package let accuracy: Accuracy
  /// Whether a request's own size spread can take the label down.
  let isGuarded: Bool

  init(_ basis: Rate.Basis) {
    let formulas = [basis.size.point, basis.size.low, basis.size.high].map {
      basis.methodology.coefficients($0, Rational(basis.pue))
    }
    let all = formulas.flatMap(\.terms)
    // One unit for all of them, as large as it can be: small integers make fast estimates.
    let denominator = all.reduce(UInt128(1)) { shared, term in
      let next = term.denominator.magnitude
      return shared / greatestCommonDivisor(shared, next) * next
    }
    let integers = all.map {
      $0.numerator.magnitude * (denominator / $0.denominator.magnitude)
    }
    let divisor = max(1, integers.reduce(0, greatestCommonDivisor))
    let sets = stride(from: 0, to: integers.count, by: 5).map { start in
      Coefficients(integers[start..<(start + 5)].map { UInt64($0 / divisor) })
    }
    (point, low, high) = (sets[0], sets[1], sets[2])

    let unit = Rational(Int128(divisor), over: Int128(denominator))
    let kilo = Rational(1000)
    let energyFactor = unit * Rational(Decimal9.one.nanos)
    let carbonFactor = energyFactor * Rational(basis.grid.intensity.nanos, over: Decimal9.one.nanos)
      / kilo
    energy = Scale(energyFactor)
    carbon = Scale(carbonFactor)
    energyPer1k = Scale(energyFactor * kilo)
    carbonPer1k = Scale(carbonFactor * kilo)
    accuracy = Accuracy(
      evidence: basis.model.evidence, match: basis.region.match, factorAge: basis.factorAge,
      regionAssumed: basis.regionAssumed)
    isGuarded =
      accuracy == .accurate
      && zip(sets[2].all, sets[1].all).contains { UInt128($0) > Accuracy.widestSizeSpread * UInt128($1) }
  }

  /// What a request costs.
  @inline(__always)
  package func cost(of usage: TokenUsage) -> Cost {
    let sums = UsageSums(usage)
    let requests = UInt128(usage.requestCount)
    let units = point.units(of: sums, requests: requests)
    return Cost(
      energy: energy.apply(units, dividedBy: requests),
      carbon: carbon.apply(units, dividedBy: requests),
      accuracy: isGuarded ? guarded(sums, requests: requests) : accuracy)
  }

  /// Carbon for each 1000 tokens of the request.
  package func carbonPer1kTokens(of usage: TokenUsage) -> ExactQuotient {
    per1kTokens(of: usage, carbonPer1k)
  }

  /// Energy for each 1000 tokens of the request.
  package func energyPer1kTokens(of usage: TokenUsage) -> ExactQuotient {
    per1kTokens(of: usage, energyPer1k)
  }

  private func per1kTokens(of usage: TokenUsage, _ scale: Scale) -> ExactQuotient {
    let requests = UInt128(usage.requestCount)
    return scale.apply(
      point.units(of: UsageSums(usage), requests: requests),
      dividedBy: requests * UInt128(usage.totalTokens))
  }

  private func guarded(_ sums: UsageSums, requests: UInt128) -> Accuracy {
    let spread = Accuracy.widestSizeSpread * low.units(of: sums, requests: requests)
    return high.units(of: sums, requests: requests) > spread ? .medium : accuracy
  }
}

extension RateKernel.Coefficients {
  fileprivate init(_ terms: [UInt64]) {
    self.init(
      uncached: terms[0], cached: terms[1], completion: terms[2], promptPairs: terms[3],
      contextPairs: terms[4])
  }

  fileprivate var all: [UInt64] { [uncached, cached, completion, promptPairs, contextPairs] }
}

extension EnergyFormula {
  fileprivate var terms: [Rational] { [uncached, cached, completion, promptPairs, contextPairs] }
}
