import EcoModel
import HTTPTypes
import Hummingbird
import NIOCore

/// The records of a key as pages that need no script, and from which nothing is loaded or sent
/// elsewhere. A browser asks for the key as a password; the name does not matter.
struct Dashboard: Sendable {
  let keys: KeyRing
  let store: RecordStore
  let endpoints: [Endpoint]
  let clock: @Sendable () -> Timestamp

  func add(to routes: Router<GatewayContext>) {
    routes.get("/dashboard") { request, _ in try await records(request) }
    routes.get("/dashboard/records.csv") { request, _ in try csv(request) }
    routes.get("/dashboard/records/:id") { request, context in
      try await record(request, id: try context.parameters.require("id"))
    }
    routes.get("/dashboard/style.css") { request, _ in
      _ = try key(of: request)
      return Self.response(HTML.style, "text/css; charset=utf-8")
    }
  }

  private func key(of request: Request) throws -> String {
    let header = request.headers[.authorization]
    guard let id = keys.id(authorization: header) ?? keys.id(basic: header) else {
      throw GatewayError.passwordNeeded
    }
    return id
  }

  private func records(_ request: Request) async throws -> Response {
    let key = try key(of: request)
    let query = request.query
    let filter = filter(query)
    let page = min(max(1, query["page"].flatMap { Int($0) } ?? 1), 1_000_000)
    var overview = Overview()
    var count = 0
    var shown: [GenerationRecord] = []
    let first = (page - 1) * RecordsPage.length
    for try await record in newest(filter, key) {
      overview.add(record)
      if count >= first, shown.count < RecordsPage.length { shown.append(record) }
      count += 1
    }
    let view = RecordsPage(
      key: key, filter: filter, page: page, figures: Figures(isExact: query["digits"] == "all"),
      models: Array(Set(endpoints.map(\.model))).sorted(),
      regions: Array(Set(endpoints.map(\.region))).sorted(), overview: overview, records: shown)
    return Self.response(view.html, "text/html; charset=utf-8")
  }

  private func record(_ request: Request, id: String) async throws -> Response {
    let key = try key(of: request)
    guard let record = try await store.record(id: id), record.keyID == key else {
      throw GatewayError.notFound("There is no generation '\(id)'.")
    }
    var recalculation = Recalculation()
    let page = RecordPage(record: record, estimate: recalculation.estimate(of: record))
    return Self.response(page.html, "text/html; charset=utf-8")
  }

  /// What `eco-calc` reads, the newest first.
  private func csv(_ request: Request) throws -> Response {
    let key = try key(of: request)
    let records = newest(filter(request.query), key)
    var response = Self.response("", "text/csv; charset=utf-8")
    response.headers[.contentDisposition] = #"attachment; filename="records.csv""#
    response.headers[.contentLength] = nil
    response.body = ResponseBody { writer in
      var pending = ByteBuffer(string: GenerationRecord.csvHeader + "\n")
      for try await record in records {
        pending.writeString(record.csv + "\n")
        guard pending.readableBytes > 1 << 16 else { continue }
        try await writer.write(pending)
        pending.clear()
      }
      try await writer.write(pending)
      try await writer.finish(nil)
    }
    return response
  }

  private func newest(_ filter: RecordFilter, _ key: String) -> NewestRecords {
    NewestRecords(store: store, filter: filter, key: key, most: RecordsPage.most)
  }

  private func filter(_ query: [String: String]) -> RecordFilter {
    RecordFilter(query, today: UTCDay(unixSeconds: clock().unixSeconds))
  }

  private static func response(_ text: String, _ type: String) -> Response {
    var headers: HTTPFields = [
      .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
      .contentSecurityPolicy:
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'",
    ]
    if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

extension GatewayError {
  /// A browser asks for the key then.
  static let passwordNeeded = GatewayError(
    status: .unauthorized, type: "invalid_request_error", code: "invalid_api_key",
    message: "The key is missing or not known. Send it as a password, with any name.",
    asksForPassword: true)
}
