import EcoModel
import Foundation

/// An endpoint that a request may go to, with what its rank depends on.
struct Candidate {
  let endpoint: Endpoint
  let estimate: Result<Estimate, Unclassified>
  let health: Health.Level
  let isPreferred: Bool
  /// The less the better; infinite where the carbon that counts is not known.
  let score: Double

  var carbon: GramsCO2e? { try? estimate.get().carbonPer1kTokens }
  private var price: Decimal { endpoint.price.prompt + endpoint.price.completion }

  /// Available ones first, then those in a preferred region, then by score, then by price, then in the
  /// configuration's order.
  static func isBefore(_ a: Candidate, _ b: Candidate) -> Bool {
    if a.isAvailable != b.isAvailable { return a.isAvailable }
    if a.isPreferred != b.isPreferred { return a.isPreferred }
    if a.score != b.score { return a.score < b.score }
    return a.price != b.price ? a.price < b.price : a.endpoint.index < b.endpoint.index
  }

  /// Whether nothing but chance or habit speaks for the first: the scores are within 1 %.
  func isEqual(to first: Candidate) -> Bool {
    guard isAvailable == first.isAvailable, isPreferred == first.isPreferred else { return false }
    return first.score.isFinite ? score <= first.score * 1.01 : price == first.price
  }

  var isAvailable: Bool { health != .unavailable }

  /// Why it is the first.
  func whyFirst(of count: Int, _ weights: RoutingPolicy.Weights) -> String {
    if !isAvailable { return "last-resort" }
    if count == 1 { return "only-candidate" }
    if !score.isFinite { return "carbon-unknown" }
    if weights.latency > 0 { return "best-score" }
    return weights.carbon > 0 ? "lowest-carbon" : "lowest-price"
  }

  /// Why it is not.
  func whyNotFirst(_ first: Candidate, _ weights: RoutingPolicy.Weights) -> String {
    if !isAvailable { return "unhealthy" }
    if first.isPreferred, !isPreferred { return "region-not-preferred" }
    if !score.isFinite, case .failure(let reason) = estimate {
      return "carbon-unknown: \(reason.code)"
    }
    if isEqual(to: first) { return "equal" }
    if weights.latency > 0 { return "higher-score" }
    if weights.carbon == 0 { return health == .degraded ? "degraded" : "higher-price" }
    if let carbon, let best = first.carbon, carbon <= best { return "degraded" }
    return "higher-carbon"
  }
}
