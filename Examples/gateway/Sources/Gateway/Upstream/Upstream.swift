import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Asks upstreams, and says whether what they answer is an answer.
struct Upstream: Sendable {
  private let client: HTTPClient
  private let limits: Configuration.Limits

  init(client: HTTPClient, limits: Configuration.Limits) {
    self.client = client
    self.limits = limits
  }

  /// How one attempt ended.
  enum Answer: Sendable {
    /// A whole completion.
    case completion(JSONMembers)
    /// A stream that has begun.
    case stream(HTTPClientResponse.Body)
    /// The upstream finds fault with the request itself: no other upstream would like it better.
    case refusal(status: Int, body: [UInt8])
  }

  /// Why another endpoint should be asked.
  struct Failure: Error {
    let why: String
    var isTimeout = false
    var isRateLimit = false
    /// Whether it says something of the upstream, not only of one model there.
    var isUnhealthy = true
    var retryAfter: String?
  }

  /// One attempt.
  ///
  /// - Throws: `Failure`, or `CancellationError` where the task was cancelled.
  func ask(_ endpoint: Endpoint, _ chat: ChatRequest, _ share: Memory.Share) async throws -> Answer
  {
    var request = HTTPClientRequest(url: endpoint.baseURL + chat.door.path)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(
      name: "accept", value: chat.isStream ? "text/event-stream" : "application/json")
    for (name, value) in chat.headers { request.headers.add(name: name, value: value) }
    if let secret = endpoint.secret {
      let isAnthropic = chat.door == .messages
      request.headers.add(
        name: isAnthropic ? "x-api-key" : "authorization",
        value: isAnthropic ? secret : "Bearer \(secret)")
    }
    request.body = .bytes(ByteBuffer(bytes: chat.body(for: endpoint.upstreamModel)))
    do {
      let silence = TimeAmount.milliseconds(Int64(limits.upstreamSilenceSeconds * 1000))
      let response = try await client.execute(request, timeout: silence)
      return try await answer(response, isStream: chat.isStream, share)
    } catch let failure as Failure {
      throw failure
    } catch let error as Memory.Exhausted {
      throw error
    } catch {
      try Task.checkCancellation()
      throw Failure(error)
    }
  }

  private func answer(
    _ response: HTTPClientResponse, isStream: Bool, _ share: Memory.Share
  ) async throws -> Answer {
    let status = Int(response.status.code)
    switch status {
    case 200..<300 where isStream:
      guard response.headers.first(name: "content-type")?.hasPrefix("text/event-stream") == true
      else { throw Failure(why: "not an event stream") }
      return .stream(response.body)
    case 200..<300:
      guard let completion = JSONMembers(try await body(of: response, share)) else {
        throw Failure(why: "not JSON")
      }
      guard completion.isNull("error") else { throw Failure(why: "an error with status 200") }
      return .completion(completion)
    case 401, 403, 404, 408, 429, ..<400, 500...:
      // The gateway's own key, its model table, or the upstream's state: none is the client's fault.
      throw Failure(
        why: "status \(status)", isTimeout: status == 408 || status == 504,
        isRateLimit: status == 429, isUnhealthy: status != 404,
        retryAfter: response.headers.first(name: "retry-after"))
    default:
      return .refusal(status: status, body: try await body(of: response, share))
    }
  }

  private func body(
    of response: HTTPClientResponse, _ share: Memory.Share
  ) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in response.body {
      try share.hold(buffer.readableBytes)
      bytes += buffer.readableBytesView
      if bytes.count > limits.answerBytes { throw Failure(why: "answer too large") }
    }
    return bytes
  }
}

extension Upstream.Failure {
  /// Names an error without quoting what was sent or received.
  init(_ error: any Error) {
    switch error {
    case let error as HTTPClientError
    where [.deadlineExceeded, .readTimeout, .connectTimeout, .getConnectionFromPoolTimeout]
      .contains(
        error):
      self.init(why: "timeout", isTimeout: true)
    default:
      self.init(why: "connection")
    }
  }
}

extension HTTPClient {
  /// A client for upstreams: no redirects (they would carry keys elsewhere), no limit of its own on
  /// the connections, and none kept long enough for the other side to close it under a request.
  static func forUpstreams(_ limits: Gateway.Configuration.Limits) -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .milliseconds(Int64(limits.connectSeconds * 1000))
    configuration.timeout.read = .milliseconds(Int64(limits.upstreamSilenceSeconds * 1000))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limits.connections
    configuration.connectionPool.idleTimeout = .seconds(4)
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }
}
