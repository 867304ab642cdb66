import Testing

@testable import Gateway

@Suite struct CarbonRouterTests {
  private let now: Int64 = 1_714_150_000_000

  private func router(_ upstreams: String..., health: Health? = nil) throws -> CarbonRouter {
    let configuration = try configuration(upstreams: upstreams.joined(separator: ","))
    let endpoints = Endpoint.all(of: configuration, environment: environment)
    return CarbonRouter(
      endpoints: endpoints, health: health ?? Health(configuration.health),
      eco: EcoFigures(endpoints: endpoints))
  }

  private func places(_ plan: RoutingPlan) -> [String] {
    plan.candidates.map { "\($0.provider) \($0.region) \($0.model)" }
  }

  @Test func `the least carbon goes first, and only its region is tried`() throws {
    let router = try router(
      upstream("openai", "us-east", "openai/gpt-4o-mini"),
      upstream("openai", "eu-west", "openai/gpt-4o-mini"),
      upstream("openai", "eu-north", "openai/gpt-4o-mini"),
      upstream("other", "eu-north", "openai/gpt-4o-mini"))
    let plan = router.plan(model: "openai/gpt-4o-mini", pin: Pin(), at: now)
    #expect(
      places(plan) == [
        "openai eu-north openai/gpt-4o-mini", "other eu-north openai/gpt-4o-mini",
      ])
  }

  @Test func `unknown carbon goes last, then the price decides, then the order`() throws {
    let router = try router(
      upstream("a", "eu-west", "acme/unknown-13", price: "0.1"),
      upstream("b", "eu-west", "acme/unknown-13", price: "0.01"),
      upstream("c", "eu-west", "acme/unknown-13", price: "0.01"),
      upstream("d", "eu-west", "openai/gpt-4o-mini", price: "9"))
    let plan = router.plan(model: CarbonRouter.automatic, pin: Pin(), at: now)
    #expect(plan.candidates.map(\.provider) == ["d", "b", "c", "a"])
    #expect(plan.steps.map(\.why).first == "lowest-carbon")
    #expect(plan.steps.map(\.why).dropFirst().allSatisfy { $0 == "carbon-unknown: unknown_model" })
  }

  @Test func `unhealthy goes last, and comes back after its time`() throws {
    let health = Health(.init())
    let router = try router(
      upstream("a", "eu-north", "openai/gpt-4o-mini"),
      upstream("b", "us-east", "openai/gpt-4o-mini"), health: health)
    func first(at time: Int64) -> String? {
      router.plan(model: "openai/gpt-4o-mini", pin: Pin(), at: time).candidates.first?.provider
    }
    for _ in 0..<2 { health.failed(upstream: 0, at: now) }
    #expect(first(at: now) == "a")
    health.failed(upstream: 0, at: now)
    #expect(first(at: now) == "b")
    #expect(first(at: now + 29_999) == "b")
    #expect(first(at: now + 30_000) == "a")
    health.failed(upstream: 0, at: now + 30_000)
    #expect(first(at: now + 30_001) == "b")
    health.succeeded(upstream: 0)
    #expect(first(at: now + 30_001) == "a")
  }

  @Test func `where nothing is healthy the best is tried all the same`() throws {
    let health = Health(.init())
    let router = try router(upstream("a", "eu-west", "m"), health: health)
    for _ in 0..<3 { health.failed(upstream: 0, at: now) }
    let plan = router.plan(model: "m", pin: Pin(), at: now)
    #expect(plan.candidates.count == 1)
    #expect(plan.steps.map(\.why) == ["last-resort"])
  }

  @Test(arguments: [
    (Pin(region: "ap-south"), "no_provider_in_region"), (Pin(provider: "b"), "no_such_provider"),
    (Pin(provider: "b", region: "eu-west"), "no_provider_in_region"),
  ])
  func `a pin that nobody meets is refused`(pin: Pin, code: String) throws {
    let plan = try router(upstream("a", "eu-west", "m")).plan(model: "m", pin: pin, at: now)
    #expect(plan.candidates.isEmpty)
    #expect(plan.refusal?.code == code)
    #expect(plan.refusal?.status == .serviceUnavailable)
  }

  @Test func `carbon is that of the day`() throws {
    let router = try router(upstream("openai", "eu-west", "openai/gpt-4o-mini"))
    let figures = try [2021, 2024].map { year in
      let time = Int64(year - 1970) * 31_556_952_000
      return try router.carbonPer1kTokens(at: time)[0].get().carbonPer1kTokens
    }
    #expect(figures[0] != figures[1])
  }
}
