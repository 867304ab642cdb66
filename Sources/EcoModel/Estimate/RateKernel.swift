/// The integers that an estimate is made of, without references, so that a batch can keep them in a
/// row and read them without counting.
package struct RateKernel: Sendable {
  /// At the sequences that are assumed of the place.
  let point: Coefficients
  /// The sizes' ends, with everything else at its point and 64 sequences: what the guard compares.
  private let small: Coefficients
  private let large: Coefficients
  /// For a concurrency that is said.
  private let reading: ReadingUnits?
  package let scales: FigureScales
  package let accuracy: Accuracy
  /// The label by a slot of the caller's series.
  package let slotAccuracy: Accuracy
  /// Whether a request's own size spread can take the label down.
  private let isGuarded: Bool
  /// The most tokens of a single request for which no sum exceeds 64 bits.
  let narrowTokens: UInt64

  init(_ basis: Rate.Basis) {
    let formulas = [RangeEnd.point, .low, .high].compactMap { end in
      basis.size.map { basis.methodology.coefficients($0.values(end), .none) }
    }
    // One unit for all of them, as large as it can be: small integers make fast estimates.
    let among = [basis.sequences, Concurrency.assumed, Concurrency.assumed]
    let terms = zip(formulas, among).flatMap { $0.terms(among: $1) as [Rational] }
    let parts = formulas.first.map {
      [$0.completion] + ($0.reading.map { [$0.perParameter] } ?? [])
    }
    let common = CommonUnit(terms + (parts ?? []))
    let energyFactor = basis.wattHours * common.unit * Rational(Decimal9.one.nanos)
    let carbonFactor = energyFactor * basis.gramsPerWattHour
    // But not so large that a factor exceeds 1: `Scale` is several times faster below.
    let kilo = Rational(1000)
    let split = max((energyFactor * kilo).nextPowerOfTwo, (carbonFactor * kilo).nextPowerOfTwo)
    let part = Rational(1, over: split)
    scales = FigureScales(energy: energyFactor * part, carbon: carbonFactor * part)
    let units = common.integers.map { UInt64($0 * split.magnitude) }
    let sets = (0..<3).map { Coefficients(units.dropFirst(5 * $0).prefix(5)) }
    (point, small, large) = (sets[0], sets[1], sets[2])
    reading = formulas.first?.reading.map {
      ReadingUnits(
        completion: units[15], perParameter: units[16], point: $0,
        low: formulas[1].reading ?? $0, high: formulas[2].reading ?? $0)
    }
    accuracy = basis.accuracy
    let spread = UInt128(Accuracy.widestSizeSpread)
    slotAccuracy = basis.slotAccuracy
    isGuarded =
      (accuracy == .accurate || slotAccuracy == .accurate)
      && zip(large.all, small.all).contains { UInt128($0) > spread * UInt128($1) }
    narrowTokens = Coefficients.narrowTokens(isGuarded ? [point, small.tripled, large] : [point])
  }
}

/// What a completion token costs apart from the reading of weights, and for each parameter read.
struct ReadingUnits: Sendable {
  let completion: UInt64
  let perParameter: UInt64
  let point: WeightReading
  let low: WeightReading
  let high: WeightReading
}

extension RateKernel {
  /// What a usage is charged.
  ///
  /// - Parameter isBySlot: whether its carbon is by a slot of the caller's series.
  @inline(__always)
  package func charge(_ usage: TokenUsage, isBySlot: Bool = false) -> FigureScales.Charge {
    let label = isBySlot ? slotAccuracy : accuracy
    return if usage.requestCount == 1, usage.totalTokens <= narrowTokens {
      charge(usage, point, label, in: UInt64.self)
    } else {
      charge(usage, point, label, in: UInt128.self)
    }
  }

  /// What a usage is charged that was decoded among so many sequences.
  @inline(never)
  package func charge(
    _ usage: TokenUsage, among sequences: Concurrency, isBySlot: Bool = false
  ) -> FigureScales.Charge {
    guard let reading else { return charge(usage, isBySlot: isBySlot) }
    let completion =
      reading.completion
      + reading.perParameter * reading.point.parameters(among: sequences)
    return charge(
      usage, point.with(completion: completion), isBySlot ? slotAccuracy : accuracy,
      in: UInt128.self)
  }

  @inline(__always)
  private func charge<Width: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ usage: TokenUsage, _ point: Coefficients, _ label: Accuracy, in _: Width.Type
  ) -> FigureScales.Charge {
    let sums = TokenSums<Width>(usage)
    let requests = Width(truncatingIfNeeded: usage.requestCount)
    var accuracy = label
    if isGuarded, accuracy == .accurate {
      let low = small.units(of: sums, requests: requests)
      let high = large.units(of: sums, requests: requests)
      if high > Width(truncatingIfNeeded: Accuracy.widestSizeSpread) * low { accuracy = .medium }
    }
    return FigureScales.Charge(
      units: UInt128(truncatingIfNeeded: point.units(of: sums, requests: requests)),
      requests: UInt128(usage.requestCount), tokens: UInt128(usage.totalTokens),
      accuracy: accuracy)
  }

  /// Adds the parameters read for the completion tokens of a usage among so many sequences.
  package func addReading(
    _ usage: TokenUsage, _ sequences: Concurrency, to sums: inout ChargeSums
  ) {
    guard let reading else { return }
    func read(_ weights: WeightReading) -> UInt128 {
      UInt128(usage.completion) * UInt128(weights.parameters(among: sequences))
    }
    sums.readAtPoint += read(reading.point)
    sums.readAtLow += read(reading.low)
    sums.readAtHigh += read(reading.high)
  }
}

extension Rational {
  /// The least power of two, at least 1, that is above the value.
  fileprivate var nextPowerOfTwo: Int128 {
    var power: Int128 = 1
    while power <= numerator / denominator { power *= 2 }
    return power
  }
}
