import EcoModel
import Foundation

/// A request for a completion, checked as far as the gateway must understand it.
struct ChatRequest {
  let door: Door
  let model: String
  let isStream: Bool
  /// `stream_options.include_usage`.
  let wantsUsageChunk: Bool
  let wishes: Wishes
  /// The size of what is asked.
  let messageBytes: Int
  private let members: JSONMembers
  /// What goes on to the upstream with the body.
  var headers: [(name: String, value: String)] = []

  /// Reads a request's body.
  ///
  /// - Parameter regionHeader: `X-LowRouter-Region`; the body's own `route.region` wins over it.
  init(
    body: [UInt8], door: Door = .chat, regionHeader: String?
  ) throws(GatewayError) {
    guard JSONCheck.isValid(body), let members = JSONMembers(body) else {
      throw .invalid("The body is not a JSON object.", code: "malformed_json")
    }
    self.members = members
    self.door = door
    guard let model = try members.typed("model", String.self, "a string"), !model.isEmpty else {
      throw .invalid("'model' is missing.", parameter: "model")
    }
    self.model = model
    let question = door.question
    guard let messages = members[question.key], door.isQuestion(messages) else {
      throw .invalid(
        "'\(question.key)' must be \(question.expected).", parameter: question.key)
    }
    messageBytes = messages.count
    isStream = try members.typed("stream", Bool.self, "true or false") ?? false
    if members.isNull("stream_options") {
      wantsUsageChunk = false
    } else {
      let options = try Self.object(members, "stream_options")
      wantsUsageChunk =
        try options.typed("include_usage", Bool.self, "true or false", in: "stream_options.")
        ?? false
    }

    var wishes = Wishes(model: model)
    wishes.pin.region = regionHeader.flatMap(Self.name)
    if !members.isNull("route") {
      try wishes.read(try Self.object(members, "route"))
    }
    wishes.door = door
    wishes.user =
      door == .messages
      ? members["metadata"].flatMap(JSONMembers.init)?.string("user_id")
      : try members.typed("user", String.self, "a string")
    wishes.needs = members.needs(messages: messages)
    let limit =
      (try? members.decode("max_completion_tokens", as: Int.self))
      ?? (try? members.decode("max_tokens", as: Int.self)) ?? Usage.reference.completionTokens
    wishes.size = Usage(
      estimatedFrom: messageBytes, events: min(max(1, limit), TokenUsage.maximumTokens))
    self.wishes = wishes
  }

  /// The body for an upstream: its own name of the model, no `route`, and usage asked for.
  func body(for upstreamModel: String) -> [UInt8] {
    var body = members
    body["model"] = Array(JSONText.string(upstreamModel).utf8)
    body["route"] = nil
    if isStream, door != .messages {
      var options = body["stream_options"].flatMap(JSONMembers.init) ?? JSONMembers()
      options["include_usage"] = Array("true".utf8)
      body["stream_options"] = options.bytes
    }
    return body.bytes
  }

  private static func object(
    _ members: JSONMembers, _ key: String
  ) throws(GatewayError) -> JSONMembers {
    guard let object = members[key].flatMap(JSONMembers.init) else {
      throw .invalid("'\(key)' must be an object.", parameter: key)
    }
    return object
  }

  fileprivate static func name(_ text: String) -> String? {
    let name = text.trimmingCharacters(in: .whitespaces).lowercased()
    return name.isEmpty ? nil : name
  }
}

extension Wishes {
  /// Takes in a request's `route`.
  fileprivate mutating func read(_ route: JSONMembers) throws(GatewayError) {
    pin.provider = try route.typed("provider", String.self, "a string", in: "route.")
    pin.region =
      try route.typed("region", String.self, "a string", in: "route.").flatMap(ChatRequest.name)
      ?? pin.region
    prefersLowCarbon = try route.typed(
      "prefer_low_carbon", Bool.self, "true or false", in: "route.")
    allowsFallback = try route.typed("fallback", Bool.self, "true or false", in: "route.")
    maximumCarbon = try route.typed("max_carbon_g_per_1k", Double.self, "a number", in: "route.")
  }
}

extension JSONMembers {
  /// What a model must be able to do for a request.
  fileprivate func needs(messages: [UInt8]) -> Set<Capability> {
    var needs: Set<Capability> = []
    // In text the quotes would be escaped.
    let images = ["\"image_url\"", "\"image\""].map { Array($0.utf8) }
    if images.contains(where: { messages.contains($0) }) { needs.insert(.vision) }
    let calls = ["tools", "functions"].compactMap { self[$0] }
    if calls.contains(where: JSONCheck.isArrayOfObjects) { needs.insert(.tools) }
    let format = self["response_format"].flatMap(JSONMembers.init)?.string("type")
    if let format, format.hasPrefix("json") { needs.insert(.structuredOutput) }
    return needs
  }

  /// Whether a member is missing or `null`.
  func isNull(_ key: String) -> Bool {
    self[key].map { $0 == Array("null".utf8) } ?? true
  }

  fileprivate func typed<Value: Decodable>(
    _ key: String, _ type: Value.Type, _ expected: String, in place: String = ""
  ) throws(GatewayError) -> Value? {
    do {
      return try decode(key, as: type)
    } catch {
      throw .invalid("'\(place)\(key)' must be \(expected).", parameter: place + key)
    }
  }
}
