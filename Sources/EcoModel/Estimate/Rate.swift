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
    /// The model's size; `nil` only where a figure is asked for whose accelerators were measured.
    public let size: Model.Size?
    /// The place's row.
    public let region: Region
    /// The zone's row for the year.
    public let grid: GridIntensity
    /// Rows of other areas for the year that could be defended where the place is a part of several.
    public let areas: [GridIntensity]
    /// Power usage effectiveness: the site's, else the methodology's default, else 1.
    public let pue: Decimal9
    /// What the site's operator publishes of it; `nil`: nothing.
    public let site: SitePUE?
    /// The caller's series for the place.
    package let series: ZoneSeries?
    /// What the caller bought for the place.
    package let market: ZoneSeries?
    /// The year of the request less the year of the grid's row; 0 where the date is not known.
    public let factorAge: Int
    /// Whether the caller assumed the region, so that the grid factor is a guess.
    public let regionAssumed: Bool
    /// Concurrent sequences where a request says none: 64, or 1 for a local runner.
    public let sequences: Concurrency
    /// The methodology.
    public let methodology: Methodology
    /// What was done to the model's id to find its row.
    public let modelSteps: [String]
  }

  /// What makes two rates of one estimator the same.
  package struct Key: Hashable, Comparable, Sendable {
    let model: Int
    let bits: NamedBits?
    let region: Int
    let grid: Int
    /// The line of the site's PUE; 0 where it is not published.
    let site: Int
    let factorAge: Int
    let regionAssumed: Bool
    let isLocal: Bool

    /// Tuples of more than six are not ordered.
    private var order: [Int] {
      [model, region, grid, site, factorAge, regionAssumed ? 1 : 0, isLocal ? 1 : 0]
    }

    package static func < (a: Key, b: Key) -> Bool {
      if a.model == b.model, a.bits != b.bits { return NamedBits.areInOrder(a.bits, b.bits) }
      return a.order.lexicographicallyPrecedes(b.order)
    }
  }

  init(basis: Basis, methodologyVersion: String, key: Key) {
    storage = Storage(
      basis: basis, kernel: RateKernel(basis), methodologyVersion: methodologyVersion, key: key)
  }

  /// The table rows behind it.
  public var basis: Basis { storage.basis }
  /// Coefficients and data: `v2-2026-12`, or with a suffix where the tables are a caller's own.
  public var methodologyVersion: String { storage.methodologyVersion }
  package var kernel: RateKernel { storage.kernel }
  package var key: Key { storage.key }
  /// The precision that the model's id names, where it is not the row's.
  package var namedBits: NamedBits? { storage.key.bits }

  /// The best label that a request at this rate can have.
  public var accuracy: Accuracy { storage.kernel.accuracy }

  /// What a request costs. Never fails; O(1), and without allocation where nothing is said of serving.
  ///
  /// - Parameters:
  ///   - usage: the tokens.
  ///   - serving: how it was served, as far as that is known.
  public func estimate(_ usage: TokenUsage, serving: Serving = .assumed) -> Estimate {
    estimate(usage, serving, by: nil)
  }

  /// What a request costs, its carbon by the slot of the caller's series that it starts in; by the
  /// year's row where there is none. Several requests added up are charged by the mean of their day.
  ///
  /// - Parameters:
  ///   - usage: the tokens.
  ///   - moment: when it started.
  ///   - serving: how it was served, as far as that is known.
  public func estimate(
    _ usage: TokenUsage, at moment: SeriesMoment, serving: Serving = .assumed
  ) -> Estimate {
    let series = storage.basis.series
    return estimate(
      usage, serving, by: series?.slot(at: usage.requests > 1 ? moment.day : moment))
  }

  @inline(__always)
  private func estimate(
    _ usage: TokenUsage, _ serving: Serving, by slot: ZoneSeries.Slot?
  ) -> Estimate {
    withCharge(usage, serving, by: slot) { charge, scales in
      Estimate(
        rate: self, usage: usage, serving: serving,
        energy: WattHours(nanos: scales.energy(charge).rounded),
        carbon: GramsCO2e(nanos: scales.carbon(charge, by: slot).rounded),
        accuracy: charge.accuracy, slot: slot)
    }
  }

  /// What a usage is charged when it was served so, and the way to its figures: in place, because
  /// copies would cost more than the figures.
  @inline(__always)
  func withCharge<Result>(
    _ usage: TokenUsage, _ serving: Serving, by slot: ZoneSeries.Slot?,
    _ body: (FigureScales.Charge, borrowing FigureScales) -> Result
  ) -> Result {
    let isBySlot = slot != nil
    if serving.basis == .assumed {
      return body(storage.kernel.charge(usage, isBySlot: isBySlot), storage.kernel.scales)
    }
    let kind = servingClass(serving)
    if let measured = basis.measured(kind, serving.accelerator) {
      return body(measured.charge(usage, serving.quantity), measured.scales)
    }
    guard kind.basis == .concurrency, let sequences = serving.concurrency else {
      return body(storage.kernel.charge(usage, isBySlot: isBySlot), storage.kernel.scales)
    }
    return body(
      storage.kernel.charge(usage, among: sequences, isBySlot: isBySlot), storage.kernel.scales)
  }

  /// What of a way of serving counts at this rate.
  package func servingClass(_ serving: Serving) -> ServingClass {
    ServingClass(
      storage.basis.methodology.knowsServing ? serving : .assumed, isLocal: storage.key.isLocal)
  }

  /// What of a usage that was served so goes into sums.
  package func sums(_ usage: TokenUsage, _ serving: Serving) -> ChargeSums {
    var sums = ChargeSums()
    sums.usage.add(usage)
    switch servingClass(serving).basis {
    case .assumed, .local: break
    case .concurrency:
      if let sequences = serving.concurrency {
        storage.kernel.addReading(usage, sequences, to: &sums)
      }
    case .gpuSeconds, .metered: sums.quantity = serving.quantity
    }
    return sums
  }
}

extension Rate.Basis {
  /// Watt-hours at the facility's meter that one unit of the coefficients is.
  var wattHours: Rational { methodology.unit * methodology.service * Rational(pue) }

  /// Emissions of a watt-hour.
  var gramsPerWattHour: Rational { Rational(grid.intensity) / Rational(1000) }

  /// Whether the site's operator publishes the PUE.
  package var publishesPUE: Bool { site != nil }

  /// The best label that a request can have whose carbon is by a slot of the caller's series.
  var slotAccuracy: Accuracy {
    Accuracy(
      evidence: model.evidence, match: series?.basis == .lifecycle ? .own : .broad, factorAge: 0,
      regionAssumed: regionAssumed)
  }

  /// The best label that a request can have whose tokens are charged.
  var accuracy: Accuracy {
    Accuracy(
      evidence: model.evidence, match: region.match, factorAge: factorAge,
      regionAssumed: regionAssumed)
  }
}

extension Serving {
  /// What is measured, in the unit of `MeasuredKernel`.
  package var quantity: UInt128 {
    switch basis {
    case .metered: meteredNanos ?? 0
    case .gpuSeconds: UInt128(gpuMicroseconds ?? 0)
    case .assumed, .local, .concurrency: 0
    }
  }
}
