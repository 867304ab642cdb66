import EcoModel
import Synchronization

/// All that this gateway knows about energy and carbon. To give your own gateway an eco block, copy
/// `estimate`, and print `estimate.jsonBlock(significantDigits: 2)` into the answer.
///
/// A rate (what tokens cost at one place on one day) takes microseconds to work out and an estimate
/// fifty nanoseconds, so the rates of the endpoints are kept for a day.
final class EcoFigures: Sendable {
  private struct Day {
    let number: Int64
    let rates: [Result<Rate, Unclassified>]
  }

  private let estimator = EcoEstimator()
  private let endpoints: [Endpoint]
  private let today = Mutex<Day?>(nil)

  /// - Parameter endpoints: in the order of their indices.
  init(endpoints: [Endpoint]) { self.endpoints = endpoints }

  /// What an answer cost, or why that cannot be said: then there is no block, and the code is kept.
  func estimate(
    _ endpoint: Endpoint, unixSeconds: Int64, usage: Usage?
  ) -> Result<Estimate, Unclassified> {
    let tokens = usage.flatMap {
      TokenUsage(
        promptTokens: $0.promptTokens, cachedPromptTokens: $0.cachedTokens ?? 0,
        completionTokens: $0.completionTokens)
    }
    guard let tokens else { return .failure(.noUsage) }
    return rates(unixSeconds: unixSeconds)[endpoint.index].map { $0.estimate(tokens) }
  }

  /// The version that figures made now would carry.
  var methodologyVersion: String { estimator.methodologyVersion }

  private func rates(unixSeconds: Int64) -> [Result<Rate, Unclassified>] {
    let number = unixSeconds / 86400
    if let day = today.withLock({ $0 }), day.number == number { return day.rates }
    let rates = endpoints.map {
      estimator.rate(
        model: $0.model, provider: $0.provider, region: $0.region, at: .unixSeconds(unixSeconds))
    }
    today.withLock { $0 = Day(number: number, rates: rates) }
    return rates
  }
}
