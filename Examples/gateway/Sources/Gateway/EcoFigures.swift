import EcoModel

/// All that this gateway knows about energy and carbon. To give your own gateway an eco block, copy
/// these lines: make one `EcoFigures`, ask it for each answer, and print
/// `estimate.jsonBlock(significantDigits: 2)`.
struct EcoFigures: Sendable {
  private let estimator = EcoEstimator()

  /// What an answer cost, or why that cannot be said: then there is no block, and the code is kept.
  func estimate(
    model: String, provider: String, region: String, unixSeconds: Int64, usage: Usage?
  ) -> Result<Estimate, Unclassified> {
    let tokens = usage.flatMap {
      TokenUsage(
        promptTokens: $0.promptTokens, cachedPromptTokens: $0.cachedTokens ?? 0,
        completionTokens: $0.completionTokens)
    }
    return estimator.estimate(
      model: model, provider: provider, region: region, at: .unixSeconds(unixSeconds), usage: tokens
    )
  }

  /// The version that figures made now would carry.
  var methodologyVersion: String { estimator.methodologyVersion }
}
