extension Methodology {
  /// The linear method of EcoLogits 0.4, for comparison with figures published under it. It counts
  /// prompt and completion tokens alike, and knows neither servers nor PUE.
  public static let ecologits_0_4 = Methodology(
    id: "ecologits-0.4",
    edition: .november2026,
    summary: "EcoLogits 0.4's regression over total tokens; no server term, no PUE; for comparison",
    formula: "energy_wh = (slope·P_act + intercept)·(prompt + completion)",
    constants: [EcoLogits04.slope, EcoLogits04.intercept],
    defaultPUE: nil,
    countsTotalTokensOnly: true,
    knowsServing: false,
    knowsSeries: false,
    interval: (.plain(.low, width: Rational(1)), .plain(.high, width: Rational(1))),
    embodied: nil,
    coefficients: { size, _ in
      let token = EcoLogits04.slope.value * size.active + EcoLogits04.intercept.value
      return EnergyFormula(
        uncached: token, cached: token, completion: token,
        promptPairs: Rational(0), contextPairs: Rational(0))
    },
    service: Rational(1),
    unit: Rational(1))

  /// The same over the tables of edition 2026-12.
  public static let ecologits_0_4_2026_12 = ecologits_0_4.over(
    .december2026, id: "ecologits-0.4-2026-12")

  private enum EcoLogits04 {
    static let slope = Constant(
      "slope", 891, e: -7, unit: "Wh per token per 10⁹ active parameters",
      meaning: "energy that grows with the model",
      source: "EcoLogits 0.4.0, a regression over output tokens. Watt-hours: a page that says kWh "
        + "and multiplies by 1000 is 1000 times too high")
    static let intercept = Constant(
      "intercept", 143, e: -5, unit: "Wh per token",
      meaning: "energy that does not",
      source: "the same")
  }
}
