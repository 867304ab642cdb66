package import EcoModel

/// What requests of one model took, as somebody measured it and as the formula says of the same tokens.
package struct MeasuredSums: Sendable, Equatable {
  /// Records with both.
  package private(set) var records = 0
  /// Those of them whose energy is a share of what several requests took.
  package private(set) var prorated = 0
  /// Each as it is printed in full, with the service's share and the facility's overhead.
  package private(set) var measured = WattHours.zero
  package private(set) var formula = WattHours.zero
  /// Records whose measured energy is below the low end of the formula's interval.
  package private(set) var below = 0
  /// Records whose measured energy is above the high end.
  package private(set) var above = 0
  /// Records of which both energies are above 0, so that one is so many times the other.
  private var factors = 0
  /// Of the logarithms of these factors, and of their squares.
  private var logarithms: Int128 = 0
  private var squares: Int128 = 0

  package init() {}

  /// Records whose measured energy is in the interval, its ends included.
  package var inside: Int { records - below - above }

  /// Records without a factor.
  package var withoutFactor: Int { records - factors }

  /// The geometric mean of measured over formula, in thousandths; `nil` without any.
  package var factor: UInt128? {
    factors > 0 ? BinaryLogarithm.thousandths(mean) : nil
  }

  /// The geometric standard deviation of the factors, in thousandths: 1000 where all are equal.
  package var spread: UInt128? {
    guard factors > 0 else { return nil }
    let (mean, count) = (mean, Int128(factors))
    let variance = (squares - 2 * mean * logarithms + count * mean * mean) / count
    return BinaryLogarithm.thousandths(Int128(Self.root(variance.magnitude)))
  }

  private var mean: Int128 { logarithms / Int128(factors) }

  /// The square root, rounded down.
  private static func root(_ value: UInt128) -> UInt128 {
    var root: UInt128 = 0
    for bit in (0..<64).reversed() {
      let larger = root | 1 << bit
      if larger * larger <= value { root = larger }
    }
    return root
  }

  mutating func add(
    measured: WattHours, formula: WattHours, _ interval: Interval<WattHours>, isProrated: Bool
  ) {
    records += 1
    if isProrated { prorated += 1 }
    self.measured += measured
    self.formula += formula
    if measured < interval.low { below += 1 }
    if measured > interval.high { above += 1 }
    guard measured > .zero, formula > .zero else { return }
    let factor =
      BinaryLogarithm.of(measured.nanos.magnitude) - BinaryLogarithm.of(formula.nanos.magnitude)
    factors += 1
    logarithms += factor
    squares += factor * factor
  }

  package mutating func merge(_ other: MeasuredSums) {
    records += other.records
    prorated += other.prorated
    measured += other.measured
    formula += other.formula
    below += other.below
    above += other.above
    factors += other.factors
    logarithms += other.logarithms
    squares += other.squares
  }
}
