import Foundation
import Testing

@testable import Gateway

@Suite struct RandomRoutingTests {
  private let now = Moment(
    time: Timestamp(milliseconds: 1_714_150_000_000), instant: ContinuousClock.now)

  /// A thousand random configurations, requests and histories.
  @Test func `nothing ever leaves a pinned region, or a key's`() throws {
    var random = SystemRandomNumberGenerator()
    let regions = ["eu-west", "eu-north", "us-east", "nowhere"]
    let models = ["openai/gpt-4o-mini", "mistral/mistral-large-latest", "acme/unknown-13"]
    var served = 0
    for _ in 0..<1000 {
      let upstreams = (0..<Int.random(in: 1...6, using: &random)).map { number in
        upstream(
          "p\(number)", regions.randomElement(using: &random) ?? "",
          models.randomElement(using: &random) ?? "",
          price: "0.\(Int.random(in: 1...9, using: &random))")
      }
      var policy = RoutingPolicy()
      policy.allowsFallback = .random(using: &random)
      policy.prefersLowCarbon = .random(using: &random)
      policy.seed = .random(using: &random) ? 7 : nil
      policy.preferredRegions = [regions.randomElement(using: &random) ?? ""]
      let configuration = try configuration(upstreams: upstreams.joined(separator: ","))
      let endpoints = Endpoint.all(of: configuration, environment: environment)
      let health = Health(.init())
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        health.failed(upstream: Int.random(in: 0..<endpoints.count), at: now.instant)
      }
      let router = CarbonRouter(
        endpoints: endpoints, policy: policy, health: health,
        eco: EcoFigures(endpoints: endpoints))
      var wishes = Wishes(
        model: (models + [CarbonRouter.automatic, CarbonRouter.cheapest])
          .randomElement(using: &random) ?? "")
      let pinned = regions.randomElement(using: &random) ?? ""
      let isKey = Bool.random(using: &random)
      if !isKey { wishes.pin.region = pinned }
      wishes.allowsFallback = [true, false, nil].randomElement(using: &random) ?? nil
      wishes.user = Bool.random(using: &random) ? "u" : nil
      for endpoint in endpoints where Bool.random(using: &random) {
        router.answered(endpoint, after: .now, user: "u")
      }
      let plan = router.plan(
        wishes, key: KeyPolicy(region: isKey ? pinned : nil), at: now)
      #expect(plan.candidates.allSatisfy { $0.region == pinned })
      #expect(plan.candidates.isEmpty == (plan.refusal != nil))
      served += plan.candidates.isEmpty ? 0 : 1
    }
    #expect(served > 100)
  }
}
