/// How a request was served, as far as the caller knows: the more is known, the narrower the interval.
///
/// Where several things are given, metered energy counts before GPU-seconds, those before concurrency.
/// A methodology that does not know serving (`Methodology.knowsServing`) takes no notice.
public struct Serving: Sendable, Hashable {
  /// What a figure was worked out from: the data-quality tag that reporters need.
  public enum Basis: String, CaseIterable, Sendable, Comparable {
    /// Nobody said: 64 sequences, and a wide interval.
    case assumed
    /// A runner on somebody's own machine: one sequence.
    case local
    /// So many concurrent sequences.
    case concurrency
    /// The time of so many accelerators.
    case gpuSeconds = "gpu_seconds"
    /// Energy metered at the accelerators.
    case metered

    /// Orders by how much is known.
    public static func < (a: Basis, b: Basis) -> Bool { a.ordinal < b.ordinal }

    /// Its place among all, the least known first, from 0.
    package var ordinal: Int {
      switch self {
      case .assumed: 0
      case .local: 1
      case .concurrency: 2
      case .gpuSeconds: 3
      case .metered: 4
      }
    }
  }

  /// The largest number of GPU-seconds and of watt-hours: 10¹².
  public static let maximum = 1_000_000_000_000

  /// What is known.
  private struct Facts: Hashable {
    let concurrency: Concurrency?
    let accelerator: Accelerator?
    let gpuMicroseconds: UInt64?
    let meteredNanos: UInt128?
    let isProrated: Bool
  }

  /// Out of line, because each estimate carries it along, and most requests say nothing.
  private final class Box: Sendable {
    let facts: Facts
    init(_ facts: Facts) { self.facts = facts }
  }

  private let box: Box?

  /// Concurrent sequences.
  public var concurrency: Concurrency? { box?.facts.concurrency }
  /// The accelerator.
  public var accelerator: Accelerator? { box?.facts.accelerator }
  /// Millionths of a GPU-second.
  package var gpuMicroseconds: UInt64? { box?.facts.gpuMicroseconds }
  /// Energy at the accelerators, in billionths of a watt-hour.
  package var meteredNanos: UInt128? { box?.facts.meteredNanos }
  /// Whether the metered energy is a share of what several requests took together, or nobody says that
  /// it is this one's own.
  package var isProrated: Bool { box?.facts.isProrated ?? false }

  /// Nothing is known.
  public static let assumed = Serving(
    concurrency: nil, accelerator: nil, gpuMicroseconds: nil, meteredNanos: nil)

  package init(
    concurrency: Concurrency?, accelerator: Accelerator?, gpuMicroseconds: UInt64?,
    meteredNanos: UInt128?, isProrated: Bool = false
  ) {
    let facts = Facts(
      concurrency: concurrency, accelerator: accelerator, gpuMicroseconds: gpuMicroseconds,
      meteredNanos: meteredNanos, isProrated: isProrated && meteredNanos != nil)
    let isNothing =
      concurrency == nil && accelerator == nil && gpuMicroseconds == nil && meteredNanos == nil
    box = isNothing ? nil : Box(facts)
  }

  /// Whether the same is known.
  public static func == (a: Serving, b: Serving) -> Bool { a.box?.facts == b.box?.facts }

  /// Hashes what is known.
  public func hash(into hasher: inout Hasher) { hasher.combine(box?.facts) }

  /// What is known; `nil` where a number is out of range.
  ///
  /// - Parameters:
  ///   - concurrency: concurrent sequences.
  ///   - gpuSeconds: the integral of accelerators ÷ sequences running over the time in which the
  ///     request ran, prefill and decode added, queue and idle time left out: from 0 to 10¹² with at
  ///     most six places. It counts only with an accelerator.
  ///   - accelerator: what they were.
  ///   - acceleratorEnergy: energy metered at the accelerators: up to 10¹² Wh.
  public init?(
    concurrency: Concurrency? = nil, gpuSeconds: Decimal9? = nil,
    accelerator: Accelerator? = nil, acceleratorEnergy: WattHours? = nil
  ) {
    let limit = 0...Int128(Self.maximum) * Decimal9.one.nanos
    guard limit.contains(gpuSeconds?.nanos ?? 0), limit.contains(acceleratorEnergy?.nanos ?? 0),
      (gpuSeconds?.nanos ?? 0) % 1000 == 0
    else { return nil }
    self.init(
      concurrency: concurrency, accelerator: accelerator,
      gpuMicroseconds: gpuSeconds.map { UInt64($0.nanos / 1000) },
      meteredNanos: acceleratorEnergy?.nanos.magnitude)
  }

  /// GPU-seconds.
  public var gpuSeconds: Decimal9? { gpuMicroseconds.map { Decimal9(nanos: Int128($0) * 1000) } }
  /// Energy at the accelerators.
  public var acceleratorEnergy: WattHours? { meteredNanos.map { WattHours(nanos: Int128($0)) } }

  /// What a figure is worked out from, where the place is not a local runner.
  public var basis: Basis {
    guard let facts = box?.facts else { return .assumed }
    if facts.meteredNanos != nil { return .metered }
    if facts.gpuMicroseconds != nil, facts.accelerator != nil { return .gpuSeconds }
    return facts.concurrency == nil ? .assumed : .concurrency
  }

  /// Whether the accelerators' energy is known without the model's size.
  public var isMeasured: Bool { basis >= .gpuSeconds }
}

/// What of the serving the figures of a ledger's line have in common.
package struct ServingClass: Hashable, Comparable, Sendable {
  package let basis: Serving.Basis
  /// The accelerator's name, for GPU-seconds and metered energy.
  package let accelerator: String?
  /// Whether 16 sequences or more were said besides GPU-seconds.
  package let isShared: Bool
  /// Whether metered energy is a share of what several requests took.
  package let isProrated: Bool

  package init(
    basis: Serving.Basis, accelerator: String? = nil, isShared: Bool = false,
    isProrated: Bool = false
  ) {
    self.basis = basis
    self.accelerator = accelerator
    self.isShared = isShared
    self.isProrated = isProrated
  }

  package init(_ serving: Serving, isLocal: Bool) {
    let basis = serving.basis
    self.init(
      basis: basis == .assumed && isLocal ? .local : basis,
      accelerator: serving.isMeasured ? serving.accelerator?.name : nil,
      isShared: basis == .gpuSeconds && serving.concurrency.map { $0 >= .fewest } ?? false,
      isProrated: basis == .metered && serving.isProrated)
  }

  package static func < (a: ServingClass, b: ServingClass) -> Bool {
    if a.basis != b.basis { return a.basis < b.basis }
    if a.accelerator != b.accelerator { return a.accelerator ?? "" < b.accelerator ?? "" }
    if a.isShared != b.isShared { return b.isShared }
    return !a.isProrated && b.isProrated
  }
}

extension Rate {
  /// Whether GPU-seconds are more than the model takes alone, or fewer than among 16384 sequences, the
  /// interval's widths allowed for: then a division by the concurrency may be missing.
  package func isOutlier(_ serving: Serving, for usage: TokenUsage) -> Bool {
    guard basis.size != nil, let accelerator = serving.accelerator else { return false }
    let scales = kernel.scales
    func energy(_ sequences: Concurrency) -> Int128 {
      scales.energy(charge(usage, among: sequences)).rounded
    }
    // Both at the accelerators: without their services.
    let own = basis.methodology.service
    let atMeter = withCharge(usage, serving, by: nil) { charge, scales in
      scales.energy(charge).rounded
    }
    let measured = atMeter * (own.numerator * 1_000_000_000 / own.denominator)
    let service = accelerator.service.nanos
    return measured > energy(.local) * service / 100 * 178
      || measured < energy(.largest) * service / 155 * 100
  }
}
