internal import EcoModel
internal import UsageLogs

/// What the calls of a period would have taken otherwise, each change alone: worked out call by call, with
/// the tokens of the person's own log.
struct AgentChanges {
  /// One change, and the energy of all calls with it.
  struct Change {
    let name: String
    /// What would be otherwise, in words.
    let words: String
    let energy: WattHours
  }

  /// How much context a fresh session is taken to carry at most.
  static let freshContext = 50_000

  /// Those that would save something, the one that would save most first.
  let changes: [Change]
  /// What all calls took.
  let energy: WattHours

  init(_ usage: AgentUsage, _ period: AgentUsage.Period) {
    var all: Int128 = 0
    var (fresh, hits): (Int128, Int128) = (0, 0)
    var last: (file: Int, group: Int, usage: TokenUsage)?
    for call in usage.history.calls {
      guard case .charged(let rate, let tokens) = call.outcome else { continue }
      defer { last = (call.file, call.group, tokens) }
      guard period.contains(call.day) else { continue }
      let rates = usage.history.rates
      let energy = rates[rate].estimate(tokens).energy.nanos
      func saved(_ other: TokenUsage?) -> Int128 {
        guard let other, other != tokens else { return 0 }
        return energy - rates[rate].estimate(other).energy.nanos
      }
      all += energy
      fresh += saved(tokens.carrying(atMost: Self.freshContext))
      if let last, last.file == call.file, last.group == call.group {
        hits += saved(tokens.readingAnew(after: last.usage))
      }
    }
    energy = WattHours(nanos: all)
    let smaller = Self.smallerModel(usage, period)
    let found =
      [
        (
          "fresh_sessions",
          "a fresh session before a prompt is longer than \(Self.freshContext / 1000),000 tokens",
          fresh
        ),
        ("cache_hits", "no token of a prompt read anew that the call before it had sent", hits),
      ] + (smaller.map { [("smaller_model", $0.words, $0.saved)] } ?? [])
    changes = found.filter { $0.2 > 0 }.sorted { $0.2 > $1.2 }.map {
      Change(name: $0.0, words: $0.1, energy: WattHours(nanos: all - $0.2))
    }
  }

  /// The model that took most, and the next smaller one that the log has too, of the same maker if there is
  /// one.
  private static func smallerModel(
    _ usage: AgentUsage, _ period: AgentUsage.Period
  ) -> (words: String, saved: Int128)? {
    let models = usage.groups(period, by: .model).compactMap { group in
      group.ledger.lines.first.flatMap { line in
        line.rate.basis.size.map { (id: line.rate.basis.model.id, active: $0.active.point) }
      }
    }
    guard let most = models.first else { return nil }
    let smaller = models.filter { $0.active < most.active }
    let ofMaker = smaller.filter { $0.id.prefix { $0 != "/" } == most.id.prefix { $0 != "/" } }
    guard
      let other = (ofMaker.isEmpty ? smaller : ofMaker).max(by: { $0.active < $1.active })
    else { return nil }
    var rates: [Int: Rate?] = [:]
    var saved: Int128 = 0
    for call in usage.history.calls where period.contains(call.day) {
      guard case .charged(let number, let tokens) = call.outcome,
        usage.history.rates[number].basis.model.id == most.id
      else { continue }
      let own = usage.history.rates[number]
      let instead = rates[number] ?? own.basis.by(other.id, usage.estimator, call.day)
      rates[number] = instead
      guard let instead else { continue }
      saved += own.estimate(tokens).energy.nanos - instead.estimate(tokens).energy.nanos
    }
    return ("\(other.id) for the calls of \(most.id), with the same tokens", saved)
  }
}

extension Rate.Basis {
  /// The rate of another model at the same place.
  fileprivate func by(_ model: String, _ estimator: EcoEstimator, _ day: UTCDay?) -> Rate? {
    try? estimator.rate(
      model: model, provider: region.provider, region: region.name,
      at: day.map { .day($0) } ?? .unknown, regionAssumed: regionAssumed,
      mayBe: spread == nil ? nil : [], sizeNeeded: true
    ).get()
  }
}

extension TokenUsage {
  /// The same call with less context, cached tokens left out first.
  fileprivate func carrying(atMost most: Int) -> TokenUsage? {
    guard requests == 1, promptTokens > most else { return self }
    let cached = max(0, cachedPromptTokens - (promptTokens - most))
    return TokenUsage(
      promptTokens: most, cachedPromptTokens: cached, completionTokens: completionTokens)
  }

  /// The same call with all of its prompt cached that the call before had sent or got; where it has less
  /// than that one, its session was begun anew.
  fileprivate func readingAnew(after last: TokenUsage) -> TokenUsage? {
    guard requests == 1, promptTokens >= last.promptTokens else { return self }
    let known = min(promptTokens, last.promptTokens + last.completionTokens)
    return TokenUsage(
      promptTokens: promptTokens, cachedPromptTokens: max(cachedPromptTokens, known),
      completionTokens: completionTokens)
  }
}
