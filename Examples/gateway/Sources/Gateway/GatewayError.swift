import HTTPTypes
import Hummingbird

/// An answer that is an error, in the shape that OpenAI's clients know.
struct GatewayError: Error, Equatable {
  let status: HTTPResponse.Status
  let type: String
  /// Stable; records keep it.
  let code: String
  let message: String
  var parameter: String?
  var retryAfter: String?
  /// Whether bytes of the request may still be on their way, so that the connection must end.
  var closesConnection = false
  /// Whether a browser is to ask for the key.
  var asksForPassword = false

  static func invalid(
    _ message: String, code: String = "invalid_request", parameter: String? = nil
  ) -> GatewayError {
    GatewayError(
      status: .badRequest, type: "invalid_request_error", code: code, message: message,
      parameter: parameter)
  }

  static let unauthorized = GatewayError(
    status: .unauthorized, type: "invalid_request_error", code: "invalid_api_key",
    message: "The API key is missing or not known. Send it as 'Authorization: Bearer KEY'.")

  static func notFound(_ message: String) -> GatewayError {
    GatewayError(
      status: .notFound, type: "invalid_request_error", code: "not_found", message: message)
  }

  static func unknownModel(_ model: String) -> GatewayError {
    GatewayError(
      status: .notFound, type: "invalid_request_error", code: "model_not_found",
      message: "No upstream serves the model '\(model)'.", parameter: "model")
  }

  static func bodyTooLarge(_ limit: Int) -> GatewayError {
    GatewayError(
      status: .contentTooLarge, type: "invalid_request_error", code: "body_too_large",
      message: "The body is larger than \(limit) bytes.", closesConnection: true)
  }

  static let bodyTooSlow = GatewayError(
    status: .requestTimeout, type: "invalid_request_error", code: "body_too_slow",
    message: "The body did not arrive in time.", closesConnection: true)

  static let malformedBody = GatewayError(
    status: .badRequest, type: "invalid_request_error", code: "malformed_body",
    message: "The body is not framed as HTTP wants it.", closesConnection: true)

  static func unavailable(
    _ message: String, code: String, parameter: String? = nil
  ) -> GatewayError {
    GatewayError(
      status: .serviceUnavailable, type: "server_error", code: code, message: message,
      parameter: parameter)
  }

  static let clientClosed = GatewayError(
    status: .init(code: 499, reasonPhrase: "Client Closed Request"), type: "invalid_request_error",
    code: "client_closed", message: "The client hung up.", closesConnection: true)

  static let timedOut = GatewayError(
    status: .gatewayTimeout, type: "server_error", code: "request_timeout",
    message: "The request took longer than the gateway allows.")

  static let shuttingDown = GatewayError(
    status: .serviceUnavailable, type: "server_error", code: "shutting_down",
    message: "The gateway stops.", closesConnection: true)

  static let internalError = GatewayError(
    status: .internalServerError, type: "server_error", code: "internal_error",
    message: "The gateway failed.")

  /// `{"error":{"message":…,"type":…,"param":…,"code":…}}`.
  var json: String {
    JSONText.object([
      (
        "error",
        JSONText.object([
          ("message", JSONText.string(message.cut(toBytes: 1000))), ("type", JSONText.string(type)),
          ("param", parameter.map(JSONText.string) ?? "null"), ("code", JSONText.string(code)),
        ])
      )
    ])
  }

  /// The error in the shape of a door.
  func json(_ door: Door) -> String {
    guard door == .messages else { return json }
    let type =
      switch status.code {
      case 401: "authentication_error"
      case 403: "permission_error"
      case 404: "not_found_error"
      case 413: "request_too_large"
      case 429: "rate_limit_error"
      case 503: "overloaded_error"
      case 500...: "api_error"
      default: "invalid_request_error"
      }
    return JSONText.object([
      ("type", "\"error\""),
      (
        "error",
        JSONText.object([
          ("type", JSONText.string(type)),
          ("message", JSONText.string(message.cut(toBytes: 1000))),
          ("code", JSONText.string(code)), ("param", parameter.map(JSONText.string)),
        ])
      ),
    ])
  }

  /// The error as an event that ends a stream.
  func event(_ door: Door) -> [UInt8] {
    let name = door == .messages ? "event: error\n" : ""
    return Array((name + "data: \(json(door))\n\n").utf8)
  }

  func response(headers: HTTPFields = [:], door: Door = .chat) -> Response {
    var headers = headers
    headers[.retryAfter] = retryAfter
    if closesConnection { headers[.connection] = "close" }
    if asksForPassword { headers[.wwwAuthenticate] = #"Basic realm="lowrouter", charset="UTF-8""# }
    return .json(json(door), status: status, headers: headers)
  }
}

extension Response {
  /// A response whose body is JSON text.
  static func json(
    _ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    .json(Array(text.utf8), status: status, headers: headers)
  }

  /// A response whose body is the bytes of JSON text.
  static func json(
    _ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
