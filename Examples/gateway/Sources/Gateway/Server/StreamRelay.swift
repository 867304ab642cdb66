import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Synchronization

/// Hands an upstream's event stream on, event by event, as it arrives.
struct StreamRelay: Sendable {
  let connection: ClientConnection
  let deadline: ContinuousClock.Instant
  let limits: Configuration.Limits
  /// The size of what was asked.
  let messageBytes: Int
  let door: Door
  /// Whether the client asked for a chunk of usage.
  let sendsUsageChunk: Bool
  let share: Memory.Share
  let ledger: RequestLedger
  let health: Health
  let endpoint: Endpoint
  let generation: Generation

  func response(to events: HTTPClientResponse.Body) async -> Response {
    var headers = generation.headers
    headers[.contentType] = "text/event-stream"
    headers[.cacheControl] = "no-cache"
    let relay = Relay(self)
    if connection.isGone {
      // Nobody will ask for the body: the stream is heard here, for its usage.
      await run(relay, events, nil)
      return GatewayError.clientClosed.response()
    }
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        // Used by one task at a time: `whileConnected` ends its operation before it returns.
        nonisolated(unsafe) let output = writer
        // Recorded before the end is told: who reads the last chunk can ask for the record.
        let last = await run(relay, events, output)
        var end = output
        try await end.write(ByteBuffer(bytes: last))
        try await end.finish(nil)
      })
  }

  /// Runs a stream to its end, records it, and returns what the client has yet to be told.
  @discardableResult
  private func run(
    _ relay: Relay, _ events: HTTPClientResponse.Body, _ writer: (any ResponseBodyWriter)?
  ) async -> [UInt8] {
    nonisolated(unsafe) let output = writer
    var failure: GatewayError?
    do {
      try await connection.whileConnected(until: deadline, grace: limits.grace) {
        try await relay.run(events, output)
      }
      if connection.isGone { failure = .clientClosed }
    } catch {
      failure = GatewayError(ending: error)
    }
    return await relay.close(with: failure)
  }
}

/// One stream under way.
private final class Relay: Sendable {
  private struct State {
    var generation: Generation
    var chunks: any StreamEditor
    var isClosed = false
  }

  private let connection: ClientConnection
  private let limit: Int
  private let door: Door
  private let messageBytes: Int
  private let share: Memory.Share
  private let endpoint: Endpoint
  private let ledger: RequestLedger
  private let health: Health
  private let state: Mutex<State>

  init(_ relay: StreamRelay) {
    connection = relay.connection
    limit = relay.limits.eventBytes
    door = relay.door
    messageBytes = relay.messageBytes
    share = relay.share
    endpoint = relay.endpoint
    ledger = relay.ledger
    health = relay.health
    state = Mutex(
      State(
        generation: relay.generation,
        chunks: relay.door.editor(
          model: relay.endpoint.model, sendsUsageChunk: relay.sendsUsageChunk)))
  }

  /// A client that is gone before the response's head is written is recorded too: the body is dropped
  /// then without having been asked for.
  deinit {
    guard !state.withLock({ $0.isClosed }) else { return }
    let (ledger, lost) = (ledger, ended(with: .clientClosed))
    Task { await ledger.closed(lost) }
  }

  /// Hands events on, up to the last chunk, which is kept back. When the client is gone they are heard
  /// for the usage only.
  func run(_ pieces: HTTPClientResponse.Body, _ writer: (any ResponseBodyWriter)?) async throws {
    var output = writer
    var splitter = EventSplitter(limit: limit)
    var most = 0
    do {
      for try await piece in pieces {
        if splitter.rest.count > most {
          try share.hold(splitter.rest.count - most)
          most = splitter.rest.count
        }
        let (ready, end) = edited(try splitter.feed(piece.readableBytesView))
        if !ready.isEmpty, !connection.isGone {
          do {
            try await output?.write(ByteBuffer(bytes: ready))
          } catch {
            try Task.checkCancellation()
            output = nil
          }
        }
        switch end {
        case .done: return
        case .broken: throw GatewayError.streamBroke
        case nil: break
        }
      }
    } catch let error as GatewayError {
      throw error
    } catch let error as Memory.Exhausted {
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
      health.failed(upstream: endpoint.upstream, at: .now)
      ledger.upstreamFailed(endpoint, Upstream.Failure(why: "stream broke"), generation)
    }
    await ledger.closed(generation)
    return state.withLock { state in
      if let failure {
        return state.chunks.release() + failure.event(door)
      }
      return state.chunks.finish(block: generation.block)
    }
  }

  private func ended(with error: GatewayError?) -> Generation {
    state.withLock { state in
      state.isClosed = true
      // An upstream that broke off has said itself that its answer is none.
      let estimate =
        error == nil || error == .streamBroke
        ? nil : state.chunks.estimate(messageBytes: messageBytes)
      let usage = state.chunks.usage
      state.generation.used(
        usage ?? estimate, isEstimated: usage == nil && estimate != nil, at: endpoint)
      state.generation.ended(error?.recordStatus ?? .ok, error: error)
      return state.generation
    }
  }

  private enum End { case done, broken }

  /// What can be sent of the events up to the one that ends the stream.
  private func edited(_ events: [ServerSentEvent]) -> (bytes: [UInt8], end: End?) {
    state.withLock { state in
      var bytes: [UInt8] = []
      state.generation.began()
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

  /// What ended a request before its time.
  init(ending error: any Error) {
    switch error {
    case let error as GatewayError: self = error
    case is ClientConnection.TimedOut: self = .timedOut
    case is ClientConnection.ShutDown: self = .shuttingDown
    case is Memory.Exhausted: self = .overloaded
    default: self = .clientClosed
    }
  }
}
