import Foundation

/// What a model must be able to do for a request.
enum Capability: String, Sendable, CaseIterable, Decodable {
  case vision, tools
  case structuredOutput = "structured_output"
}

/// Where a request wants to be served.
struct Pin: Sendable, Equatable {
  var provider: String?
  var region: String?

  /// Why an endpoint is out of the question; `nil` where it is not.
  func exclusion(of endpoint: Endpoint) -> String? {
    if let region, region != endpoint.region { return "region-pin" }
    if let provider, provider != endpoint.provider { return "provider-pin" }
    return nil
  }
}

/// All that a request says of its route.
struct Wishes: Sendable, Equatable {
  var model: String
  var door = Door.chat
  var pin = Pin()
  /// `nil`: as the configuration has it, for these two.
  var prefersLowCarbon: Bool?
  var allowsFallback: Bool?
  /// The most that 1000 tokens may emit, in grams.
  var maximumCarbon: Double?
  /// Requests of one user stay together where nothing speaks against it.
  var user: String?
  var needs: Set<Capability> = []
  /// How many tokens it will be, as far as can be told before.
  var size = Usage.reference
}

/// What a key may do.
struct KeyPolicy: Sendable, Equatable {
  /// `nil`: every one, for both.
  var region: String?
  var models: [String]?
}

/// What requests have in common, where they say nothing else.
struct RoutingPolicy: Sendable {
  var prefersLowCarbon = true
  var allowsFallback = true
  /// Regions that are taken where they can be.
  var preferredRegions: [String] = []
  /// Makes the choice between equals random; `nil`: the first in the configuration's order.
  var seed: UInt64?
  /// What counts where low carbon is not preferred.
  var weights = Weights(carbon: 1, latency: 1, price: 0)

  /// How much of a score is a candidate's carbon, latency and price, each in proportion to the best
  /// candidate's.
  struct Weights: Sendable, Equatable {
    var carbon: Double
    var latency: Double
    var price: Double
  }

  /// The weights for a request.
  func weights(for wishes: Wishes) -> Weights {
    if wishes.model == CarbonRouter.cheapest { return Weights(carbon: 0, latency: 0, price: 1) }
    if wishes.prefersLowCarbon ?? prefersLowCarbon {
      return Weights(carbon: 1, latency: 0, price: 0)
    }
    return weights
  }
}

extension RoutingPolicy: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case prefersLowCarbon = "prefer_low_carbon", allowsFallback = "fallback"
    case preferredRegions = "prefer_regions", seed, weights
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(.prefersLowCarbon, &prefersLowCarbon)
    try read(.allowsFallback, &allowsFallback)
    try read(.preferredRegions, &preferredRegions)
    seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
    try read(.weights, &weights)
  }
}

extension RoutingPolicy.Weights: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case carbon, latency, price }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    carbon = try values.decodeIfPresent(Double.self, forKey: .carbon) ?? 0
    latency = try values.decodeIfPresent(Double.self, forKey: .latency) ?? 0
    price = try values.decodeIfPresent(Double.self, forKey: .price) ?? 0
  }
}
