import AsyncHTTPClient
import EcoModel
import HTTPTypes
import Hummingbird
import NIOHTTP1

/// `POST /api/v1/chat/completions`, and what is like it.
struct Completions: Sendable {
  let limits: Configuration.Limits
  let router: CarbonRouter
  let upstream: Upstream
  let door: Door
  let memory: Memory
  let ledger: RequestLedger

  /// Answers a request whose key is known. Whatever comes of it is recorded, once.
  func respond(
    _ request: Request, on connection: ClientConnection, as start: Generation, _ key: KeyPolicy
  ) async -> Response {
    var generation = start
    let deadline = ContinuousClock.now + .seconds(limits.requestSeconds)
    let share = memory.share()
    ledger.opened()
    do {
      let body = try await readBody(of: request, on: connection, share)
      var chat = try ChatRequest(
        body: body, door: door, regionHeader: request.headers[.region])
      if door == .messages { chat.headers = Self.anthropicHeaders(request.headers) }
      generation.requested(chat.model)
      let answer: Upstream.Answer
      let endpoint: Endpoint
      (answer, endpoint, generation) = try await ask(
        chat, key, on: connection, until: deadline, share, generation)
      switch answer {
      case .completion(let completion):
        return await finish(generation, completion, from: endpoint, isGone: connection.isGone)
      case .stream(let events):
        let relay = StreamRelay(
          connection: connection, deadline: deadline, limits: limits,
          messageBytes: chat.messageBytes,
          door: door, sendsUsageChunk: chat.wantsUsageChunk, share: memory.share(), ledger: ledger,
          health: router.health, endpoint: endpoint, generation: generation)
        return await relay.response(to: events)
      case .refusal(let status, let bytes):
        return await refuse(generation, status: status, body: bytes)
      }
    } catch let failure as Failed {
      return await fail(failure.generation ?? generation, failure.error)
    } catch let error as GatewayError {
      return await fail(generation, error)
    } catch {
      return await fail(generation, .internalError)
    }
  }

  private static func anthropicHeaders(_ fields: HTTPFields) -> [(name: String, value: String)] {
    let version = fields[.anthropicVersion] ?? "2023-06-01"
    let beta = fields[.anthropicBeta].map { ("anthropic-beta", $0) }
    return [("anthropic-version", version)] + [beta].compactMap(\.self)
  }

  /// An error, with what was known of the request when it came.
  private struct Failed: Error {
    let error: GatewayError
    var generation: Generation?
  }

  private func readBody(
    of request: Request, on connection: ClientConnection, _ share: Memory.Share
  ) async throws -> [UInt8] {
    let limit = limits.bodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw GatewayError.bodyTooLarge(limit)
    }
    do {
      return try await connection.whileConnected(until: .now + .seconds(limits.bodySeconds)) {
        if request.headers[.expect]?.lowercased() == "100-continue" { connection.goOn() }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
          try share.hold(buffer.readableBytes)
          bytes += buffer.readableBytesView
          if bytes.count > limit { throw GatewayError.bodyTooLarge(limit) }
        }
        return bytes
      }
    } catch is ClientConnection.TimedOut {
      throw GatewayError.bodyTooSlow
    } catch is Memory.Exhausted {
      throw GatewayError.overloaded
    } catch let error as GatewayError {
      throw error
    } catch let error as HTTPParserError where error != .invalidEOFState {
      throw GatewayError.malformedBody
    } catch {
      throw GatewayError(ending: error)
    }
  }

  /// Asks one endpoint after the other until one answers.
  private func ask(
    _ chat: ChatRequest, _ key: KeyPolicy, on connection: ClientConnection,
    until deadline: ContinuousClock.Instant,
    _ share: Memory.Share, _ start: Generation
  ) async throws -> (Upstream.Answer, Endpoint, Generation) {
    var generation = start
    var plan = router.plan(chat.wishes, key: key, at: ledger.moment)
    generation.routed(plan, to: plan.candidates.first)
    if let refusal = plan.refusal { throw Failed(error: refusal, generation: generation) }

    var failures: [Upstream.Failure] = []
    for (number, endpoint) in plan.candidates.enumerated() {
      let start = ContinuousClock.now
      if connection.isGone { throw Failed(error: .clientClosed, generation: generation) }
      do {
        let answer = try await connection.whileConnected(until: deadline, grace: limits.grace) {
          try await upstream.ask(endpoint, chat, share)
        }
        router.answered(endpoint, after: start, user: chat.wishes.user)
        // A stream has yet to show that it ends.
        if !chat.isStream { router.health.succeeded(upstream: endpoint.upstream) }
        return (answer, endpoint, generation)
      } catch let failure as Upstream.Failure {
        failures.append(failure)
        if failure.isUnhealthy {
          router.health.failed(upstream: endpoint.upstream, at: .now)
        }
        ledger.upstreamFailed(endpoint, failure, generation)
        let next = plan.candidates.dropFirst(number + 1).first
        plan.failed(endpoint, why: failure.why, next: next)
        generation.routed(plan, to: next ?? endpoint)
      } catch {
        throw Failed(error: GatewayError(ending: error), generation: generation)
      }
    }
    throw Failed(error: .upstreamsFailed(failures, generation), generation: generation)
  }

  private func finish(
    _ start: Generation, _ completion: JSONMembers, from endpoint: Endpoint, isGone: Bool
  ) async -> Response {
    var generation = start
    generation.used(Usage(json: completion["usage"]), at: endpoint)
    generation.ended(isGone ? .clientClosed : .ok, error: isGone ? .clientClosed : nil)
    await ledger.closed(generation)
    return .json(generation.marked(completion), headers: generation.headers)
  }

  /// Hands on what an upstream found wrong with the request, in its own words if they are in the shape
  /// that clients know.
  private func refuse(_ start: Generation, status: Int, body: [UInt8]) async -> Response {
    var generation = start
    let error = GatewayError(
      status: .init(code: status), type: "invalid_request_error", code: "upstream_refused",
      message: "The upstream refused the request.")
    generation.ended(.clientError, error: error)
    await ledger.closed(generation)
    guard JSONMembers(body)?["error"]?.first == UInt8(ascii: "{") else {
      return error.response(headers: generation.headers, door: door)
    }
    return .json(body, status: error.status, headers: generation.headers)
  }

  private func fail(_ start: Generation, _ error: GatewayError) async -> Response {
    var generation = start
    generation.ended(error.recordStatus, error: error)
    await ledger.closed(generation)
    return error.response(headers: generation.headers, door: door)
  }
}

extension GatewayError {
  /// No endpoint answered.
  static func upstreamsFailed(
    _ failures: [Upstream.Failure], _ generation: Generation
  ) -> GatewayError {
    let place = "\(generation.record.provider ?? "") in \(generation.record.region ?? "")"
    if failures.allSatisfy(\.isRateLimit) {
      return GatewayError(
        status: .tooManyRequests, type: "rate_limit_error", code: "upstream_rate_limited",
        message: "The upstream allows no more requests for now (\(place)).",
        retryAfter: failures.last?.retryAfter)
    }
    return .unavailable(
      "No upstream answered (last: \(place)).", code: serviceUnavailable)
  }

  /// What a record says of a request that ended with this error.
  var recordStatus: GenerationRecord.Status {
    switch code {
    case Self.clientClosed.code: .clientClosed
    case Self.internalError.code, Self.shuttingDown.code: .gatewayError
    default: status.code < 500 && status.code != 429 ? .clientError : .upstreamError
    }
  }
}
