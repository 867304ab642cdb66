import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Notices that a client hangs up, so that the work for it can stop.
///
/// A client that closes its sending half counts as gone: waiting for the next write to fail would keep
/// an upstream generating for nobody.
final class ClientConnection: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = HTTPRequestPart

  struct HungUp: Error {}
  struct TimedOut: Error {}

  private struct State {
    var isGone = false
    var onHangUp: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Runs an operation, and cancels it when the client hangs up or the time is over.
  ///
  /// - Throws: `HungUp`, `TimedOut`, or what the operation throws. In each case it has ended.
  func whileConnected<Value: Sendable>(
    until deadline: ContinuousClock.Instant,
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let (hangUp, source) = AsyncStream<Never>.makeStream()
    let isGone = state.withLock { state in
      state.onHangUp = { source.finish() }
      return state.isGone
    }
    defer { state.withLock { $0.onHangUp = nil } }
    if isGone { throw HungUp() }
    return try await withThrowingTaskGroup(of: Value.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await operation() }
      group.addTask {
        for await _ in hangUp {}
        throw Task.isCancelled ? CancellationError() : HungUp() as any Error
      }
      group.addTask {
        try await Task.sleep(until: deadline, clock: .continuous)
        throw TimedOut()
      }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { hungUp() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    hungUp()
    context.fireChannelInactive()
  }

  private func hungUp() {
    let act = state.withLock { state in
      state.isGone = true
      return state.onHangUp
    }
    act?()
  }
}

/// What handlers know of a request beside itself.
struct GatewayContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  /// The connection that the request came on.
  var connection: ClientConnection {
    get async throws {
      try await channel.pipeline.handler(type: ClientConnection.self).get()
    }
  }
}
