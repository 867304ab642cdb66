import EcoModel
import Foundation

/// Decides where a request goes: constraints from the most specific to the least (the request, its
/// key), then a score, by default the carbon of a request of its size.
struct CarbonRouter: Sendable {
  /// The pseudo-model that stands for every model.
  static let automatic = "lowrouter/auto"
  /// The same, by price.
  static let cheapest = "lowrouter/auto-cheap"

  let endpoints: [Endpoint]
  let policy: RoutingPolicy
  let health: Health
  let latencies = Latencies()
  let equals: Equals
  private let eco: EcoFigures

  init(endpoints: [Endpoint], policy: RoutingPolicy = .init(), health: Health, eco: EcoFigures) {
    self.endpoints = endpoints
    self.policy = policy
    self.health = health
    self.eco = eco
    equals = Equals(seed: policy.seed)
  }

  /// What each endpoint emits for 1000 tokens, half prompt and half completion; in their order.
  func carbonPer1kTokens(at time: Timestamp) -> [Result<Estimate, Unclassified>] {
    endpoints.map { eco.estimate($0, unixSeconds: time.unixSeconds, usage: .reference) }
  }

  /// The endpoints to try, in order, and why. Those of the first one's region come first; others follow
  /// only where no region is pinned and falling back is allowed.
  func plan(_ wishes: Wishes, key: KeyPolicy = KeyPolicy(), at moment: Moment) -> RoutingPlan {
    let isAutomatic = [Self.automatic, Self.cheapest].contains(wishes.model)
    let offers = endpoints.filter {
      (isAutomatic || $0.model == wishes.model) && $0.doors.contains(wishes.door)
    }
    guard !offers.isEmpty else { return RoutingPlan(refusal: .unknownModel(wishes.model)) }
    if !isAutomatic, let models = key.models, !models.contains(wishes.model) {
      return RoutingPlan(refusal: .modelNotAllowed(wishes.model))
    }

    var steps: [RoutingStep] = []
    var eligible: [(endpoint: Endpoint, estimate: Result<Estimate, Unclassified>)] = []
    for offer in offers {
      let estimate = eco.estimate(
        offer, unixSeconds: moment.time.unixSeconds, usage: wishes.size)
      if let why = exclusion(of: offer, estimate, wishes, key) {
        steps.append(RoutingStep(endpoint: offer, estimate: estimate, isCandidate: false, why: why))
      } else {
        eligible.append((offer, estimate))
      }
    }
    let weights = policy.weights(for: wishes)
    var ranked = rank(eligible, weights, at: moment)
    guard let best = ranked.first else {
      return RoutingPlan(steps: steps, refusal: refusal(wishes, steps))
    }
    let equal = ranked.prefix { $0.isEqual(to: best) }.map(\.endpoint)
    var why = best.whyFirst(of: ranked.count, weights)
    if let choice = equals.choice(of: equal, user: wishes.user) {
      ranked.insert(ranked.remove(at: choice.index), at: 0)
      why = choice.why
    }
    let first = ranked[0]
    steps =
      ranked.enumerated().map { number, candidate in
        RoutingStep(
          endpoint: candidate.endpoint, estimate: candidate.estimate, isCandidate: true,
          isPicked: number == 0, why: number == 0 ? why : candidate.whyNotFirst(first, weights))
      } + steps
    let isFree =
      wishes.pin.region == nil && key.region == nil
      && (wishes.allowsFallback ?? true) && policy.allowsFallback
    let all = ranked.map(\.endpoint)
    let near = all.filter { $0.region == first.endpoint.region }
    let far = isFree ? all.filter { $0.region != first.endpoint.region } : []
    return RoutingPlan(candidates: near + far, steps: steps)
  }

  /// Notes that an endpoint has begun to answer.
  func answered(_ endpoint: Endpoint, after start: ContinuousClock.Instant, user: String?) {
    let now = ContinuousClock.now
    latencies.add(start.duration(to: now), of: endpoint.upstream, at: now)
    equals.used(endpoint, by: user)
  }

  private func exclusion(
    of offer: Endpoint, _ estimate: Result<Estimate, Unclassified>, _ wishes: Wishes,
    _ key: KeyPolicy
  ) -> String? {
    if let why = wishes.pin.exclusion(of: offer) { return why }
    if let region = key.region, region != offer.region { return "key-region" }
    if let models = key.models, !models.contains(offer.model) { return "key-models" }
    if let capabilities = offer.capabilities {
      let lacking = wishes.needs.subtracting(capabilities).map(\.rawValue).min()
      if let lacking { return "lacks-\(lacking)" }
    }
    guard let limit = wishes.maximumCarbon else { return nil }
    guard let carbon = try? estimate.get().carbonPer1kTokens else { return "carbon-unknown" }
    return Double(carbon.nanos) > limit * 1e9 ? "carbon-limit" : nil
  }

  private func rank(
    _ eligible: [(endpoint: Endpoint, estimate: Result<Estimate, Unclassified>)],
    _ weights: RoutingPolicy.Weights, at moment: Moment
  ) -> [Candidate] {
    let carbon = eligible.map { try? Double($0.estimate.get().carbonPer1kTokens.nanos) }
    let latency = eligible.map {
      weights.latency > 0 ? latencies.median(of: $0.endpoint.upstream, at: moment.instant) : nil
    }
    let price = eligible.map { $0.endpoint.price.reference }
    let least = (carbon.compactMap(\.self).min(), latency.compactMap(\.self).min(), price.min())
    return eligible.indices.map { index in
      let (endpoint, estimate) = eligible[index]
      // A latency that is not known is taken for the best, so that it becomes known.
      let ratios = (
        Self.ratio(carbon[index], least.0) ?? .infinity,
        latency[index].flatMap { Self.ratio($0, least.1) } ?? 1,
        Self.ratio(price[index], least.2) ?? 1
      )
      // Zero times infinity is no number.
      let score =
        (weights.carbon > 0 ? weights.carbon * ratios.0 : 0) + weights.latency * ratios.1
        + weights.price * ratios.2
      return Candidate(
        endpoint: endpoint, estimate: estimate,
        health: health.level(of: endpoint.upstream, at: moment.instant),
        isPreferred: policy.preferredRegions.contains(endpoint.region),
        score: score * health.penalty(of: endpoint.upstream, at: moment.instant))
    }.sorted(by: Candidate.isBefore)
  }

  /// How many times the least; both a little above zero, so that nothing is divided by it.
  private static func ratio(_ value: Double?, _ least: Double?) -> Double? {
    guard let value, let least else { return nil }
    return max(value, 1e-12) / max(least, 1e-12)
  }

  private func refusal(_ wishes: Wishes, _ steps: [RoutingStep]) -> GatewayError {
    let provider = wishes.pin.provider.map { " by '\($0)'" } ?? ""
    let region = wishes.pin.region.map { " in the region '\($0)'" } ?? ""
    let limited = steps.filter { $0.why == "carbon-limit" }
    let least = limited.compactMap { step in
      (try? step.estimate.get().carbonPer1kTokens).map { (step.endpoint, $0) }
    }.min { $0.1 < $1.1 }
    if let (endpoint, carbon) = least {
      return .unavailable(
        "Nothing emits so little. The least on offer is \(carbon) g per 1000 tokens: "
          + "'\(endpoint.model)' by '\(endpoint.provider)' in '\(endpoint.region)'.",
        code: "carbon_limit", parameter: "route.max_carbon_g_per_1k")
    }
    let lacking = steps.contains { $0.why.hasPrefix("lacks-") } ? " with what it needs" : ""
    return .unavailable(
      "'\(wishes.model)' is not served\(provider)\(region)\(lacking); no other place was tried.",
      code: GatewayError.serviceUnavailable)
  }
}

extension Price {
  /// Of 500 prompt and 500 completion tokens, in credits.
  fileprivate var reference: Double {
    Double(truncating: NSDecimalNumber(decimal: (prompt + completion) * 500))
  }
}

extension GatewayError {
  static let serviceUnavailable = "service_unavailable"

  static func modelNotAllowed(_ model: String) -> GatewayError {
    GatewayError(
      status: .forbidden, type: "permission_error", code: "model_not_allowed",
      message: "This key may not use the model '\(model)'.", parameter: "model")
  }
}
