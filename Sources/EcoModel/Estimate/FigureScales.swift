/// From whole numbers of a unit to the four figures of a request.
package struct FigureScales: Sendable {
  let energy: Scale
  let carbon: Scale
  private let energyPer1k: Scale
  private let carbonPer1k: Scale

  /// - Parameters:
  ///   - energy: nanowatt-hours that one unit is.
  ///   - carbon: nanograms that one unit is.
  init(energy: Rational, carbon: Rational) {
    let kilo = Rational(1000)
    self.init(
      energy: energy, carbon: carbon, energyPer1k: energy * kilo, carbonPer1k: carbon * kilo)
  }

  /// - Parameters:
  ///   - energyPer1k: a thousand times the first.
  ///   - carbonPer1k: a thousand times the second.
  init(energy: Rational, carbon: Rational, energyPer1k: Rational, carbonPer1k: Rational) {
    self.energy = Scale(energy)
    self.carbon = Scale(carbon)
    self.energyPer1k = Scale(energyPer1k)
    self.carbonPer1k = Scale(carbonPer1k)
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
    energyPer1k.apply(charge.units, dividedBy: charge.requests * charge.tokens)
  }

  /// Carbon for each 1000 tokens in nanograms.
  @inline(__always)
  package func carbonPer1kTokens(_ charge: Charge) -> ExactQuotient {
    carbonPer1k.apply(charge.units, dividedBy: charge.requests * charge.tokens)
  }
}
