extension Methodology {
  /// The numbers that all methodologies have in common: none of them moves a figure, only an end of
  /// its interval or its label.
  public static let sharedConstants = [Shared.assumedLow, Shared.assumedHigh, Shared.spread]

  enum Shared {
    static let assumedLow = Constant(
      "assumed low", 25, e: -2, unit: "ratio",
      meaning: "low end of KV and W where the architecture is assumed", source: "choice")
    static let assumedHigh = Constant(
      "assumed high", 2, unit: "ratio",
      meaning: "high end of KV and W where the architecture is assumed", source: "choice")
    static let spread = Constant(
      "guard", Int(Accuracy.widestSizeSpread), unit: "ratio",
      meaning: "a size part of the interval wider than this is not accurate", source: "choice")
  }
}
