/// One model at one upstream: what a request can be routed to.
struct Endpoint: Sendable {
  /// Its place in the configuration's order.
  let index: Int
  /// The upstream's place in the configuration's order; upstreams are healthy or not as a whole.
  let upstream: Int
  let provider: String
  let region: String
  let model: String
  let upstreamModel: String
  let price: Price
  /// `nil`: everything.
  let capabilities: Set<Capability>?
  /// The doors that it has.
  let doors: Set<Door>
  /// Up to `/v1/`.
  let baseURL: String
  /// The upstream's key; never printed.
  let secret: String?
}

extension Endpoint {
  /// All endpoints of a configuration, in its order.
  static func all(
    of configuration: Configuration, environment: [String: String]
  ) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for (number, upstream) in configuration.upstreams.enumerated() {
      let base = upstream.baseURL.hasSuffix("/") ? upstream.baseURL : upstream.baseURL + "/"
      for model in upstream.models {
        endpoints.append(
          Endpoint(
            index: endpoints.count, upstream: number, provider: upstream.provider,
            region: upstream.region, model: model.id, upstreamModel: model.upstreamID,
            price: model.price, capabilities: model.capabilities, doors: upstream.doors,
            baseURL: base, secret: upstream.keyEnvironment.flatMap { environment[$0] }))
      }
    }
    return endpoints
  }
}
