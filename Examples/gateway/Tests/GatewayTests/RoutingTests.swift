import Foundation
import Testing

@testable import Gateway

@Suite struct CarbonRouterTests {
  private let now = Moment(
    time: Timestamp(milliseconds: 1_714_150_000_000), instant: ContinuousClock.now)
  private let mini = Wishes(model: "openai/gpt-4o-mini")

  private func router(
    _ upstreams: String..., policy: RoutingPolicy = .init(), health: Health? = nil
  ) throws -> CarbonRouter {
    let configuration = try configuration(upstreams: upstreams.joined(separator: ","))
    let endpoints = Endpoint.all(of: configuration, environment: environment)
    return CarbonRouter(
      endpoints: endpoints, policy: policy, health: health ?? Health(configuration.health),
      eco: EcoFigures(endpoints: endpoints))
  }

  private func places(_ plan: RoutingPlan) -> [String] {
    plan.candidates.map { "\($0.provider) \($0.region)" }
  }

  private func why(_ plan: RoutingPlan) -> [String: String] {
    Dictionary(
      plan.steps.map { ($0.endpoint.provider, $0.why) }, uniquingKeysWith: { first, _ in first })
  }

  private func three() throws -> CarbonRouter {
    try router(
      upstream("a", "us-east", "openai/gpt-4o-mini"),
      upstream("b", "eu-west", "openai/gpt-4o-mini"),
      upstream("c", "eu-north", "openai/gpt-4o-mini"))
  }

  @Test func `the least carbon goes first, its region before the others`() throws {
    let router = try router(
      upstream("a", "us-east", "openai/gpt-4o-mini"),
      upstream("b", "eu-west", "openai/gpt-4o-mini"),
      upstream("c", "eu-north", "openai/gpt-4o-mini"),
      upstream("d", "eu-north", "openai/gpt-4o-mini"))
    let plan = router.plan(mini, at: now)
    #expect(places(plan) == ["c eu-north", "d eu-north", "b eu-west", "a us-east"])
    #expect(
      why(plan) == [
        "a": "higher-carbon", "b": "higher-carbon", "c": "lowest-carbon", "d": "equal",
      ])
  }

  @Test func `only the region that was chosen is asked where falling back is not wanted`() throws {
    var wishes = mini
    wishes.allowsFallback = false
    #expect(places(try three().plan(wishes, at: now)) == ["c eu-north"])
    var policy = RoutingPolicy()
    policy.allowsFallback = false
    let router = try router(
      upstream("a", "us-east", "m"), upstream("b", "eu-west", "m"), policy: policy)
    #expect(router.plan(Wishes(model: "m"), at: now).candidates.count == 1)
  }

  @Test func `a key's region and models are kept to`() throws {
    let router = try router(
      upstream("a", "us-east", "m", "n"), upstream("b", "eu-west", "n"),
      upstream("c", "eu-west", "m"))
    let plan = router.plan(
      Wishes(model: CarbonRouter.automatic), key: KeyPolicy(region: "eu-west", models: ["m"]),
      at: now)
    #expect(places(plan) == ["c eu-west"])
    #expect(why(plan) == ["a": "key-region", "b": "key-models", "c": "only-candidate"])
    let refused = router.plan(Wishes(model: "n"), key: KeyPolicy(models: ["m"]), at: now)
    #expect(refused.refusal?.code == "model_not_allowed")
    #expect(refused.refusal?.status == .forbidden)
    let elsewhere = router.plan(
      Wishes(model: "m", pin: Pin(region: "us-east")), key: KeyPolicy(region: "eu-west"), at: now)
    #expect(elsewhere.refusal?.code == "service_unavailable")
  }

  @Test func `preferred regions go first, whatever they emit`() throws {
    var policy = RoutingPolicy()
    policy.preferredRegions = ["us-east"]
    let router = try router(
      upstream("a", "eu-north", "openai/gpt-4o-mini"),
      upstream("b", "us-east", "openai/gpt-4o-mini"), policy: policy)
    let plan = router.plan(mini, at: now)
    #expect(places(plan) == ["b us-east", "a eu-north"])
    #expect(why(plan)["a"] == "region-not-preferred")
  }

  @Test func `unknown carbon goes last, then the price decides, then the order`() throws {
    let router = try router(
      upstream("a", "eu-west", "acme/unknown-13", price: "0.1"),
      upstream("b", "eu-west", "acme/unknown-13", price: "0.01"),
      upstream("c", "eu-west", "acme/unknown-13", price: "0.01"),
      upstream("d", "eu-west", "openai/gpt-4o-mini", price: "9"))
    let plan = router.plan(Wishes(model: CarbonRouter.automatic), at: now)
    #expect(plan.candidates.map(\.provider) == ["d", "b", "c", "a"])
    #expect(plan.steps.map(\.why).first == "lowest-carbon")
    #expect(plan.steps.map(\.why).dropFirst().allSatisfy { $0 == "carbon-unknown: unknown_model" })
  }

  @Test func `the cheapest is asked for by name`() throws {
    let router = try router(
      upstream("a", "eu-north", "openai/gpt-4o-mini", price: "0.2"),
      upstream("b", "us-east", "openai/gpt-4o-mini", price: "0.1"),
      upstream("c", "us-east", "acme/unknown-13", price: "0.01"))
    let plan = router.plan(Wishes(model: CarbonRouter.cheapest), at: now)
    #expect(places(plan) == ["c us-east", "b us-east", "a eu-north"])
    #expect(why(plan) == ["a": "higher-price", "b": "higher-price", "c": "lowest-price"])
  }

  @Test func `where low carbon is not preferred the median latency counts too`() throws {
    let router = try three()
    for (upstream, milliseconds) in [(0, [100, 900, 100]), (1, [20, 20, 9000]), (2, [5000])] {
      for milliseconds in milliseconds {
        router.latencies.add(.milliseconds(milliseconds), of: upstream, at: now.instant)
      }
    }
    #expect(router.latencies.median(of: 1, at: now.instant) == 20)
    #expect(router.plan(mini, at: now).candidates.first?.provider == "c")
    var wishes = mini
    wishes.prefersLowCarbon = false
    let plan = router.plan(wishes, at: now)
    #expect(plan.candidates.first?.provider == "b")
    #expect(why(plan) == ["a": "higher-score", "b": "best-score", "c": "higher-score"])
    // Five minutes later nothing of it is left.
    let later = now + .seconds(301)
    #expect(router.plan(wishes, at: later).candidates.first?.provider == "c")
  }

  @Test func `what a model cannot do it is not asked for`() throws {
    let blind = upstream("a", "eu-north", "openai/gpt-4o-mini", capabilities: #"["tools"]"#)
    let router = try router(blind, upstream("b", "us-east", "openai/gpt-4o-mini"))
    var wishes = mini
    wishes.needs = [.tools]
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "a")
    wishes.needs = [.tools, .vision]
    let plan = router.plan(wishes, at: now)
    #expect(places(plan) == ["b us-east"])
    #expect(why(plan)["a"] == "lacks-vision")
  }

  @Test func `a limit on carbon refuses, and names the least on offer`() throws {
    let router = try three()
    let carbon = try router.carbonPer1kTokens(at: now.time)[2].get().carbonPer1kTokens
    var wishes = mini
    wishes.maximumCarbon = Double(carbon.nanos) / 1e9
    #expect(places(router.plan(wishes, at: now)) == ["c eu-north"])
    #expect(why(router.plan(wishes, at: now))["a"] == "carbon-limit")
    wishes.maximumCarbon = Double(carbon.nanos - 1) / 1e9
    let refusal = try #require(router.plan(wishes, at: now).refusal)
    #expect(refusal.code == "carbon_limit")
    #expect(refusal.status == .serviceUnavailable)
    #expect(refusal.message.contains("\(carbon) g"))
    #expect(refusal.message.contains("'c' in 'eu-north'"))
  }

  @Test func `an upstream that fails goes last, and comes back step by step`() throws {
    let health = Health(.init())
    let router = try router(
      upstream("a", "eu-north", "openai/gpt-4o-mini"),
      upstream("b", "us-east", "openai/gpt-4o-mini"), health: health)
    func first(after seconds: Int) -> String? {
      router.plan(mini, at: now + .seconds(seconds)).candidates.first?.provider
    }
    for _ in 0..<2 { health.failed(upstream: 0, at: now.instant) }
    #expect(first(after: 0) == "a")
    health.failed(upstream: 0, at: now.instant)
    #expect(first(after: 0) == "b")
    #expect(first(after: 29) == "b")
    #expect(first(after: 30) == "a")
    #expect(health.level(of: 0, at: now.instant + .seconds(29)) == .unavailable)
    #expect(health.level(of: 0, at: now.instant + .seconds(30)) == .degraded)
    #expect(health.penalty(of: 0, at: now.instant + .seconds(30)) == 2.5)
    #expect(health.penalty(of: 0, at: now.instant + .seconds(60)) == 1.75)
    #expect(health.level(of: 0, at: now.instant + .seconds(180)) == .ok)
    health.failed(upstream: 0, at: now.instant + .seconds(30))
    #expect(first(after: 31) == "b")
    health.succeeded(upstream: 0)
    #expect(first(after: 31) == "a")
  }

  @Test func `one failure turns the scale where the scores are near each other`() throws {
    let health = Health(.init())
    let router = try router(
      upstream("a", "eu-west", "m", price: "1"), upstream("b", "eu-west", "m", price: "1.5"),
      health: health)
    let wishes = Wishes(model: CarbonRouter.cheapest)
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "a")
    health.failed(upstream: 0, at: now.instant)
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "b")
    #expect(why(router.plan(wishes, at: now))["a"] == "degraded")
    #expect(router.plan(wishes, at: now + .seconds(60)).candidates.first?.provider == "a")
  }

  @Test func `where nothing is healthy the best is tried all the same`() throws {
    let health = Health(.init())
    let router = try router(upstream("a", "eu-west", "m"), health: health)
    for _ in 0..<3 { health.failed(upstream: 0, at: now.instant) }
    let plan = router.plan(Wishes(model: "m"), at: now)
    #expect(plan.candidates.count == 1)
    #expect(plan.steps.map(\.why) == ["last-resort"])
  }

  @Test func `a user stays where it was among equals, and nowhere else`() throws {
    let router = try router(
      upstream("a", "eu-west", "openai/gpt-4o-mini"),
      upstream("b", "eu-west", "openai/gpt-4o-mini"),
      upstream("c", "us-east", "openai/gpt-4o-mini"))
    var wishes = mini
    wishes.user = "u"
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "a")
    router.answered(router.endpoints[1], after: .now, user: "u")
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "b")
    #expect(why(router.plan(wishes, at: now))["b"] == "last-used")
    router.answered(router.endpoints[2], after: .now, user: "u")
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "a")
    wishes.user = "v"
    #expect(router.plan(wishes, at: now).candidates.first?.provider == "a")
  }

  @Test func `a seed makes the choice between equals random, and the same each time`() throws {
    func choices(seed: UInt64) throws -> [String] {
      var policy = RoutingPolicy()
      policy.seed = seed
      let router = try router(
        upstream("a", "eu-west", "openai/gpt-4o-mini"),
        upstream("b", "eu-west", "openai/gpt-4o-mini"),
        upstream("c", "us-east", "openai/gpt-4o-mini"), policy: policy)
      return (0..<64).compactMap { _ in
        router.plan(mini, at: now).candidates.first?.provider
      }
    }
    let first = try choices(seed: 1)
    #expect(Set(first) == ["a", "b"])
    #expect(try choices(seed: 1) == first)
    #expect(try choices(seed: 2) != first)
  }

  @Test func `equal is what is within one per cent`() throws {
    var policy = RoutingPolicy()
    policy.seed = 1
    // Prices of a prompt and a completion token count together; the latter is 0.0000006 for all.
    let router = try router(
      upstream("a", "eu-west", "m", price: "1"), upstream("b", "eu-west", "m", price: "1.0099"),
      upstream("c", "eu-west", "m", price: "1.0101"), policy: policy)
    let wishes = Wishes(model: CarbonRouter.cheapest)
    let choices = (0..<64).compactMap { _ in
      router.plan(wishes, at: now).candidates.first?.provider
    }
    #expect(Set(choices) == ["a", "b"])
  }

  @Test func `the trace has the carbon of this request, and what the choice saves`() throws {
    let router = try three()
    var wishes = mini
    wishes.size = Usage(estimatedFrom: 4000, events: 100)
    var plan = router.plan(wishes, at: now)
    let carbon = try plan.steps.map { try #require($0.carbon).nanos }
    let saved = carbon.reduce(0, +) / 3 - carbon[0]
    #expect(saved > 0)
    #expect(plan.json.contains(#""picked":true"#))
    #expect(plan.json.components(separatedBy: "saved_carbon_g").count == 2)
    let digits = "\(Double(saved) / 1e9)".prefix(6)
    #expect(plan.json.contains("\"saved_carbon_g\":\(digits)"))
    // What was chosen fails: the next one saves less.
    plan.failed(plan.candidates[0], why: "x", next: plan.candidates[1])
    #expect(plan.steps[1].isPicked)
    #expect(plan.steps[1].why == "failover-to-region")
  }

  @Test(arguments: [
    Pin(region: "ap-south"), Pin(provider: "b"), Pin(provider: "b", region: "eu-west"),
  ])
  func `a pin that nobody meets is refused`(pin: Pin) throws {
    let plan = try router(upstream("a", "eu-west", "m"))
      .plan(Wishes(model: "m", pin: pin), at: now)
    #expect(plan.candidates.isEmpty)
    #expect(plan.refusal?.code == "service_unavailable")
    #expect(plan.refusal?.status == .serviceUnavailable)
  }

  @Test func `carbon is that of the day`() throws {
    let router = try router(upstream("openai", "eu-west", "openai/gpt-4o-mini"))
    let figures = try [2021, 2024].map { year in
      let time = Timestamp(milliseconds: Int64(year - 1970) * 31_556_952_000)
      return try router.carbonPer1kTokens(at: time)[0].get().carbonPer1kTokens
    }
    #expect(figures[0] != figures[1])
  }
}
