import Synchronization

/// The bytes that requests and answers hold, all together, and their limit.
final class Memory: Sendable {
  struct Exhausted: Error {}

  private let limit: Int
  private let held = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// What one request holds. It is given back when nobody has the share any more.
  final class Share: Sendable {
    private let memory: Memory
    private let held = Mutex(0)

    fileprivate init(_ memory: Memory) { self.memory = memory }

    deinit { memory.giveBack(held.withLock { $0 }) }

    /// Takes more for bytes that came in: they are read, checked and sent on, so they are there three
    /// times at some moment.
    func hold(_ bytes: Int) throws(Exhausted) {
      try memory.take(3 * bytes)
      held.withLock { $0 += 3 * bytes }
    }
  }

  func share() -> Share { Share(self) }

  /// What is held now.
  var bytes: Int { held.withLock { $0 } }

  private func take(_ bytes: Int) throws(Exhausted) {
    let isThere = held.withLock { held in
      guard held + bytes <= limit else { return false }
      held += bytes
      return true
    }
    if !isThere { throw Exhausted() }
  }

  private func giveBack(_ bytes: Int) { held.withLock { $0 -= bytes } }
}

extension GatewayError {
  static let overloaded = GatewayError(
    status: .serviceUnavailable, type: "server_error", code: "overloaded",
    message: "The gateway holds as much as it may. Try again shortly.", retryAfter: "1",
    closesConnection: true)
}
