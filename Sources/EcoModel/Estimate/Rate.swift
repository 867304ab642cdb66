/// What tokens cost: one model, at one place, in one year, under one methodology.
///
/// Everything that can fail has been decided when a rate exists; to estimate is then a handful of
/// integer multiplications. Copying a rate copies one reference.
public struct Rate: Sendable {
  private let storage: Storage

  private final class Storage: Sendable {
    let basis: Basis
    let model: ModelKernel
    let kernel: RateKernel
    let methodologyVersion: String
    let key: Key

    init(basis: Basis, model: ModelKernel, methodologyVersion: String, key: Key) {
      self.basis = basis
      self.model = model
      self.kernel = RateKernel(basis, model)
      self.methodologyVersion = methodologyVersion
      self.key = key
    }
  }

  /// The table rows that a rate was worked out from.
  public struct Basis: Sendable {
    let served: ServedModel
    let place: Place
    /// Whether the caller assumed the region, so that the grid factor is a guess.
    public let regionAssumed: Bool

    init(_ served: ServedModel, _ place: Place, regionAssumed: Bool) {
      self.served = served
      self.place = place
      self.regionAssumed = regionAssumed
    }

    /// The model's row.
    public var model: Model { served.model }
    /// The model's size; `nil` only where a figure is asked for whose accelerators were measured.
    public var size: Model.Size? { served.size }
    /// What was done to the model's id to find its row.
    public var modelSteps: [String] { served.steps }
    /// Concurrent sequences where a request says none: 64, or 1 for a local runner.
    public var sequences: Concurrency { served.sequences }
    /// The methodology.
    public var methodology: Methodology { served.methodology }
    /// The place's row.
    public var region: Region { place.region }
    /// The zone's row for the year.
    public var grid: GridIntensity { place.grid }
    /// Rows of other areas for the year that could be defended where the place is a part of several;
    /// each is looked up when this is asked for.
    public var areas: [GridIntensity] { place.areas }
    /// Power usage effectiveness: the site's, else the methodology's default, else 1.
    public var pue: Decimal9 { place.pue }
    /// What the site's operator publishes of it; `nil`: nothing.
    public var site: SitePUE? { place.site }
    /// The year of the request less the year of the grid's row; 0 where the date is not known.
    public var factorAge: Int { place.factorAge }
    /// Between which grids the truth is, where the region is only the likeliest of several.
    package var spread: PlaceSpread? { place.spread }
    /// The caller's series for the place.
    package var series: ZoneSeries? { place.series }
    /// What the caller bought for the place.
    package var market: ZoneSeries? { place.market }
  }

  /// What makes two rates of one estimator the same.
  package struct Key: Hashable, Comparable, Sendable {
    // Numbers of rows, narrow because there are several copies of each key.
    private let model: Int32
    private let region: Int32
    private let grid: Int32
    /// The line of the site's PUE; 0 where it is not published.
    private let site: Int32
    private let factorAge: Int32
    private let regionAssumed: Bool
    let isLocal: Bool
    let bits: NamedBits?
    /// The rows of the grids between which the place's lies; below 0 where there are none.
    private let spreadLow: Int32
    private let spreadHigh: Int32

    init(
      model: Int, bits: NamedBits?, region: Int, grid: Int, site: Int, factorAge: Int,
      regionAssumed: Bool, isLocal: Bool, ends: (low: Int, high: Int)? = nil
    ) {
      self.model = Int32(truncatingIfNeeded: model)
      self.region = Int32(truncatingIfNeeded: region)
      self.grid = Int32(truncatingIfNeeded: grid)
      self.site = Int32(truncatingIfNeeded: site)
      self.factorAge = Int32(truncatingIfNeeded: factorAge)
      self.regionAssumed = regionAssumed
      self.isLocal = isLocal
      self.bits = bits
      spreadLow = Int32(truncatingIfNeeded: ends?.low ?? -1)
      spreadHigh = Int32(truncatingIfNeeded: ends?.high ?? -1)
    }

    private var order: (Int32, Int32, Int32, Int32, Int32, Int32) {
      (model, region, grid, site, factorAge, (regionAssumed ? 2 : 0) + (isLocal ? 1 : 0))
    }

    package static func < (a: Key, b: Key) -> Bool {
      if a.model == b.model, a.bits != b.bits { return NamedBits.areInOrder(a.bits, b.bits) }
      let (first, second) = (a.order, b.order)
      return first == second
        ? (a.spreadLow, a.spreadHigh) < (b.spreadLow, b.spreadHigh) : first < second
    }
  }

  init(basis: Basis, kernel: ModelKernel, methodologyVersion: String, key: Key) {
    storage = Storage(
      basis: basis, model: kernel, methodologyVersion: methodologyVersion, key: key)
  }

  /// The table rows behind it.
  public var basis: Basis { storage.basis }
  /// Coefficients and data: `v2-2026-12`, or with a suffix where the tables are a caller's own.
  public var methodologyVersion: String { storage.methodologyVersion }
  package var kernel: RateKernel { storage.kernel }
  package var key: Key { storage.key }
  /// The precision that the model's id names, where it is not the row's.
  package var namedBits: NamedBits? { storage.key.bits }

  /// The id of the model's row.
  package var modelID: String { storage.basis.served.model.id }

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
    return body(charge(usage, among: sequences, isBySlot: isBySlot), storage.kernel.scales)
  }

  /// What a usage is charged that was decoded among so many sequences.
  package func charge(
    _ usage: TokenUsage, among sequences: Concurrency, isBySlot: Bool = false
  ) -> FigureScales.Charge {
    storage.kernel.charge(
      usage, storage.model.reading, among: sequences, isBySlot: isBySlot)
  }

  /// Carbon of a usage by a factor of what the caller bought, in nanograms: at full precision, and as
  /// it is printed.
  package func marketCarbon(
    _ usage: TokenUsage, _ serving: Serving, by slot: ZoneSeries.Slot, significantDigits: Int?
  ) -> (exact: Int128, printed: Int128) {
    withCharge(usage, serving, by: nil) { charge, scales in
      let carbon = scales.carbon(charge, by: slot)
      let printed = significantDigits.map { carbon.rounded(significantDigits: $0) }
      return (carbon.rounded, printed ?? carbon.rounded)
    }
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
        storage.model.reading?.add(usage, sequences, to: &sums)
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
  var gramsPerWattHour: Rational { place.gramsPerWattHour }

  /// The same at an end of the interval: of the place's own grid, unless it is one of several.
  func gramsPerWattHour(_ end: RangeEnd) -> Rational {
    guard let spread, end != .point else { return gramsPerWattHour }
    let row = end == .low ? spread.low : spread.high
    return Rational(row.intensity) / Rational(1000)
  }

  /// The grid of an end over the place's own.
  func gridRatio(_ end: RangeEnd) -> Rational {
    grid.intensity > .zero ? gramsPerWattHour(end) / gramsPerWattHour : Rational(1)
  }

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
