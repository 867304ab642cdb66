import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Lets a connection do what its share allows.
final class ConnectionGate: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long a connection of the reserve may take, so that the next one finds a place.
  private static let reserveTime = TimeAmount.seconds(2)

  private let shares: ConnectionShares
  private var origin: [UInt8] = []
  private var admission = ConnectionShares.Admission.nothing
  private var isTurnedAway = false

  init(_ shares: ConnectionShares) { self.shares = shares }

  func channelActive(context: ChannelHandlerContext) {
    origin = context.remoteAddress?.origin ?? []
    admission = shares.admit(origin)
    switch admission {
    case .everything: break
    case .healthOnly:
      let channel = context.channel
      context.eventLoop.scheduleTask(in: Self.reserveTime) { channel.close(promise: nil) }
    case .nothing: context.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    shares.ended(origin, admission)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let request) = unwrapInboundIn(data), admission != .everything,
      request.path != "/health"
    {
      isTurnedAway = true
      turnAway(request, context)
    }
    if !isTurnedAway { context.fireChannelRead(data) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard admission != .everything, case .head(var head) = unwrapOutboundIn(data) else {
      return context.write(data, promise: promise)
    }
    head.headerFields[.connection] = "close"
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  private func turnAway(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
    let response = GatewayError.tooManyConnections.response()
    context.write(wrapOutboundOut(.head(response.head)), promise: nil)
    if request.method != .head {
      let body = ByteBuffer(string: GatewayError.tooManyConnections.json)
      context.write(wrapOutboundOut(.body(body)), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}

extension GatewayError {
  static let tooManyConnections = GatewayError(
    status: .serviceUnavailable, type: "server_error", code: "too_many_connections",
    message: "There are too many connections, in all or from this address.", retryAfter: "1",
    closesConnection: true)
}
