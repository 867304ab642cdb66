import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Notices that a client hangs up, or that the gateway stops, so that the work for it can end.
///
/// A client that closes its sending half counts as gone: waiting for the next write to fail would keep
/// an upstream generating for nobody.
final class ClientConnection: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = HTTPRequestPart

  struct HungUp: Error {}
  struct TimedOut: Error {}
  struct ShutDown: Error {}

  private enum End { case hangUp, shutdown }

  private struct State {
    var end: End?
    var onEnd: (@Sendable () -> Void)?
    var channel: (any Channel)?
  }

  private let shutdown: Shutdown
  private let state = Mutex(State())

  init(_ shutdown: Shutdown) { self.shutdown = shutdown }

  /// Whether nobody is there to be answered.
  var isGone: Bool { state.withLock { $0.end == .hangUp } }

  /// Runs an operation, and cancels it when the client hangs up or the time is over.
  ///
  /// - Parameter grace: how long it may go on after the client has hung up.
  /// - Throws: `HungUp`, `TimedOut`, `ShutDown`, or what the operation throws. In each case it has ended.
  func whileConnected<Value: Sendable>(
    until deadline: ContinuousClock.Instant, grace: Duration = .zero,
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let (ending, source) = AsyncStream<Never>.makeStream()
    let hasEnded = state.withLock { state in
      state.onEnd = { source.finish() }
      return state.end != nil
    }
    defer { state.withLock { $0.onEnd = nil } }
    if hasEnded { source.finish() }
    return try await withThrowingTaskGroup(of: Value.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await operation() }
      group.addTask {
        for await _ in ending {}
        try Task.checkCancellation()
        if self.state.withLock({ $0.end == .shutdown }) { throw ShutDown() }
        try await Task.sleep(for: grace)
        throw HungUp()
      }
      group.addTask {
        try await Task.sleep(until: deadline, clock: .continuous)
        throw TimedOut()
      }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }

  /// Tells a client that waits with its body to send it.
  func goOn() {
    let part = HTTPResponsePart.head(HTTPResponse(status: .continue))
    state.withLock { $0.channel }?.writeAndFlush(part, promise: nil)
  }

  func channelActive(context: ChannelHandlerContext) {
    state.withLock { $0.channel = context.channel }
    shutdown.add(self)
    context.fireChannelActive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { ended(.hangUp) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    shutdown.remove(self)
    state.withLock { $0.channel = nil }
    ended(.hangUp)
    context.fireChannelInactive()
  }

  /// Ends what is under way, because the gateway stops.
  func cutShort() { ended(.shutdown) }

  private func ended(_ end: End) {
    let act = state.withLock { state in
      if state.end == nil { state.end = end }
      return state.onEnd
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
