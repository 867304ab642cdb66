import Synchronization

/// Decides between candidates that are as good as each other.
final class Equals: Sendable {
  private struct State {
    /// The endpoint that a user was served by last.
    var lastUsed: [String: Int] = [:]
    /// SplitMix64.
    var random: UInt64?

    mutating func next(below count: Int) -> Int? {
      guard let seed = random else { return nil }
      let state = seed &+ 0x9E37_79B9_7F4A_7C15
      random = state
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ (mixed >> 31)) % UInt64(count))
    }
  }

  /// So many users are remembered.
  private static let mostUsers = 10_000

  private let state: Mutex<State>

  init(seed: UInt64?) { state = Mutex(State(random: seed)) }

  /// Which of some endpoints, and why; `nil`: the first.
  func choice(of endpoints: [Endpoint], user: String?) -> (index: Int, why: String)? {
    guard endpoints.count > 1 else { return nil }
    return state.withLock { state in
      if let user, let last = state.lastUsed[user],
        let index = endpoints.firstIndex(where: { $0.index == last })
      {
        return (index, "last-used")
      }
      return state.next(below: endpoints.count).map { ($0, "random") }
    }
  }

  func used(_ endpoint: Endpoint, by user: String?) {
    guard let user else { return }
    state.withLock { state in
      if state.lastUsed.count >= Self.mostUsers { state.lastUsed = [:] }
      state.lastUsed[user] = endpoint.index
    }
  }
}
