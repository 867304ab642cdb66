import EcoModel
import Foundation

/// Decides where a request goes: the healthy endpoint with the least carbon, in the region asked for.
struct CarbonRouter: Sendable {
  /// The pseudo-model that stands for every model.
  static let automatic = "lowrouter/auto"

  let endpoints: [Endpoint]
  let health: Health
  private let eco: EcoFigures

  init(endpoints: [Endpoint], health: Health, eco: EcoFigures) {
    self.endpoints = endpoints
    self.health = health
    self.eco = eco
  }

  /// What each endpoint emits for 1000 tokens, half prompt and half completion; in their order.
  func carbonPer1kTokens(at milliseconds: Int64) -> [Result<Estimate, Unclassified>] {
    endpoints.map { eco.estimate($0, unixSeconds: milliseconds / 1000, usage: .reference) }
  }

  /// The endpoints to try, in order, and why. All of them are in one region: a failing upstream never
  /// moves a request to another.
  func plan(model: String, pin: Pin, at milliseconds: Int64) -> RoutingPlan {
    let offers = endpoints.filter { model == Self.automatic || $0.model == model }
    guard !offers.isEmpty else { return RoutingPlan(refusal: .unknownModel(model)) }
    let estimates = carbonPer1kTokens(at: milliseconds)

    var steps: [RoutingStep] = []
    var eligible: [Endpoint] = []
    for offer in offers {
      if let why = pin.exclusion(of: offer) {
        steps.append(RoutingStep(offer, estimates[offer.index], why: why))
      } else {
        eligible.append(offer)
      }
    }

    let ranked = eligible.map { endpoint in
      Candidate(
        endpoint: endpoint, estimate: estimates[endpoint.index],
        isHealthy: health.isHealthy(upstream: endpoint.upstream, at: milliseconds))
    }.sorted(by: <)
    guard let best = ranked.first else {
      return RoutingPlan(steps: steps, refusal: Self.refusal(model: model, pin: pin))
    }
    steps =
      ranked.map { candidate in
        let isBest = candidate.endpoint.index == best.endpoint.index
        let why = isBest ? best.whyFirst(of: ranked.count) : candidate.whyNotFirst(best)
        return RoutingStep(candidate.endpoint, candidate.estimate, picked: isBest, why: why)
      } + steps
    return RoutingPlan(
      candidates: ranked.map(\.endpoint).filter { $0.region == best.endpoint.region },
      steps: steps)
  }

  private static func refusal(model: String, pin: Pin) -> GatewayError {
    let provider = pin.provider.map { " by '\($0)'" } ?? ""
    let region = pin.region.map { " in the region '\($0)'" } ?? ""
    return .unavailable(
      "'\(model)' is not served\(provider)\(region); no other place was tried.",
      code: pin.region == nil ? "no_such_provider" : "no_provider_in_region")
  }
}

/// The outcome of routing.
struct RoutingPlan {
  var candidates: [Endpoint] = []
  var steps: [RoutingStep] = []
  /// Why there is no candidate.
  var refusal: GatewayError?

  /// Notes that an endpoint failed, and that the next one takes over.
  mutating func failed(_ endpoint: Endpoint, why: String, next: Endpoint?) {
    for index in steps.indices {
      if steps[index].isOf(endpoint) {
        steps[index].picked = false
        steps[index].why = "failed: \(why)"
      } else if let next, steps[index].isOf(next) {
        steps[index].picked = true
        steps[index].why = "failover"
      }
    }
  }
}

/// One line of a routing trace: an endpoint that was considered, and what came of it.
struct RoutingStep {
  private let provider: String
  private let region: String
  private let model: String
  private let carbon: String?
  fileprivate(set) var picked: Bool
  fileprivate(set) var why: String

  fileprivate init(
    _ endpoint: Endpoint, _ estimate: Result<Estimate, Unclassified>, picked: Bool = false,
    why: String
  ) {
    provider = endpoint.provider
    region = endpoint.region
    model = endpoint.model
    carbon = (try? estimate.get()).map {
      "\($0.block(significantDigits: 2).carbonPer1kTokens)"
    }
    self.picked = picked
    self.why = why
  }

  fileprivate func isOf(_ endpoint: Endpoint) -> Bool {
    (provider, region, model) == (endpoint.provider, endpoint.region, endpoint.model)
  }

  var json: String {
    JSONText.object([
      ("provider", JSONText.string(provider)), ("region", JSONText.string(region)),
      ("model", JSONText.string(model)), ("picked", "\(picked)"), ("why", JSONText.string(why)),
      ("carbon_per_1k_tokens_g", carbon),
    ])
  }
}

/// An endpoint that a request may go to, with what its rank depends on.
private struct Candidate: Comparable {
  let endpoint: Endpoint
  let estimate: Result<Estimate, Unclassified>
  let isHealthy: Bool

  private var price: Decimal { endpoint.price.prompt + endpoint.price.completion }
  private var carbon: GramsCO2e? { try? estimate.get().carbonPer1kTokens }

  /// Healthy before unhealthy, then known carbon by its amount, then the price, then the
  /// configuration's order.
  static func < (a: Candidate, b: Candidate) -> Bool {
    if a.isHealthy != b.isHealthy { return a.isHealthy }
    switch (a.carbon, b.carbon) {
    case (let x?, let y?) where x != y: return x < y
    case (.some, nil): return true
    case (nil, .some): return false
    default: break
    }
    return a.price != b.price ? a.price < b.price : a.endpoint.index < b.endpoint.index
  }

  static func == (a: Candidate, b: Candidate) -> Bool { a.endpoint.index == b.endpoint.index }

  func whyFirst(of count: Int) -> String {
    if !isHealthy { return "last-resort" }
    if count == 1 { return "only-candidate" }
    return carbon == nil ? "carbon-unknown" : "lowest-carbon"
  }

  func whyNotFirst(_ best: Candidate) -> String {
    if !isHealthy { return "unhealthy" }
    if case .failure(let reason) = estimate { return "carbon-unknown: \(reason.code)" }
    if carbon != best.carbon { return "higher-carbon" }
    return price == best.price ? "listed-later" : "higher-price"
  }
}
