import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// Hands an upstream's event stream on, event by event, as it arrives.
struct StreamRelay: Sendable {
  let connection: ClientConnection
  let deadline: ContinuousClock.Instant
  /// The size that an event may have.
  let eventBytes: Int
  let ledger: RequestLedger
  let health: Health
  let endpoint: Endpoint
  let generation: Generation

  func response(to events: HTTPClientResponse.Body) -> Response {
    var headers = generation.headers
    headers[.contentType] = "text/event-stream"
    headers[.cacheControl] = "no-cache"
    let relay = Relay(self)
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        // Used by one task at a time: `whileConnected` ends its operation before it returns.
        nonisolated(unsafe) let output = writer
        var failure: GatewayError?
        do {
          try await connection.whileConnected(until: deadline) {
            try await relay.run(events, output)
          }
        } catch {
          failure = GatewayError(ending: error)
        }
        // Recorded before the end is told: who reads `[DONE]` can ask for the record.
        await relay.close(with: failure)
        let last = failure.map { ServerSentEvent(data: $0.json) } ?? ServerSentEvent(data: "[DONE]")
        try await connection.whileConnected(until: .now + .seconds(1)) {
          var output = output
          try await output.write(ByteBuffer(bytes: last.bytes))
          try await output.finish(nil)
        }
      })
  }
}

/// One stream under way.
private final class Relay: Sendable {
  struct WriteFailed: Error {}

  private let limit: Int
  private let endpoint: Endpoint
  private let ledger: RequestLedger
  private let health: Health
  private let generation: Mutex<Generation>
  private let isClosed = Mutex(false)

  init(_ relay: StreamRelay) {
    limit = relay.eventBytes
    endpoint = relay.endpoint
    ledger = relay.ledger
    health = relay.health
    generation = Mutex(relay.generation)
  }

  /// A client that is gone before the response's head is written is recorded too: the body is dropped
  /// then without having been asked for.
  deinit {
    guard !isClosed.withLock({ $0 }) else { return }
    let (ledger, lost) = (ledger, ended(with: .clientClosed))
    Task { await ledger.closed(lost) }
  }

  /// Records the stream's end.
  func close(with failure: GatewayError?) async {
    isClosed.withLock { $0 = true }
    let generation = ended(with: failure)
    if failure == nil {
      health.succeeded(upstream: endpoint.upstream)
    } else if failure == .streamBroke {
      health.failed(upstream: endpoint.upstream, at: ledger.now.milliseconds)
      ledger.upstreamFailed(endpoint, Upstream.Failure(why: "stream broke"), generation)
    }
    await ledger.closed(generation)
  }

  /// Hands events on until `[DONE]`, which it keeps back.
  func run(_ pieces: HTTPClientResponse.Body, _ start: any ResponseBodyWriter) async throws {
    var output = start
    var splitter = EventSplitter(limit: limit)
    do {
      for try await piece in pieces {
        let (ready, end) = try marked(splitter.feed(piece.readableBytesView))
        if !ready.isEmpty {
          do { try await output.write(ByteBuffer(bytes: ready)) } catch { throw WriteFailed() }
        }
        switch end {
        case .done: return
        case .broken: throw GatewayError.streamBroke
        case nil: break
        }
      }
    } catch let error as WriteFailed {
      throw error
    } catch let error as GatewayError {
      throw error
    } catch {
      try Task.checkCancellation()
      throw GatewayError.streamBroke
    }
    try Task.checkCancellation()
    // A stream may end without `[DONE]`; it is whole if its usage has come.
    if !generation.withLock({ $0.record.promptTokens != nil }) { throw GatewayError.streamBroke }
  }

  private func ended(with error: GatewayError?) -> Generation {
    generation.withLock { generation in
      switch error?.code {
      case nil: generation.ended(.ok)
      case GatewayError.clientClosed.code: generation.ended(.clientClosed, error: error)
      default: generation.ended(.upstreamError, error: error)
      }
      return generation
    }
  }

  private enum End { case done, broken }

  /// Events as the client gets them, up to the one that ends the stream.
  private func marked(_ events: [ServerSentEvent]) -> (bytes: [UInt8], end: End?) {
    var bytes: [UInt8] = []
    for event in events {
      if event.isDone { return (bytes, .done) }
      guard let chunk = event.data.flatMap(JSONMembers.init) else {
        bytes += event.bytes
        continue
      }
      if chunk["error"]?.first == UInt8(ascii: "{") { return (bytes, .broken) }
      bytes += marked(event, chunk).bytes
    }
    return (bytes, nil)
  }

  /// A chunk with the resolved model, and with the `lowrouter` block where it is the one that tells the
  /// usage of the whole answer.
  private func marked(_ event: ServerSentEvent, _ chunk: JSONMembers) -> ServerSentEvent {
    guard chunk["model"] != nil || chunk["usage"] != nil else { return event }
    return generation.withLock { generation in
      let usage = chunk.endsAnswer ? Usage(json: chunk["usage"]) : nil
      if usage != nil { generation.used(usage, at: endpoint) }
      return event.replacingData(generation.marked(chunk, withBlock: usage != nil))
    }
  }
}

extension JSONMembers {
  /// Whether no choice of this chunk goes on. Some upstreams report usage so far in every chunk.
  fileprivate var endsAnswer: Bool {
    guard self["usage"]?.first == UInt8(ascii: "{") else { return false }
    let choices = try? decode("choices", as: [Choice].self)
    return (choices ?? []).allSatisfy { $0.finish_reason != nil }
  }

  private struct Choice: Decodable { let finish_reason: String? }
}

extension GatewayError {
  static let streamBroke = GatewayError(
    status: .badGateway, type: "server_error", code: "upstream_error",
    message: "The upstream's stream broke off.")

  /// What ended a stream before its time.
  fileprivate init(ending error: any Error) {
    switch error {
    case let error as GatewayError: self = error
    case is ClientConnection.TimedOut: self = .timedOut
    default: self = .clientClosed
    }
  }
}
