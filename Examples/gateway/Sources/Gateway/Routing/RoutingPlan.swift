import EcoModel

/// The outcome of routing: whom to ask, in which order, and why.
struct RoutingPlan {
  var candidates: [Endpoint] = []
  var steps: [RoutingStep] = []
  /// Why there is no candidate.
  var refusal: GatewayError?

  /// Notes that an endpoint failed, and that the next one takes over.
  mutating func failed(_ endpoint: Endpoint, why: String, next: Endpoint?) {
    for index in steps.indices {
      if steps[index].endpoint.index == endpoint.index {
        steps[index].isPicked = false
        steps[index].why = "failed: \(why)"
      } else if let next, steps[index].endpoint.index == next.index {
        steps[index].isPicked = true
        steps[index].why = next.region == endpoint.region ? "failover" : "failover-to-region"
      }
    }
  }

  /// The region that would have served the request if nothing had failed.
  var region: String? { candidates.first?.region }

  var json: String { JSONText.array(steps.map { $0.json(saved: $0.isPicked ? saved($0) : nil) }) }

  /// What the choice saves against the mean of the candidates whose carbon is known, in grams for a
  /// request of this size.
  private func saved(_ step: RoutingStep) -> GramsCO2e? {
    let all = steps.filter(\.isCandidate).compactMap { $0.carbon?.nanos }
    guard let own = step.carbon?.nanos, all.count > 1 else { return nil }
    return GramsCO2e(nanos: all.reduce(0, +) / Int128(all.count) - own)
  }
}

/// One line of a routing trace: an endpoint that was considered, and what came of it.
struct RoutingStep {
  let endpoint: Endpoint
  let estimate: Result<Estimate, Unclassified>
  let isCandidate: Bool
  var isPicked = false
  var why: String

  /// For a request of this size.
  var carbon: GramsCO2e? { try? estimate.get().carbon }

  func json(saved: GramsCO2e?) -> String {
    let block = try? estimate.get().block(significantDigits: 2)
    return JSONText.object([
      ("provider", JSONText.string(endpoint.provider)),
      ("region", JSONText.string(endpoint.region)), ("model", JSONText.string(endpoint.model)),
      ("picked", "\(isPicked)"), ("why", JSONText.string(why)),
      ("carbon_per_1k_tokens_g", block.map { "\($0.carbonPer1kTokens)" }),
      ("carbon_g", block.map { "\($0.carbon)" }), ("saved_carbon_g", saved.map { "\($0)" }),
    ])
  }
}
