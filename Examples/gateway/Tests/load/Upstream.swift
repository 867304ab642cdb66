import ArgumentParser
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Answers each request with a stream; each of its events says when it was sent.
struct Upstream: AsyncParsableCommand {
  @Option(help: "The events of a stream.")
  var events = 20
  @Option(help: "The time between two of them, in milliseconds.")
  var pause: Int64 = 500
  @Option(help: "So many streams have begun before the first of them ends.")
  var together = 1

  func run() async throws {
    let (events, pause, gathering) = (events, pause, Gathering(size: together))
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
      .serverChannelOption(.backlog, value: 4096)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            Streaming(events: events, pause: .milliseconds(pause), gathering))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    FileHandle.standardOutput.write(Data("listening \(channel.localAddress?.port ?? 0)\n".utf8))
    try await channel.closeFuture.get()
  }
}

/// Lets streams end when all of them have begun.
private final class Gathering: Sendable {
  private struct State {
    var begun = 0
    var promise: EventLoopPromise<Void>?
  }

  private let size: Int
  private let state = Mutex(State())

  init(size: Int) { self.size = size }

  /// Counts one in, and says when it may end. After the last one the next gathering begins.
  func begin(on loop: any EventLoop) -> EventLoopFuture<Void> {
    state.withLock { state in
      let promise = state.promise ?? loop.makePromise(of: Void.self)
      state.begun += 1
      state.promise = promise
      if state.begun == size {
        state = State()
        promise.succeed()
      }
      return promise.futureResult
    }
  }
}

private final class Streaming: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let events: Int
  private let pause: TimeAmount
  private let gathering: Gathering

  init(events: Int, pause: TimeAmount, _ gathering: Gathering) {
    self.events = events
    self.pause = pause
    self.gathering = gathering
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .end = unwrapInboundIn(data) else { return }
    let head = HTTPResponseHead(
      version: .http1_1, status: .ok, headers: ["content-type": "text/event-stream"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    send(0, gathering.begin(on: context.eventLoop), context)
  }

  private func send(
    _ number: Int, _ mayEnd: EventLoopFuture<Void>, _ context: ChannelHandlerContext
  ) {
    guard context.channel.isActive else { return }
    guard number < events else {
      return mayEnd.assumeIsolated().whenSuccess { self.finish(context) }
    }
    write(
      choices: #"{"index":0,"delta":{"content":"@\#(NIODeadline.now().uptimeNanoseconds) "},"#
        + #""finish_reason":null}"#, context)
    context.flush()
    context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
      self.send(number + 1, mayEnd, context)
    }
  }

  private func finish(_ context: ChannelHandlerContext) {
    write(choices: #"{"index":0,"delta":{},"finish_reason":"stop"}"#, context)
    let usage = #","usage":{"prompt_tokens":18,"completion_tokens":26,"total_tokens":44}"#
    write(choices: "", usage: usage, context)
    write("[DONE]", context)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  private func write(choices: String, usage: String = "", _ context: ChannelHandlerContext) {
    write(
      #"{"id":"load","object":"chat.completion.chunk","created":1,"model":"load","choices":["#
        + choices + "]" + usage + "}", context)
  }

  private func write(_ data: String, _ context: ChannelHandlerContext) {
    let event = ByteBuffer(string: "data: \(data)\n\n")
    context.write(wrapOutboundOut(.body(.byteBuffer(event))), promise: nil)
  }
}
