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
  /// The error of one usage at this rate.
  func uncertainty(of usage: TokenUsage) -> Uncertainty {
    let sums = UsageSums(usage)
    let requests = UInt128(usage.requestCount)
    return uncertainty { coefficients, scale in
      scale.apply(coefficients.units(of: sums, requests: requests), dividedBy: requests)
    }
  }

  /// The error of the sum of many requests at this rate.
  package func uncertainty(of sums: UsageSums) -> Uncertainty {
    // In the unit of the rate a hostile log may exceed 128 bits long before its figures do.
    let (high, low) = sums.halves(lowBits: 32)
    return uncertainty { coefficients, scale in
      scale.apply(
        high: coefficients.units(of: high), low: coefficients.units(of: low), lowBits: 32)
    }
  }

  private func uncertainty(
    _ figure: (RateKernel.Coefficients, Scale) -> ExactQuotient
  ) -> Uncertainty {
    let kernel = kernel
    let method = basis.methodology.methodRange
    func energy(_ coefficients: RateKernel.Coefficients, _ factor: Rational) -> WattHours {
      WattHours(nanos: figure(coefficients, kernel.energy.times(factor)).rounded)
    }
    func carbon(_ coefficients: RateKernel.Coefficients, _ factor: Rational) -> GramsCO2e {
      GramsCO2e(nanos: figure(coefficients, kernel.carbon.times(factor)).rounded)
    }
    let one = Rational(1)
    return Uncertainty(
      energy: Interval(low: energy(kernel.low, method.low), high: energy(kernel.high, method.high)),
      carbon: Interval(low: carbon(kernel.low, method.low), high: carbon(kernel.high, method.high)),
      energyFromSize: Interval(low: energy(kernel.low, one), high: energy(kernel.high, one)),
      energyFromMethod: Interval(
        low: energy(kernel.point, method.low), high: energy(kernel.point, method.high)))
  }
}

extension Scale {
  fileprivate func times(_ factor: Rational) -> Scale {
    Scale(Rational(Int128(numerator), over: Int128(denominator)) * factor)
  }
}
