/// A model as it is served: what of a rate is the same at each place.
///
/// A class, because all rates of a model share one.
final class ServedModel: Sendable {
  let model: Model
  /// In the precision that the id names.
  let size: Model.Size?
  /// What was done to the model's id to find its row.
  let steps: [String]
  /// Concurrent sequences where a request says none.
  let sequences: Concurrency
  let methodology: Methodology

  init(
    _ model: Model, size: Model.Size?, steps: [String] = [], sequences: Concurrency,
    methodology: Methodology
  ) {
    self.model = model
    self.size = size
    self.steps = steps
    self.sequences = sequences
    self.methodology = methodology
  }
}

/// The integers of a served model in the largest unit of energy that they share.
final class ModelKernel: Sendable {
  /// At the sequences that are assumed.
  let point: Coefficients
  /// The sizes' ends, with everything else at its point and 64 sequences: what the guard compares.
  let small: Coefficients
  let large: Coefficients
  /// For a concurrency that is said.
  let reading: ReadingUnits?
  /// Nanowatt-hours of a unit at a PUE of 1.
  let nanosPerUnit: Rational
  /// Whether the ends of the size are so far apart that the guard is needed.
  let isSpread: Bool

  init(_ served: ServedModel) {
    let methodology = served.methodology
    let formulas = [RangeEnd.point, .low, .high].compactMap { end in
      served.size.map { methodology.coefficients($0.values(end), .none) }
    }
    let among = [served.sequences, Concurrency.assumed, Concurrency.assumed]
    let terms = zip(formulas, among).flatMap { $0.terms(among: $1) as [Rational] }
    let parts = formulas.first.map {
      [$0.completion] + ($0.reading.map { [$0.perParameter] } ?? [])
    }
    // One unit for all of them, as large as it can be: small integers make fast estimates.
    let common = CommonUnit(terms + (parts ?? []))
    nanosPerUnit =
      methodology.unit * methodology.service * common.unit * Rational(Decimal9.one.nanos)
    let units = common.integers.map { UInt64($0) }
    let sets = (0..<3).map { Coefficients(units.dropFirst(5 * $0).prefix(5)) }
    (point, small, large) = (sets[0], sets[1], sets[2])
    reading = formulas.first?.reading.map {
      ReadingUnits(
        completion: units[15], perParameter: units[16], point: $0,
        low: formulas[1].reading ?? $0, high: formulas[2].reading ?? $0)
    }
    let spread = UInt128(Accuracy.widestSizeSpread)
    isSpread = zip(large.all, small.all).contains { UInt128($0) > spread * UInt128($1) }
  }
}

/// What a completion token costs apart from the reading of weights, and for each parameter read.
struct ReadingUnits: Sendable {
  let completion: UInt64
  let perParameter: UInt64
  let point: WeightReading
  let low: WeightReading
  let high: WeightReading

  /// Adds the parameters read for the completion tokens of a usage among so many sequences.
  func add(_ usage: TokenUsage, _ sequences: Concurrency, to sums: inout ChargeSums) {
    func read(_ weights: WeightReading) -> UInt128 {
      UInt128(usage.completion) * UInt128(weights.parameters(among: sequences))
    }
    sums.readAtPoint += read(point)
    sums.readAtLow += read(low)
    sums.readAtHigh += read(high)
  }
}
