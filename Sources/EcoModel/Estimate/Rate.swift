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
    /// Power usage effectiveness: the site's, else the methodology's default, else 1.
    public let pue: Decimal9
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
    let factorAge: Int
    let regionAssumed: Bool
    let isLocal: Bool

    private var order: (Int, Int, Int, Int, Int, Int) {
      (model, region, grid, factorAge, regionAssumed ? 1 : 0, isLocal ? 1 : 0)
    }

    package static func < (a: Key, b: Key) -> Bool {
      if a.model == b.model, a.bits != b.bits { return NamedBits.areInOrder(a.bits, b.bits) }
      return a.order < b.order
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
    withCharge(usage, serving) { charge, scales in
      Estimate(
        rate: self, usage: usage, serving: serving,
        energy: WattHours(nanos: scales.energy(charge).rounded),
        carbon: GramsCO2e(nanos: scales.carbon(charge).rounded), accuracy: charge.accuracy)
    }
  }

  /// What a usage is charged when it was served so, and the way to its figures: in place, because
  /// copies would cost more than the figures.
  @inline(__always)
  func withCharge<Result>(
    _ usage: TokenUsage, _ serving: Serving,
    _ body: (FigureScales.Charge, borrowing FigureScales) -> Result
  ) -> Result {
    if serving.basis == .assumed {
      return body(storage.kernel.charge(usage), storage.kernel.scales)
    }
    let kind = servingClass(serving)
    if let measured = basis.measured(kind, serving.accelerator) {
      return body(measured.charge(usage, serving.quantity), measured.scales)
    }
    guard kind.basis == .concurrency, let sequences = serving.concurrency else {
      return body(storage.kernel.charge(usage), storage.kernel.scales)
    }
    return body(storage.kernel.charge(usage, among: sequences), storage.kernel.scales)
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
  package var publishesPUE: Bool { region.pue != nil }

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
