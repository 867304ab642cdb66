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
    /// The model's size; a rate exists only where there is one.
    public let size: Model.Size
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
    /// The methodology.
    public let methodology: Methodology
    /// What was done to the model's id to find its row.
    public let modelSteps: [String]
  }

  /// What makes two rates of one estimator the same.
  package struct Key: Hashable, Comparable, Sendable {
    let model: Int
    let region: Int
    let grid: Int
    let factorAge: Int
    let regionAssumed: Bool

    package static func < (a: Key, b: Key) -> Bool {
      (a.model, a.region, a.grid, a.factorAge, a.regionAssumed ? 1 : 0)
        < (b.model, b.region, b.grid, b.factorAge, b.regionAssumed ? 1 : 0)
    }
  }

  init(basis: Basis, methodologyVersion: String, key: Key) {
    storage = Storage(
      basis: basis, kernel: RateKernel(basis), methodologyVersion: methodologyVersion, key: key)
  }

  /// The table rows behind it.
  public var basis: Basis { storage.basis }
  /// Coefficients and data: `v1-2026-11`, or with a suffix where the tables are a caller's own.
  public var methodologyVersion: String { storage.methodologyVersion }
  package var kernel: RateKernel { storage.kernel }
  package var key: Key { storage.key }

  /// The best label that a request at this rate can have.
  public var accuracy: Accuracy { storage.kernel.accuracy }

  /// What a request costs. Never fails; O(1) without allocation.
  public func estimate(_ usage: TokenUsage) -> Estimate {
    let charge = storage.kernel.charge(usage)
    return Estimate(
      rate: self, usage: usage, energy: WattHours(nanos: storage.kernel.energy(charge).rounded),
      carbon: GramsCO2e(nanos: storage.kernel.carbon(charge).rounded), accuracy: charge.accuracy)
  }
}
