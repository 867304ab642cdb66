import Synchronization

/// Which upstreams have failed so often of late that others go first.
final class Health: Sendable {
  private struct State {
    var failures = 0
    var lastFailure: Int64 = 0
  }

  private let policy: Configuration.HealthPolicy
  private let states = Mutex<[Int: State]>([:])

  init(_ policy: Configuration.HealthPolicy) { self.policy = policy }

  /// Whether an upstream may go first. After the cooldown one more failure is enough to make it
  /// unhealthy again, one success to make it healthy.
  func isHealthy(upstream: Int, at milliseconds: Int64) -> Bool {
    states.withLock { states in
      guard let state = states[upstream], state.failures >= policy.failures else { return true }
      return Double(milliseconds - state.lastFailure) >= policy.cooldownSeconds * 1000
    }
  }

  func succeeded(upstream: Int) {
    states.withLock { $0[upstream] = nil }
  }

  func failed(upstream: Int, at milliseconds: Int64) {
    states.withLock { states in
      states[upstream, default: State()].failures += 1
      states[upstream]?.lastFailure = milliseconds
    }
  }
}
