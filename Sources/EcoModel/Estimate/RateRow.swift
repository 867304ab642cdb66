/// What nearly every request needs of a rate's kernel: two cache lines, because a batch may go to and
/// fro between thousands of rates.
private struct NarrowKernel: Sendable {
  private let point: Coefficients
  private let energy: NarrowScale
  private let carbon: NarrowScale
  /// Above the tokens of all requests that it is for; 0 where it is for none.
  private let limit: UInt64
  private let accuracy: Accuracy
  private let slotAccuracy: Accuracy

  init(_ kernel: RateKernel) {
    point = kernel.point
    (accuracy, slotAccuracy) = (kernel.accuracy, kernel.slotAccuracy)
    let scales = kernel.scales
    let none = NarrowScale.half
    (energy, carbon) = (scales.energy.narrow ?? none, scales.carbon.narrow ?? none)
    let isNarrow = scales.energy.narrow != nil && scales.carbon.narrow != nil
    limit = isNarrow && !kernel.isGuarded ? kernel.narrowTokens + 1 : 0
  }

  /// Whether a usage's figures follow from it alone.
  @inline(__always)
  func isFor(_ usage: TokenUsage) -> Bool { usage.requestCount == 1 && usage.totalTokens < limit }

  @inline(__always)
  var scales: FigureScales { FigureScales(Scale(energy), Scale(carbon)) }

  /// What a usage is charged that it is for.
  @inline(__always)
  func charge(_ usage: TokenUsage, isBySlot: Bool) -> FigureScales.Charge {
    FigureScales.Charge(
      units: UInt128(truncatingIfNeeded: point.units(of: TokenSums<UInt64>(usage))),
      requests: 1, tokens: UInt128(truncatingIfNeeded: usage.totalTokens),
      accuracy: isBySlot ? slotAccuracy : accuracy)
  }
}

/// The rates of a batch, by number.
package struct RateRow: Sendable {
  package private(set) var rates: [Rate] = []
  private var kernels: [NarrowKernel] = []

  package init() {}

  package var count: Int { rates.count }

  package mutating func append(_ rate: Rate) {
    rates.append(rate)
    kernels.append(NarrowKernel(rate.kernel))
  }

  package mutating func removeAll() {
    rates.removeAll()
    kernels.removeAll()
  }

  /// What a usage costs at a rate.
  ///
  /// - Parameter slot: what carbon is charged by where the caller brought factors by time.
  @inline(__always)
  package func figures(
    _ index: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?, significantDigits: Int?
  ) -> EcoFigures {
    let kernels = kernels.span
    guard kernels[index].isFor(usage) else {
      return wideFigures(index, usage, by: slot, significantDigits: significantDigits)
    }
    return EcoFigures(
      kernels[index].scales, kernels[index].charge(usage, isBySlot: slot != nil), by: slot,
      significantDigits: significantDigits)
  }

  @inline(never)
  private func wideFigures(
    _ index: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?, significantDigits: Int?
  ) -> EcoFigures {
    rates[index].withCharge(usage, .assumed, by: slot) { charge, scales in
      EcoFigures(scales, charge, by: slot, significantDigits: significantDigits)
    }
  }
}
