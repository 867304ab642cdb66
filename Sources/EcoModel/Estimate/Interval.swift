/// A range of a figure, from one cause.
public struct Interval<Quantity: NanoQuantity>: Sendable, Hashable {
  /// The lower end.
  public let low: Quantity
  /// The upper end.
  public let high: Quantity
}

/// What is known about the error of an estimate, by cause.
///
/// `low ≤ estimate ≤ high` always holds, for each part and for both together.
public struct Uncertainty: Sendable, Hashable {
  /// Both parts together, energy.
  public let energy: Interval<WattHours>
  /// Both parts together, carbon; the grid's factor is taken as it is.
  public let carbon: Interval<GramsCO2e>
  /// The size part alone: the model's parameters at the ends of their range, and assumed widths of
  /// attention and cache from a quarter to twice.
  public let energyFromSize: Interval<WattHours>
  /// The method part alone: the middle 80 % of measurements around what the formula predicts for a
  /// known size (÷ 1.30 to ÷ 0.55).
  public let energyFromMethod: Interval<WattHours>
}

extension Rate {
  /// The error of the sum of requests at this rate.
  package func uncertainty(of sums: UsageSums, requests: UInt128 = 1) -> Uncertainty {
    let kernel = kernel
    let method = basis.methodology.methodRange
    let low = kernel.low.units(of: sums, requests: requests)
    let point = kernel.point.units(of: sums, requests: requests)
    let high = kernel.high.units(of: sums, requests: requests)
    func nanos(_ units: UInt128, _ scale: Scale, _ factor: Rational) -> Int128 {
      scale.times(factor).apply(units, dividedBy: requests).rounded
    }
    func energy(_ units: UInt128, _ factor: Rational) -> WattHours {
      WattHours(nanos: nanos(units, kernel.energy, factor))
    }
    func carbon(_ units: UInt128, _ factor: Rational) -> GramsCO2e {
      GramsCO2e(nanos: nanos(units, kernel.carbon, factor))
    }
    let one = Rational(1)
    return Uncertainty(
      energy: Interval(low: energy(low, method.low), high: energy(high, method.high)),
      carbon: Interval(low: carbon(low, method.low), high: carbon(high, method.high)),
      energyFromSize: Interval(low: energy(low, one), high: energy(high, one)),
      energyFromMethod: Interval(low: energy(point, method.low), high: energy(point, method.high)))
  }
}

extension Scale {
  fileprivate func times(_ factor: Rational) -> Scale {
    Scale(Rational(Int128(numerator), over: Int128(denominator)) * factor)
  }
}
