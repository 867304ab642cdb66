import ArgumentParser
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Opens streams, all at once, reads them to their end, and prints what it saw as one JSON object.
struct Drive: AsyncParsableCommand {
  @Option(help: "The port on this machine.")
  var port: Int
  @Option(help: "The path, and the key that is sent.")
  var path = "/api/v1/chat/completions"
  @Option(help: "The key.")
  var key = ""
  @Option(help: "The streams that are open at once.")
  var streams = 2000
  @Option(help: "The time in which they are opened, in milliseconds.")
  var ramp: Int64 = 4000

  /// What is printed. Times are in microseconds.
  private struct Report: Encodable {
    var whole = 0
    var events = 0
    var firstEvents: [Int64] = []
    var delays: [Int64] = []
    var generations: [String] = []
  }

  func run() async throws {
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let (port, path, key) = (port, path, key)
    let report = try await withThrowingTaskGroup(of: StreamClient.Result.self) { tasks in
      for number in 0..<streams {
        let wait = Duration.milliseconds(ramp * Int64(number) / Int64(max(1, streams)))
        tasks.addTask {
          try await Task.sleep(for: wait)
          return try await StreamClient.run(loops, port: port, path: path, key: key)
        }
      }
      var report = Report()
      for try await result in tasks {
        report.whole += result.isWhole ? 1 : 0
        report.events += result.delays.count
        report.firstEvents.append(result.firstEvent / 1000)
        report.delays += result.delays.map { $0 / 1000 }
        report.generations += result.generation.map { [$0] } ?? []
      }
      return report
    }
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }
}

/// One request and its stream.
private final class StreamClient: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// Times are in nanoseconds.
  struct Result: Sendable {
    var isWhole = false
    var generation: String?
    /// From the request to the first event.
    var firstEvent: Int64 = 0
    /// From where each event was made to here.
    var delays: [Int64] = []
  }

  private static let body =
    #"{"model":"openai/gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Why?"}]}"#

  private let path: String
  private let key: String
  private let promise: EventLoopPromise<Result>
  private var result = Result()
  private var start = NIODeadline.now()
  /// The moment that is being read from an event.
  private var moment: Int64?
  private var tail: [UInt8] = []

  static func run(
    _ loops: any EventLoopGroup, port: Int, path: String, key: String
  ) async throws -> Result {
    let result = try await ClientBootstrap(group: loops)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let result = channel.eventLoop.makePromise(of: Result.self)
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(
            StreamClient(path: path, key: key, result))
          return result.futureResult
        }
      }
    return try await result.get()
  }

  init(path: String, key: String, _ promise: EventLoopPromise<Result>) {
    self.path = path
    self.key = key
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    let head = HTTPRequestHead(
      version: .http1_1, method: .POST, uri: path,
      headers: [
        "host": "127.0.0.1", "authorization": "Bearer \(key)",
        "content-length": "\(Self.body.utf8.count)",
      ])
    start = .now()
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: Self.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): result.generation = head.headers.first(name: "x-lowrouter-generation-id")
    case .body(let buffer): read(buffer.readableBytesView)
    case .end:
      result.isWhole = tail == Array("data: [DONE]\n\n".utf8)
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { promise.succeed(result) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func read(_ bytes: ByteBufferView) {
    let now = Int64(NIODeadline.now().uptimeNanoseconds)
    if result.delays.isEmpty { result.firstEvent = now - Int64(start.uptimeNanoseconds) }
    for byte in bytes {
      switch (byte, moment) {
      case (UInt8(ascii: "@"), _): moment = 0
      case (0x30...0x39, let digits?): moment = digits * 10 + Int64(byte - 0x30)
      case (_, let sent?):
        result.delays.append(now - sent)
        moment = nil
      default: break
      }
    }
    tail = Array((tail + bytes.suffix(14)).suffix(14))
  }
}
