import EcoModel
import HTTPTypes
import Hummingbird

/// `GET /api/v1/models` and `/providers`: what can be asked for, what it costs and what it emits.
struct ModelList {
  let router: CarbonRouter

  /// The models, each with the places that serve it.
  func models(at moment: Moment) -> String {
    let estimates = router.carbonPer1kTokens(at: moment.time)
    return Self.list(router.endpoints.grouped(by: \.model)) { model, endpoints in
      [
        ("id", JSONText.string(model)), ("object", "\"model\""), ("created", "0"),
        ("owned_by", JSONText.string(endpoints.first?.provider ?? "")),
        ("endpoints", JSONText.array(endpoints.map { json($0, estimates[$0.index], at: moment) })),
      ]
    }
  }

  /// The providers, by the ids that answers and `route.provider` use.
  var providers: String {
    Self.list(router.endpoints.grouped(by: \.provider)) { provider, endpoints in
      [
        ("id", JSONText.string(provider)), ("object", "\"provider\""),
        ("regions", Self.names(endpoints, \.region)), ("models", Self.names(endpoints, \.model)),
      ]
    }
  }

  private static func list(
    _ groups: [(String, [Endpoint])], _ members: (String, [Endpoint]) -> [(String, String?)]
  ) -> String {
    let data = groups.map { JSONText.object(members($0, $1)) }
    return JSONText.object([("object", "\"list\""), ("data", JSONText.array(data))])
  }

  private static func names(_ endpoints: [Endpoint], _ name: KeyPath<Endpoint, String>) -> String {
    JSONText.array(endpoints.grouped(by: name).map { JSONText.string($0.0) })
  }

  private func json(
    _ endpoint: Endpoint, _ estimate: Result<Estimate, Unclassified>, at moment: Moment
  ) -> String {
    let block = try? estimate.get().block(significantDigits: 2)
    var omitted: String?
    if case .failure(let reason) = estimate { omitted = JSONText.string(reason.code) }
    let health = router.health.level(of: endpoint.upstream, at: moment.instant)
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
      (
        "capabilities",
        endpoint.capabilities.map {
          JSONText.array($0.map(\.rawValue).sorted().map(JSONText.string))
        }
      ),
      ("carbon_per_1k_tokens_g", block.map { "\($0.carbonPer1kTokens)" }),
      ("accuracy", block.map { JSONText.string($0.accuracy.rawValue) }), ("eco_omitted", omitted),
      ("health", JSONText.string(health.rawValue)),
    ])
  }
}

extension [Endpoint] {
  /// In the order in which each name comes first.
  fileprivate func grouped(by name: KeyPath<Endpoint, String>) -> [(String, [Endpoint])] {
    var names: [String] = []
    var groups: [String: [Endpoint]] = [:]
    for endpoint in self {
      if groups[endpoint[keyPath: name]] == nil { names.append(endpoint[keyPath: name]) }
      groups[endpoint[keyPath: name], default: []].append(endpoint)
    }
    return names.map { ($0, groups[$0] ?? []) }
  }
}

extension Response {
  /// JSON that a client may keep for a minute, and then ask whether it has changed.
  static func cacheable(_ json: String, for request: Request) -> Response {
    // FNV-1a.
    let hash = json.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let tag = "\"\(String(hash, radix: 16))\""
    let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, max-age=60"]
    if request.headers[.ifNoneMatch] == tag {
      return Response(status: .notModified, headers: headers)
    }
    return .json(json, headers: headers)
  }
}
