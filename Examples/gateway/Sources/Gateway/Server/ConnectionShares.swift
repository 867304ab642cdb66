import NIOCore
import Synchronization

/// The connections that are open, and what one more may do.
///
/// No address can hold them all, and some beyond the limit are kept for `/health`, so that a gateway
/// that is full is told from one that has failed.
final class ConnectionShares: Sendable {
  enum Admission: Sendable {
    case everything, healthOnly, nothing
  }

  private struct Pool {
    let limit: Int
    /// Of the limit, what one origin may take.
    let share: Int
    private var total = 0
    private var byOrigin: [[UInt8]: Int] = [:]

    init(limit: Int, share: Int) {
      self.limit = limit
      self.share = share
    }

    mutating func take(_ origin: [UInt8]) -> Bool {
      guard total < limit, byOrigin[origin, default: 0] < share else { return false }
      total += 1
      byOrigin[origin, default: 0] += 1
      return true
    }

    mutating func giveBack(_ origin: [UInt8]) {
      total -= 1
      let left = byOrigin[origin, default: 1] - 1
      byOrigin[origin] = left > 0 ? left : nil
    }
  }

  private struct State {
    var usual: Pool
    var reserve: Pool
  }

  private let state: Mutex<State>

  init(_ limits: Configuration.Limits) {
    state = Mutex(
      State(
        usual: Pool(
          limit: limits.connections,
          share: limits.connectionsPerAddress ?? max(1, limits.connections / 2)),
        reserve: Pool(
          limit: limits.healthConnections, share: max(1, limits.healthConnections / 4))))
  }

  /// Counts a connection in, unless it may do nothing.
  func admit(_ origin: [UInt8]) -> Admission {
    state.withLock { state in
      if state.usual.take(origin) { return .everything }
      return state.reserve.take(origin) ? .healthOnly : .nothing
    }
  }

  /// Counts a connection out.
  func ended(_ origin: [UInt8], _ admission: Admission) {
    state.withLock { state in
      switch admission {
      case .everything: state.usual.giveBack(origin)
      case .healthOnly: state.reserve.giveBack(origin)
      case .nothing: break
      }
    }
  }
}

extension SocketAddress {
  /// Who is at the other end, as far as shares go: an IPv4 address, or the first 64 bits of an IPv6
  /// address, because a single host is given that many.
  var origin: [UInt8] {
    switch self {
    case .v4(let address):
      return withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
    case .v6(let address):
      let bytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
      let isMapped = bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
      return Array(isMapped ? bytes.suffix(4) : bytes.prefix(8))
    case .unixDomainSocket:
      return []
    }
  }
}
