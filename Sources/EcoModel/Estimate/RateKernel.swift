/// The integers that an estimate is made of, without references, so that a batch can keep them in a
/// row and read them without counting.
package struct RateKernel: Sendable {
  /// At the sequences that are assumed of the place.
  let point: Coefficients
  package let scales: FigureScales
  package let accuracy: Accuracy
  /// The label by a slot of the caller's series.
  package let slotAccuracy: Accuracy
  /// Whether a request's own size spread can take the label down.
  let isGuarded: Bool
  /// The most tokens of a single request for which no sum exceeds 64 bits.
  let narrowTokens: UInt64

  // What not every request needs comes last: of thousands of rates it is not fetched then.

  /// The sizes' ends, with everything else at its point and 64 sequences: what the guard compares.
  private let small: Coefficients
  private let large: Coefficients
  /// Units of the kernel that one of the model's is: a power of two.
  private let split: UInt64

  init(_ basis: Rate.Basis, _ model: ModelKernel) {
    let energy = model.nanosPerUnit * Rational(basis.pue)
    let carbon = energy * basis.gramsPerWattHour
    // Not so large a unit that a factor exceeds 1: `Scale` is several times faster below.
    let bits = max(energy.bitsOfWhole, carbon.bitsOfWhole)
    scales = FigureScales(energy: energy.halved(bits), carbon: carbon.halved(bits))
    split = 1 << UInt64(bits)
    point = model.point.times(split)
    small = model.small.times(split)
    large = model.large.times(split)
    accuracy = basis.accuracy
    slotAccuracy = basis.slotAccuracy
    isGuarded = model.isSpread && (accuracy == .accurate || slotAccuracy == .accurate)
    narrowTokens = Coefficients.narrowTokens(isGuarded ? [point, small.tripled, large] : [point])
  }
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
  ///
  /// - Parameter reading: the model's; `nil` where sequences do not count.
  @inline(never)
  func charge(
    _ usage: TokenUsage, _ reading: ReadingUnits?, among sequences: Concurrency, isBySlot: Bool
  ) -> FigureScales.Charge {
    guard let reading else { return charge(usage, isBySlot: isBySlot) }
    let completion =
      split
      * (reading.completion
        + reading.perParameter * reading.point.parameters(among: sequences))
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
}

extension Rational {
  /// How many bits the whole part of a value that is not negative has: 2 to this is above it.
  fileprivate var bitsOfWhole: Int {
    let whole = numerator / denominator
    return Int128.bitWidth - whole.leadingZeroBitCount
  }
}
