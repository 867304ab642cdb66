/// The emissions of making the hardware, shared out over what it did. Never part of `carbon`.
public struct Embodied: Sendable, Hashable {
  /// The figure.
  public let carbon: GramsCO2e
  /// The range in which the truth is likely to be.
  public let interval: Interval<GramsCO2e>
}

/// The three figures of one rate and one way of serving.
package struct EmbodiedKernel: Sendable {
  private let point: EndKernel
  private let low: EndKernel
  private let high: EndKernel

  /// `nil` where the methodology has no such figure.
  init?(_ basis: Rate.Basis, _ serving: ServingClass, _ accelerator: Accelerator?) {
    guard let share = basis.methodology.embodied else { return nil }
    if serving.basis == .gpuSeconds {
      // A microsecond in nanograms.
      let unit = share.perGPUSecond * Rational(1000)
      point = EndKernel(measured: unit, basis)
      low = EndKernel(measured: unit * (share.low / share.point), basis)
      high = EndKernel(measured: unit * (share.high / share.point), basis)
    } else {
      // Of IT energy: without the facility's overhead, and without the doubt of it.
      func end(_ end: IntervalEnd, _ choice: EndChoice, _ share: Rational) -> EndKernel {
        EndKernel(
          basis, end, serving, basis.measured(serving, accelerator), choice,
          withoutPUE: share)
      }
      let (least, most) = basis.methodology.interval
      point = end(least, [], share.point)
      low = end(least, .all, share.low)
      high = end(most, .all, share.high)
    }
  }

  /// Of one usage.
  package func embodied(_ usage: TokenUsage, _ sums: ChargeSums) -> Embodied {
    func grams(_ end: EndKernel) -> GramsCO2e {
      GramsCO2e(nanos: end.figures(usage, sums).energy.nanos)
    }
    return Embodied(carbon: grams(point), interval: Interval(low: grams(low), high: grams(high)))
  }

  /// Of the sum of many requests, rounded once.
  package func embodied(_ sums: ChargeSums) -> Embodied {
    func grams(_ end: EndKernel) -> GramsCO2e {
      GramsCO2e(nanos: end.figures(sums).energy.nanos)
    }
    return Embodied(carbon: grams(point), interval: Interval(low: grams(low), high: grams(high)))
  }
}

extension Estimate {
  /// The emissions of making the hardware; `nil` where the methodology has no such figure.
  public var embodied: Embodied? {
    rate.embodied(rate.servingClass(serving), serving.accelerator)?
      .embodied(usage, rate.sums(usage, serving))
  }
}

extension Ledger.Line {
  /// The emissions of making the hardware, of the line's sum; `nil` where the methodology has none.
  public var embodied: Embodied? { rate.embodied(serving, accelerator)?.embodied(sums) }
}

/// A model and how it was served.
private struct ModelServing: Hashable {
  let model: ObjectIdentifier
  let serving: ServingClass
}

extension [Ledger.Line] {
  /// The making of the hardware, of the sum of each line that has such a figure. It does not depend on
  /// the place, so that what is worked out for one line of a model holds for all that were served so.
  package var embodied: [Embodied] {
    var kernels: [ModelServing: EmbodiedKernel?] = [:]
    return compactMap { line in
      let key = ModelServing(
        model: ObjectIdentifier(line.rate.basis.served), serving: line.serving)
      let kernel = kernels[key] ?? line.rate.embodied(line.serving, line.accelerator)
      kernels[key] = .some(kernel)
      return kernel?.embodied(line.sums)
    }
  }
}

extension Rate {
  /// The same for one way of serving.
  package func embodied(
    _ serving: ServingClass, _ accelerator: Accelerator?
  ) -> EmbodiedKernel? { EmbodiedKernel(basis, serving, accelerator) }
}
