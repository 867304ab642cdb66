/// What one request cost, and how well that is known.
public struct Estimate: Sendable {
  /// What the tokens were charged at, with the table rows behind it.
  public let rate: Rate
  /// The tokens.
  public let usage: TokenUsage
  /// How they were served, as far as that was said.
  public let serving: Serving
  /// Energy of the request at the facility's meter, rounded once to whole nanowatt-hours.
  public let energy: WattHours
  /// Emissions of that energy, from the unrounded energy, rounded once to whole nanograms.
  public let carbon: GramsCO2e
  /// How well the inputs are known.
  public let accuracy: Accuracy
  /// What carbon was charged by in place of the year's row.
  package let slot: ZoneSeries.Slot?

  /// Energy for each 1000 tokens, prompt and completion alike, from the unrounded energy, rounded once
  /// to whole nanowatt-hours.
  public var energyPer1kTokens: WattHours {
    rate.withCharge(usage, serving, by: slot) { charge, scales in
      WattHours(nanos: scales.energyPer1kTokens(charge).rounded)
    }
  }

  /// Carbon for each 1000 tokens, prompt and completion alike, from the unrounded carbon, rounded once
  /// to whole nanograms.
  public var carbonPer1kTokens: GramsCO2e {
    rate.withCharge(usage, serving, by: slot) { charge, scales in
      GramsCO2e(nanos: scales.carbonPer1kTokens(charge, by: slot).rounded)
    }
  }

  /// What the figures were worked out from.
  public var basis: Serving.Basis { rate.servingClass(serving).basis }

  /// The range in which the truth is likely to be, by cause; each end is rounded once from its exact
  /// value. Some tens of microseconds.
  public var uncertainty: Uncertainty {
    let sums = rate.sums(usage, serving)
    return rate.uncertainty(rate.servingClass(serving), serving.accelerator) {
      $0.figures(usage, sums, by: slot)
    }
  }

  /// Coefficients and data behind the figures.
  public var methodologyVersion: String { rate.methodologyVersion }

  /// The figures as a gateway prints them.
  ///
  /// - Parameter significantDigits: rounds each figure, once, half to even and from the exact value,
  ///   to so many significant digits (at least one) or to nine places, whichever is coarser; `nil`
  ///   keeps nine places.
  public func block(significantDigits: Int? = nil) -> EcoBlock {
    rate.withCharge(usage, serving, by: slot) { charge, scales in
      EcoBlock(
        EcoFigures(scales, charge, by: slot, significantDigits: significantDigits),
        methodologyVersion: methodologyVersion)
    }
  }

  /// The figures in full.
  package var figures: EcoFigures {
    rate.withCharge(usage, serving, by: slot) { charge, scales in
      EcoFigures(scales, charge, by: slot, significantDigits: nil)
    }
  }

  /// The block as JSON:
  /// `{"energy_wh":…,"carbon_g":…,"carbon_per_1k_tokens_g":…,"accuracy":…,"methodology_version":…}`.
  ///
  /// - Parameter significantDigits: as in `block`.
  public func jsonBlock(significantDigits: Int? = nil) -> String {
    block(significantDigits: significantDigits).json
  }
}
