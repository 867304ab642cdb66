import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The gateway: its parts put together, and run.
public struct GatewayServer: Sendable {
  private let configuration: Configuration
  private let keys: KeyRing
  private let eco: EcoFigures
  private let router: CarbonRouter
  private let client: HTTPClient
  private let store: RecordStore
  private let records: RecordQueue
  private let shutdown: Shutdown
  private let ledger: RequestLedger
  private let logger: Logger

  /// Opens the store and makes everything ready; no port is open yet.
  public init(configuration: Configuration, environment: [String: String]) throws {
    try self.init(configuration: configuration, environment: environment, clock: { .now })
  }

  /// - Parameter clock: what records take for the time.
  init(
    configuration: Configuration, environment: [String: String],
    clock: @escaping @Sendable () -> Timestamp
  ) throws {
    self.configuration = configuration
    let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
    logger = Logger(label: "lowrouter") { JSONLogHandler(label: $0, level: level) }
    keys = KeyRing(configuration.keys, environment: environment)
    let endpoints = Endpoint.all(of: configuration, environment: environment)
    eco = EcoFigures(endpoints: endpoints)
    router = CarbonRouter(
      endpoints: endpoints, policy: configuration.routing, health: Health(configuration.health),
      eco: eco)
    store = try RecordStore(path: configuration.database)
    client = .forUpstreams(configuration.limits)
    records = RecordQueue(store, configuration.limits)
    shutdown = Shutdown(
      grace: .milliseconds(Int64(configuration.limits.shutdownSeconds * 1000)))
    ledger = RequestLedger(records: records, metrics: Metrics(), logger: logger, clock: clock)
  }

  /// Serves until the process is told to stop, then finishes what is under way.
  public func run() async throws {
    for (endpoint, carbon) in zip(
      router.endpoints, router.carbonPer1kTokens(at: ledger.now))
    {
      guard case .failure(let reason) = carbon else { continue }
      logger.warning(
        "no eco figures",
        metadata: [
          "model": "\(endpoint.model)", "region": "\(endpoint.region)", "reason": "\(reason.code)",
        ])
    }
    var group = ServiceGroupConfiguration(
      services: [
        Retention(store: store, days: configuration.retentionDays, logger: logger),
        application(), shutdown,
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    // What does not end when it is cut short is ended with the process.
    group.maximumGracefulShutdownDuration = .seconds(configuration.limits.shutdownSeconds + 5)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await ServiceGroup(configuration: group).run())
    } catch {
      outcome = .failure(error)
    }
    try await close()
    try outcome.get()
    logger.info("stopped")
  }

  /// Gives up the connections to upstreams and the store.
  func close() async throws {
    try await client.shutdown()
    await records.drain(for: .seconds(5))
    try store.close()
  }

  /// The HTTP server.
  func application() -> some ApplicationProtocol {
    let limits = configuration.limits
    let shares = ConnectionShares(limits)
    return Application(
      router: routes(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [
            ConnectionDeadlines(limits), ClientConnection(shutdown), ConnectionGate(shares),
          ])),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), backlog: 4096),
      onServerRunning: { [logger, eco] channel in
        logger.notice(
          "listening",
          metadata: [
            "port": "\(channel.localAddress?.port ?? 0)",
            "methodology_version": "\(eco.methodologyVersion)",
          ])
      },
      logger: logger)
  }

  private func routes() -> Router<GatewayContext> {
    let memory = Memory(limit: configuration.limits.memoryBytes)
    let list = ModelList(router: router)
    let policies = Dictionary(
      configuration.keys.map { ($0.id, $0.policy) }, uniquingKeysWith: { first, _ in first })
    let routes = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
    routes.add(middleware: HeadWithoutBody())
    routes.add(middleware: ErrorShape())

    let upstream = Upstream(client: client, limits: configuration.limits)
    for (path, door) in [
      ("/api/v1/chat/completions", Door.chat), ("/api/v1/completions", .completions),
      ("/api/v1/anthropic/v1/messages", .messages),
    ] {
      let completions = Completions(
        limits: configuration.limits, router: router, upstream: upstream, door: door,
        memory: memory, ledger: ledger)
      routes.post(RouterPath(path)) { request, context in
        let key = try key(of: request)
        let generation = Generation(key: key, at: ledger.now, eco: configuration.eco ? eco : nil)
        return await completions.respond(
          request, on: try await context.connection, as: generation, policies[key] ?? KeyPolicy())
      }
    }
    routes.get("/api/v1/models") { request, _ in
      _ = try key(of: request)
      return Response.cacheable(list.models(at: ledger.moment), for: request)
    }
    routes.get("/api/v1/providers") { request, _ in
      _ = try key(of: request)
      return Response.cacheable(list.providers, for: request)
    }
    routes.get("/api/v1/generation/:id") { request, context in
      let key = try key(of: request)
      let id = try context.parameters.require("id")
      // A key sees its own records only.
      let stored = try await store.record(id: id)
      guard let record = stored ?? records.record(id: id), record.keyID == key else {
        throw GatewayError.notFound("There is no generation '\(id)'.")
      }
      return Response.json(record.json)
    }
    Dashboard(keys: keys, store: store, endpoints: router.endpoints, clock: ledger.clock)
      .add(to: routes)
    routes.get("/health") { _, _ in
      let failure = await records.healthFailure()
      return Response.json(
        JSONText.object([
          ("status", failure == nil ? "\"ok\"" : "\"failing\""),
          ("reason", failure.map(JSONText.string)),
          ("methodology_version", JSONText.string(eco.methodologyVersion)),
        ]), status: failure == nil ? .ok : .serviceUnavailable)
    }
    routes.get("/metrics") { _, _ in
      let metrics = ledger.metrics.text(heldBytes: memory.bytes, queuedRecords: records.count)
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: metrics)))
    }
    return routes
  }

  private func key(of request: Request) throws -> String {
    guard
      let id =
        keys.id(authorization: request.headers[.authorization])
        ?? keys.id(apiKey: request.headers[.apiKey])
    else {
      throw GatewayError.unauthorized
    }
    return id
  }
}

/// Leaves the body out of every answer to HEAD, errors too: its bytes would be taken for the next answer.
private struct HeadWithoutBody: RouterMiddleware {
  func handle(
    _ request: Request, context: GatewayContext,
    next: (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    return request.method == .head ? response.createHeadResponse() : response
  }
}

/// Gives every error the shape that the clients of its door know.
private struct ErrorShape: RouterMiddleware {
  func handle(
    _ request: Request, context: GatewayContext,
    next: (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    let door = Door(path: request.uri.path)
    do {
      return try await next(request, context)
    } catch let error as GatewayError {
      return error.response(door: door)
    } catch let error as HTTPError where error.status == .notFound {
      return GatewayError.notFound("There is nothing at '\(request.uri.path)'.").response(
        door: door)
    } catch {
      context.logger.error("failed", metadata: ["error": "\(type(of: error))"])
      return GatewayError.internalError.response(door: door)
    }
  }
}
