import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Bounds every step of a connection in time: the wait for a request's head, its body, its answer.
///
/// An answer that is given before its request was read ends the connection: the rest of such a
/// request may never end, and is nobody's business.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private enum Step: Equatable {
    case waiting(answered: Int)
    case reading(answered: Int)
    case answering(answered: Int)
  }

  private let limits: Configuration.Limits
  private var begun = 0
  private var read = 0
  private var answered = 0
  /// Whether the client wants no answer beyond those of the requests so far.
  private var isLast = false
  private var isClosing = false
  private var step: Step?
  private var deadline = NIODeadline.distantFuture
  private var nextLook = NIODeadline.distantFuture

  init(_ limits: Configuration.Limits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) {
    let pipeline = context.pipeline.syncOperations
    do {
      // Behind the codec a request has no version.
      let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
      try pipeline.addHandler(OldHTTP(), position: .before(codec))
    } catch {
      context.fireErrorCaught(error)
    }
  }

  func channelActive(context: ChannelHandlerContext) {
    advance(context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What comes after the last answer is read only to be thrown away.
    if isClosing { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      begun += 1
      if head.headerFields[.connection] == "close" { isLast = true }
    case .body: break
    case .end: read += 1
    }
    advance(context)
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !isClosing { context.fireErrorCaught(error) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      let isEarly = read <= answered
      if isEarly || (isLast && begun == answered + 1) { head.headerFields[.connection] = "close" }
      isClosing = head.headerFields[.connection] == "close"
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      context.write(data, promise: promise)
      answered += 1
      advance(context)
      if isClosing { linger(context) }
    case .head, .body:
      context.write(data, promise: promise)
    }
  }

  /// Closes a little later: to close on bytes that are still coming would take the answer away again.
  private func linger(_ context: ChannelHandlerContext) {
    let channel = context.channel
    context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
  }

  private func advance(_ context: ChannelHandlerContext) {
    let next: Step =
      begun <= answered
      ? .waiting(answered: answered)
      : read <= answered ? .reading(answered: answered) : .answering(answered: answered)
    guard next != step else { return }
    step = next
    // The handler of a request keeps to the same limits, and says so; this is for those that have none.
    let seconds =
      switch next {
      case .waiting: limits.idleConnectionSeconds
      case .reading: limits.bodySeconds + 1
      case .answering: limits.requestSeconds + 2
      }
    deadline = .now() + .milliseconds(Int64(seconds * 1000))
    if deadline < nextLook { look(at: deadline, context) }
  }

  /// One task at a time looks after a connection; it is not moved when a deadline moves away.
  private func look(at time: NIODeadline, _ context: ChannelHandlerContext) {
    nextLook = time
    context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
      guard time == self.nextLook, context.channel.isActive else { return }
      if self.deadline <= .now() { return context.close(promise: nil) }
      self.look(at: self.deadline, context)
    }
  }
}
