import ServiceLifecycle
import Synchronization

/// Gives what is under way some time when the gateway is told to stop, and then ends it, so that the
/// clients are told and the records say why.
final class Shutdown: Service {
  private struct State {
    var connections: [ObjectIdentifier: ClientConnection] = [:]
    var isOver = false
  }

  private let grace: Duration
  private let state = Mutex(State())

  init(grace: Duration) { self.grace = grace }

  func add(_ connection: ClientConnection) {
    let isOver = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = connection
      return state.isOver
    }
    if isOver { connection.cutShort() }
  }

  func remove(_ connection: ClientConnection) {
    state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
  }

  /// Ends when the gateway is told to stop: services are told one after the other, and the server must
  /// not wait.
  func run() async throws {
    try? await gracefulShutdown()
    Task {
      try await Task.sleep(for: grace)
      let connections = state.withLock { state in
        state.isOver = true
        return state.connections.values
      }
      for connection in connections { connection.cutShort() }
    }
  }
}
