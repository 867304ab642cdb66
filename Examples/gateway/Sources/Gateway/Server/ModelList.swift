import EcoModel

/// `GET /api/v1/models`: what can be asked for, what it costs and what it emits.
struct ModelList {
  let router: CarbonRouter

  func json(at time: Timestamp) -> String {
    let estimates = router.carbonPer1kTokens(at: time.milliseconds)
    var models: [String] = []
    var endpoints: [String: [Endpoint]] = [:]
    for endpoint in router.endpoints {
      if endpoints[endpoint.model] == nil { models.append(endpoint.model) }
      endpoints[endpoint.model, default: []].append(endpoint)
    }
    let data = models.map { model in
      let all = endpoints[model] ?? []
      return JSONText.object([
        ("id", JSONText.string(model)), ("object", "\"model\""), ("created", "0"),
        ("owned_by", JSONText.string(all.first?.provider ?? "")),
        (
          "endpoints",
          JSONText.array(all.map { json($0, estimates[$0.index], at: time) })
        ),
      ])
    }
    return JSONText.object([("object", "\"list\""), ("data", JSONText.array(data))])
  }

  private func json(
    _ endpoint: Endpoint, _ estimate: Result<Estimate, Unclassified>, at time: Timestamp
  ) -> String {
    let block = try? estimate.get().block(significantDigits: 2)
    var omitted: String?
    if case .failure(let reason) = estimate { omitted = JSONText.string(reason.code) }
    let isHealthy = router.health.isHealthy(upstream: endpoint.upstream, at: time.milliseconds)
    return JSONText.object([
      ("provider", JSONText.string(endpoint.provider)),
      ("region", JSONText.string(endpoint.region)),
      (
        "pricing",
        JSONText.object([
          ("prompt", JSONText.string("\(endpoint.price.prompt)")),
          ("completion", JSONText.string("\(endpoint.price.completion)")),
        ])
      ),
      ("carbon_per_1k_tokens_g", block.map { "\($0.carbonPer1kTokens)" }),
      ("accuracy", block.map { JSONText.string($0.accuracy.rawValue) }), ("eco_omitted", omitted),
      ("healthy", "\(isHealthy)"),
    ])
  }
}
