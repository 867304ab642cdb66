/// A value of a range: one of its ends, or the one that the estimate uses.
package enum RangeEnd: Sendable {
  case low, point, high
}

extension Model.Size {
  /// One set of values for what is known as ranges.
  struct Point {
    let total: Rational
    let active: Rational
    /// Of a weight as it is read.
    let weightBits: Rational
    /// Of a weight as it is multiplied.
    let arithmeticBits: Rational
    let kvBytes: Rational
    let attentionWidth: Rational
  }

  /// The values used for the estimate.
  var point: Point { values(.point) }

  /// The values at one end of the sizes and one of the precision.
  func values(_ size: RangeEnd, bits: RangeEnd = .point) -> Point {
    let widths =
      switch (architecture, size) {
      case (.config, _), (_, .point): Rational(1)
      case (.assumed, .low): Methodology.Shared.assumedLow.value
      case (.assumed, .high): Methodology.Shared.assumedHigh.value
      }
    let weightBits = self.weightBits(bits)
    return Point(
      total: Rational(total[size]), active: Rational(active[size]),
      weightBits: Rational(weightBits), arithmeticBits: Rational(arithmeticBits ?? weightBits),
      kvBytes: Rational(Int128(kvBytes)) * widths,
      attentionWidth: Rational(Int128(attentionWidth)) * widths)
  }

  /// The bits of a weight at one end of what they may be.
  package func weightBits(_ end: RangeEnd) -> Decimal9 {
    func whole(_ bits: Int128) -> Decimal9 { Decimal9(nanos: bits * Decimal9.one.nanos) }
    return switch (precision, end) {
    case (_, .point), (.named, _), (.released, .high): weightBits
    case (.released, .low): min(whole(8), weightBits)
    case (.assumed, .low): min(whole(4), weightBits)
    case (.assumed, .high): max(whole(16), weightBits)
    }
  }

  /// Whether not all parameters take part in a token.
  package var isMixture: Bool { active.point < total.point }
}

extension Model.Parameters {
  /// The value at one end.
  package subscript(end: RangeEnd) -> Decimal9 {
    switch end {
    case .low: low
    case .point: point
    case .high: high
    }
  }
}
