import Foundation
import Synchronization

/// How well upstreams have done of late.
final class Health: Sendable {
  enum Level: String, Sendable { case ok, degraded, unavailable }

  private struct State {
    var failures = 0
    var lastFailure: ContinuousClock.Instant
  }

  private let policy: Configuration.HealthPolicy
  private let states = Mutex<[Int: State]>([:])

  init(_ policy: Configuration.HealthPolicy) { self.policy = policy }

  /// Unavailable is an upstream that has failed so often in a row as the policy says, for its
  /// cooldown. After that one more failure is enough; one success makes it as good as new.
  func level(of upstream: Int, at instant: ContinuousClock.Instant) -> Level {
    guard let state = states.withLock({ $0[upstream] }) else { return .ok }
    if state.failures >= policy.failures, age(state, instant) < 1 { return .unavailable }
    return penalty(of: upstream, at: instant) < 1.1 ? .ok : .degraded
  }

  /// What an upstream's score is multiplied by: 1 and its failures in a row, which count half after
  /// each cooldown.
  func penalty(of upstream: Int, at instant: ContinuousClock.Instant) -> Double {
    guard let state = states.withLock({ $0[upstream] }) else { return 1 }
    return 1 + Double(state.failures) * exp2(-age(state, instant))
  }

  func succeeded(upstream: Int) {
    states.withLock { $0[upstream] = nil }
  }

  func failed(upstream: Int, at instant: ContinuousClock.Instant) {
    states.withLock { states in
      states[upstream] = State(
        failures: min((states[upstream]?.failures ?? 0) + 1, policy.failures),
        lastFailure: instant)
    }
  }

  /// In cooldowns.
  private func age(_ state: State, _ instant: ContinuousClock.Instant) -> Double {
    Double(state.lastFailure.duration(to: instant).milliseconds) / (policy.cooldownSeconds * 1000)
  }
}

/// How long upstreams took of late to begin an answer.
final class Latencies: Sendable {
  private struct Sample {
    let milliseconds: Double
    let instant: ContinuousClock.Instant
  }

  private static let window = Duration.seconds(300)
  private static let most = 101

  private let samples = Mutex<[Int: [Sample]]>([:])

  func add(_ duration: Duration, of upstream: Int, at instant: ContinuousClock.Instant) {
    let sample = Sample(milliseconds: Double(duration.milliseconds), instant: instant)
    samples.withLock { samples in
      samples[upstream, default: []].append(sample)
      if let count = samples[upstream]?.count, count > Self.most {
        samples[upstream]?.removeFirst()
      }
    }
  }

  /// The median of the last five minutes, of the last 101 answers at most, in milliseconds; `nil`:
  /// there was none.
  func median(of upstream: Int, at instant: ContinuousClock.Instant) -> Double? {
    let recent = samples.withLock { $0[upstream] ?? [] }
      .filter { $0.instant.duration(to: instant) <= Self.window }.map(\.milliseconds).sorted()
    return recent.isEmpty ? nil : recent[recent.count / 2]
  }
}
