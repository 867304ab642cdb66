/// A range of a figure, from one cause.
public struct Interval<Quantity: NanoQuantity>: Sendable, Hashable {
  /// The lower end.
  public let low: Quantity
  /// The upper end.
  public let high: Quantity
}

/// What is known about the error of an estimate, by cause.
///
/// `low ≤ estimate ≤ high` always holds, for each part and for all together.
public struct Uncertainty: Sendable, Hashable {
  /// A cause of error.
  public enum Cause: String, CaseIterable, Sendable {
    /// The model's parameters, and the widths of attention and cache where they are assumed.
    case size
    /// The bits of a weight as served.
    case precision
    /// How many sequences shared the weights, and what prompts and cached prompts cost.
    case serving
    /// What the formula misses, and from the accelerators to the meter: host, idle capacity, PUE.
    case service
  }

  /// All causes together, energy.
  public let energy: Interval<WattHours>
  /// All causes together, carbon; the grid's factor is taken as it is.
  public let carbon: Interval<GramsCO2e>
  /// The size alone: the model's parameters at the ends of their range, and assumed widths of
  /// attention and cache from a quarter to twice.
  public let energyFromSize: Interval<WattHours>
  /// Everything but the size.
  public let energyFromMethod: Interval<WattHours>
  /// Each cause alone, with everything else at its point; those that the methodology tells apart and
  /// that the figure depends on.
  public let parts: [Cause: Interval<WattHours>]
}

/// The ends of the interval for one rate and one way of serving.
package struct RangeKernel: Sendable {
  private let low: EndKernel
  private let high: EndKernel

  init(_ basis: Rate.Basis, _ serving: ServingClass, measured: MeasuredKernel?) {
    func end(_ end: IntervalEnd) -> EndKernel {
      EndKernel(basis, end, serving, measured, EndChoice.all)
    }
    low = end(basis.methodology.interval.low)
    high = end(basis.methodology.interval.high)
  }

  /// The ends for one usage.
  package func range(
    _ usage: TokenUsage, _ sums: ChargeSums, by slot: ZoneSeries.Slot?
  ) -> (energy: Interval<WattHours>, carbon: Interval<GramsCO2e>) {
    Self.range(low.figures(usage, sums, by: slot), high.figures(usage, sums, by: slot))
  }

  /// The ends for the sum of many requests.
  ///
  /// - Parameter weighted: the same sums by their slots, where carbon was charged by a series.
  package func range(
    _ sums: ChargeSums, _ weighted: WeightedSums?
  ) -> (energy: Interval<WattHours>, carbon: Interval<GramsCO2e>) {
    Self.range(low.figures(sums, weighted), high.figures(sums, weighted))
  }

  private static func range(
    _ low: (energy: WattHours, carbon: GramsCO2e), _ high: (energy: WattHours, carbon: GramsCO2e)
  ) -> (energy: Interval<WattHours>, carbon: Interval<GramsCO2e>) {
    (Interval(low: low.energy, high: high.energy), Interval(low: low.carbon, high: high.carbon))
  }
}

/// What of an end differs from the point.
struct EndChoice: OptionSet {
  let rawValue: Int
  static let size = EndChoice(rawValue: 1)
  static let precision = EndChoice(rawValue: 2)
  static let serving = EndChoice(rawValue: 4)
  static let service = EndChoice(rawValue: 8)
  static let all: EndChoice = [size, precision, serving, service]
  static let method: EndChoice = [precision, serving, service]

  static func one(_ cause: Uncertainty.Cause) -> EndChoice {
    switch cause {
    case .size: .size
    case .precision: .precision
    case .serving: .serving
    case .service: .service
    }
  }
}

extension EndKernel {
  /// The figure itself, as sums of tokens and of what is measured give it.
  init(point basis: Rate.Basis, _ serving: ServingClass, _ accelerator: Accelerator?) {
    self.init(
      basis, basis.methodology.interval.low, serving, basis.measured(serving, accelerator), [])
  }

  /// - Parameter share: what the energy without the facility's overhead is multiplied by; `nil`: the
  ///   energy at the facility's meter.
  init(
    _ basis: Rate.Basis, _ end: IntervalEnd, _ serving: ServingClass, _ measured: MeasuredKernel?,
    _ choice: EndChoice, withoutPUE share: Rational? = nil
  ) {
    var factor = choice.contains(.service) ? end.widths.of(serving) : Rational(1)
    if let share {
      factor = factor * share / Rational(basis.pue)
    } else if choice.contains(.service), let pue = end.pue, !basis.publishesPUE {
      factor = factor * pue / Rational(basis.pue)
    }
    let grid: RangeEnd = choice == .all ? end.size : .point
    guard let size = basis.size, measured == nil else {
      let measured = measured ?? MeasuredKernel(basis, serving.basis, nil)
      self.init(measured: measured.nanosPerUnit * factor, basis, grid: grid)
      return
    }
    let sizeEnd = choice.contains(.size) ? end.size : .point
    let formula = basis.methodology.coefficients(
      size.values(sizeEnd, bits: choice.contains(.precision) ? end.bits : .point),
      choice.contains(.serving) ? end.doubt : .none)
    let spread = size.isMixture ? end.sequences.mixture : end.sequences.dense
    let sequences: Concurrency? =
      switch serving.basis {
      case .assumed: choice.contains(.serving) ? spread : basis.sequences
      case .local: basis.sequences
      default: nil
      }
    self.init(basis, formula, size: sizeEnd, among: sequences, factor: factor, grid: grid)
  }
}

extension IntervalEnd.Widths {
  fileprivate func of(_ serving: ServingClass) -> Rational {
    switch serving.basis {
    case .assumed: assumed
    case .local, .concurrency: said
    case .gpuSeconds: serving.isShared ? gpuSecondsShared : gpuSeconds
    case .metered: metered
    }
  }
}

extension Rate {
  /// The ends of the interval for one way of serving.
  package func ranges(_ serving: ServingClass, _ accelerator: Accelerator?) -> RangeKernel {
    RangeKernel(basis, serving, measured: basis.measured(serving, accelerator))
  }

  /// The error of figures at this rate, of one usage or of many.
  func uncertainty(
    _ serving: ServingClass, _ accelerator: Accelerator?,
    _ figures: (EndKernel) -> (energy: WattHours, carbon: GramsCO2e)
  ) -> Uncertainty {
    let measured = basis.measured(serving, accelerator)
    let (low, high) = basis.methodology.interval
    func ends(
      _ choice: EndChoice
    ) -> (low: (energy: WattHours, carbon: GramsCO2e), high: (energy: WattHours, carbon: GramsCO2e))
    {
      (
        figures(EndKernel(basis, low, serving, measured, choice)),
        figures(EndKernel(basis, high, serving, measured, choice))
      )
    }
    func energy(_ choice: EndChoice) -> Interval<WattHours> {
      let ends = ends(choice)
      return Interval(low: ends.low.energy, high: ends.high.energy)
    }
    let all = ends(.all)
    let causes: [Uncertainty.Cause] =
      !basis.methodology.knowsServing
      ? [.size] : measured != nil ? [.service] : Uncertainty.Cause.allCases
    return Uncertainty(
      energy: Interval(low: all.low.energy, high: all.high.energy),
      carbon: Interval(low: all.low.carbon, high: all.high.carbon),
      energyFromSize: energy(.size), energyFromMethod: energy(.method),
      parts: Dictionary(uniqueKeysWithValues: causes.map { ($0, energy(.one($0))) }))
  }
}

extension Estimate {
  /// The ends of the interval, all causes together.
  package var range: (energy: Interval<WattHours>, carbon: Interval<GramsCO2e>) {
    let kind = rate.servingClass(serving)
    return rate.ranges(kind, serving.accelerator).range(usage, rate.sums(usage, serving), by: slot)
  }
}

extension Rate.Basis {
  /// What a measured quantity costs, where this way of serving is one.
  package func measured(_ serving: ServingClass, _ accelerator: Accelerator?) -> MeasuredKernel? {
    serving.basis >= .gpuSeconds ? MeasuredKernel(self, serving.basis, accelerator) : nil
  }
}
