import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Synchronization

/// Hands an upstream's event stream on, event by event, as it arrives.
struct StreamRelay: Sendable {
  let connection: ClientConnection
  let deadline: ContinuousClock.Instant
  /// The size that an event may have.
  let eventBytes: Int
  /// Whether the client asked for a chunk of usage.
  let sendsUsageChunk: Bool
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
        let last = await relay.close(with: failure)
        try await connection.whileConnected(until: .now + .seconds(1)) {
          var output = output
          try await output.write(ByteBuffer(bytes: last))
          try await output.finish(nil)
        }
      })
  }
}

/// One stream under way.
private final class Relay: Sendable {
  struct WriteFailed: Error {}

  private struct State {
    var generation: Generation
    var chunks: ChunkEditor
    var isClosed = false
  }

  private let limit: Int
  private let endpoint: Endpoint
  private let ledger: RequestLedger
  private let health: Health
  private let state: Mutex<State>

  init(_ relay: StreamRelay) {
    limit = relay.eventBytes
    endpoint = relay.endpoint
    ledger = relay.ledger
    health = relay.health
    state = Mutex(
      State(
        generation: relay.generation,
        chunks: ChunkEditor(
          model: relay.endpoint.model, sendsUsageChunk: relay.sendsUsageChunk)))
  }

  /// A client that is gone before the response's head is written is recorded too: the body is dropped
  /// then without having been asked for.
  deinit {
    guard !state.withLock({ $0.isClosed }) else { return }
    let (ledger, lost) = (ledger, ended(with: .clientClosed))
    Task { await ledger.closed(lost) }
  }

  /// Hands events on, up to the last chunk, which is kept back.
  func run(_ pieces: HTTPClientResponse.Body, _ start: any ResponseBodyWriter) async throws {
    var output = start
    var splitter = EventSplitter(limit: limit)
    do {
      for try await piece in pieces {
        let (ready, end) = edited(try splitter.feed(piece.readableBytesView))
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
    if state.withLock({ $0.chunks.usage == nil }) { throw GatewayError.streamBroke }
  }

  /// Records the stream's end, and returns what of it the client has yet to be told.
  func close(with failure: GatewayError?) async -> [UInt8] {
    let generation = ended(with: failure)
    if failure == nil {
      health.succeeded(upstream: endpoint.upstream)
    } else if failure == .streamBroke {
      health.failed(upstream: endpoint.upstream, at: ledger.now.milliseconds)
      ledger.upstreamFailed(endpoint, Upstream.Failure(why: "stream broke"), generation)
    }
    await ledger.closed(generation)
    return state.withLock { state in
      if let failure {
        return state.chunks.release() + ServerSentEvent(data: failure.json).bytes
      }
      return state.chunks.finish(block: generation.block) + ServerSentEvent(data: "[DONE]").bytes
    }
  }

  private func ended(with error: GatewayError?) -> Generation {
    state.withLock { state in
      state.isClosed = true
      state.generation.used(state.chunks.usage, at: endpoint)
      switch error?.code {
      case nil: state.generation.ended(.ok)
      case GatewayError.clientClosed.code: state.generation.ended(.clientClosed, error: error)
      default: state.generation.ended(.upstreamError, error: error)
      }
      return state.generation
    }
  }

  private enum End { case done, broken }

  /// What can be sent of the events up to the one that ends the stream.
  private func edited(_ events: [ServerSentEvent]) -> (bytes: [UInt8], end: End?) {
    state.withLock { state in
      var bytes: [UInt8] = []
      for event in events {
        switch state.chunks.take(event) {
        case .send(let ready): bytes += ready
        case .done: return (bytes, .done)
        case .broken: return (bytes, .broken)
        }
      }
      return (bytes, nil)
    }
  }
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
