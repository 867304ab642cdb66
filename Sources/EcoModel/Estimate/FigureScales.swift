/// From whole numbers of a unit to the four figures of a request.
package struct FigureScales: Sendable {
  let energy: Scale
  let carbon: Scale

  /// - Parameters:
  ///   - energy: nanowatt-hours that one unit is.
  ///   - carbon: nanograms that one unit is.
  init(energy: Rational, carbon: Rational) {
    self.init(Scale(energy), Scale(carbon))
  }

  @inline(__always)
  init(_ energy: Scale, _ carbon: Scale) {
    self.energy = energy
    self.carbon = carbon
  }

  /// What a usage is charged, before it is turned into figures.
  package struct Charge {
    /// In units, times `requests`.
    let units: UInt128
    let requests: UInt128
    let tokens: UInt128
    package let accuracy: Accuracy
  }

  /// Energy in nanowatt-hours.
  @inline(__always)
  package func energy(_ charge: Charge) -> ExactQuotient {
    energy.apply(charge.units, dividedBy: charge.requests)
  }

  /// Carbon in nanograms.
  @inline(__always)
  package func carbon(_ charge: Charge) -> ExactQuotient {
    carbon.apply(charge.units, dividedBy: charge.requests)
  }

  /// Carbon in nanograms, by a slot of the caller's series where there is one.
  @inline(__always)
  package func carbon(_ charge: Charge, by slot: ZoneSeries.Slot?) -> ExactQuotient {
    guard let slot else { return carbon(charge) }
    // Nanowatt-hours times g/kWh are thousandths of nanograms.
    return energy.apply(
      charge.units, times: slot.weight,
      dividedBy: charge.requests * (1000 * UInt128(slot.unitsPerGram)))
  }

  /// Carbon for each 1000 tokens in nanograms, likewise.
  @inline(__always)
  package func carbonPer1kTokens(_ charge: Charge, by slot: ZoneSeries.Slot?) -> ExactQuotient {
    guard let slot else { return carbonPer1kTokens(charge) }
    return energy.apply(
      charge.units, times: slot.weight,
      dividedBy: charge.requests * charge.tokens * UInt128(slot.unitsPerGram))
  }

  /// Energy for each 1000 tokens in nanowatt-hours.
  @inline(__always)
  package func energyPer1kTokens(_ charge: Charge) -> ExactQuotient {
    per1kTokens(charge, energy)
  }

  /// Carbon for each 1000 tokens in nanograms.
  @inline(__always)
  package func carbonPer1kTokens(_ charge: Charge) -> ExactQuotient {
    per1kTokens(charge, carbon)
  }

  /// A thousand times the units over the tokens: scales of their own would make a rate half as large
  /// again, and a log may have thousands.
  @inline(__always)
  private func per1kTokens(_ charge: Charge, _ scale: Scale) -> ExactQuotient {
    let (units, overflow) = charge.units.multipliedReportingOverflow(by: 1000)
    let divisor = charge.requests * charge.tokens
    return overflow
      ? scale.times(1000).apply(charge.units, dividedBy: divisor)
      : scale.apply(units, dividedBy: divisor)
  }
}
