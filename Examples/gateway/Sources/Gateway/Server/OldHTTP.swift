import NIOCore
import NIOHTTP1

/// Answers HTTP/1.0 as HTTP/1.0: such a client knows neither chunks nor `100 Continue`, and where an
/// answer has no length the connection's end is its end.
final class OldHTTP: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private static let version = HTTPVersion.http1_0
  private var begun = 0
  private var answered = 0
  /// The first request of that version, which is the connection's last.
  private var oldRequest: Int?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    if head.version == Self.version {
      oldRequest = oldRequest ?? begun
      head.headers.replaceOrAdd(name: "connection", value: "close")
      head.headers.remove(name: "expect")
    }
    begun += 1
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where answered == oldRequest:
      head.version = Self.version
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      answered += 1
      context.write(data, promise: promise)
    case .head, .body:
      context.write(data, promise: promise)
    }
  }
}
