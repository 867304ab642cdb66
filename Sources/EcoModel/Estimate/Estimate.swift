/// What one request cost, and how well that is known.
public struct Estimate: Sendable {
  /// What the tokens were charged at, with the table rows behind it.
  public let rate: Rate
  /// The tokens.
  public let usage: TokenUsage
  /// Energy of the request at the facility's meter, rounded once to whole nanowatt-hours.
  public let energy: WattHours
  /// Emissions of that energy, from the unrounded energy, rounded once to whole nanograms.
  public let carbon: GramsCO2e
  /// How well the inputs are known.
  public let accuracy: Accuracy

  /// Energy for each 1000 tokens, prompt and completion alike, from the unrounded energy, rounded once
  /// to whole nanowatt-hours.
  public var energyPer1kTokens: WattHours {
    WattHours(nanos: rate.kernel.energyPer1kTokens(rate.kernel.charge(usage)).rounded)
  }

  /// Carbon for each 1000 tokens, prompt and completion alike, from the unrounded carbon, rounded once
  /// to whole nanograms.
  public var carbonPer1kTokens: GramsCO2e {
    GramsCO2e(nanos: rate.kernel.carbonPer1kTokens(rate.kernel.charge(usage)).rounded)
  }

  /// The range in which the truth is likely to be, by cause; each end is rounded once from its exact
  /// value. About a microsecond.
  public var uncertainty: Uncertainty {
    rate.uncertainty(of: usage)
  }

  /// Coefficients and data behind the figures.
  public var methodologyVersion: String { rate.methodologyVersion }

  /// The figures as a gateway prints them.
  ///
  /// - Parameter significantDigits: rounds each figure, once, half to even and from the exact value,
  ///   to so many significant digits (at least one) or to nine places, whichever is coarser; `nil`
  ///   keeps nine places.
  public func block(significantDigits: Int? = nil) -> EcoBlock {
    EcoBlock(
      kernel: rate.kernel, usage: usage, significantDigits: significantDigits,
      methodologyVersion: methodologyVersion)
  }

  /// The block as JSON:
  /// `{"energy_wh":…,"carbon_g":…,"carbon_per_1k_tokens_g":…,"accuracy":…,"methodology_version":…}`.
  ///
  /// - Parameter significantDigits: as in `block`.
  public func jsonBlock(significantDigits: Int? = nil) -> String {
    block(significantDigits: significantDigits).json
  }
}
