import EcoModel
@main struct M { static func main() {
  let clock = ContinuousClock()
  let t = clock.now
  let eco = EcoEstimator()
  print("load", clock.now - t)
  let r = try! eco.rate(model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024)).get()
  let t2 = clock.now
  for i in 0..<1000 { _ = eco.rate(model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024+i%2)) }
  print("rate", (clock.now - t2)/1000)
  var s: Int128 = 0
  for _ in 0..<3 {
  let t3 = clock.now
  for i in 0..<10_000_000 { let c = r.estimate(TokenUsage(promptTokens: 18+i%1000, completionTokens: 26)!); s &+= c.energy.nanos &+ c.carbon.nanos }
  print("estimate", (clock.now - t3)/10_000_000, s)
  }
} }
