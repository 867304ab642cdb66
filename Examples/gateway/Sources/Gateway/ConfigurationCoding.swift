import Foundation

// The file's shape. A key that is not known is a fault: a misspelt limit must not be a lost limit.

extension Configuration: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case listen, database, retentionDays = "retention_days", logLevel = "log_level", eco, limits,
      health, routing, keys, upstreams
  }

  private struct Listen: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case host, port }
    let host: String?
    let port: Int?

    init(from decoder: any Decoder) throws {
      let values = try decoder.known(CodingKeys.self)
      host = try values.decodeIfPresent(String.self, forKey: .host)
      port = try values.decodeIfPresent(Int.self, forKey: .port)
    }
  }

  /// Reads the file's shape; what the values may be is checked afterwards.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    let listen = try values.decodeIfPresent(Listen.self, forKey: .listen)
    host = listen?.host ?? host
    port = listen?.port ?? port
    database = try values.decodeIfPresent(String.self, forKey: .database) ?? database
    retentionDays = try values.decodeIfPresent(Int.self, forKey: .retentionDays) ?? retentionDays
    logLevel = try values.decodeIfPresent(String.self, forKey: .logLevel) ?? logLevel
    eco = try values.decodeIfPresent(Bool.self, forKey: .eco) ?? eco
    limits = try values.decodeIfPresent(Limits.self, forKey: .limits) ?? limits
    health = try values.decodeIfPresent(HealthPolicy.self, forKey: .health) ?? health
    routing = try values.decodeIfPresent(RoutingPolicy.self, forKey: .routing) ?? routing
    keys = try values.decode([KeyEntry].self, forKey: .keys)
    upstreams = try values.decode([UpstreamEntry].self, forKey: .upstreams)
  }
}

extension Configuration.KeyEntry: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, secretEnvironment = "secret_env", region, models
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    secretEnvironment = try values.decode(String.self, forKey: .secretEnvironment)
    policy = KeyPolicy(
      region: try values.decodeIfPresent(String.self, forKey: .region)?.lowercased(),
      models: try values.decodeIfPresent([String].self, forKey: .models))
  }
}

extension Configuration.UpstreamEntry: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case provider, region, baseURL = "base_url", keyEnvironment = "key_env", models
    case kind, hasCompletions = "completions"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    provider = try values.decode(String.self, forKey: .provider)
    region = try values.decode(String.self, forKey: .region).lowercased()
    baseURL = try values.decode(String.self, forKey: .baseURL)
    keyEnvironment = try values.decodeIfPresent(String.self, forKey: .keyEnvironment)
    kind = try values.decodeIfPresent(Door.Kind.self, forKey: .kind) ?? kind
    hasCompletions =
      try values.decodeIfPresent(Bool.self, forKey: .hasCompletions) ?? hasCompletions
    models = try values.decode([Configuration.ModelEntry].self, forKey: .models)
  }
}

extension Configuration.ModelEntry: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, upstreamID = "upstream_id", price, capabilities
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    upstreamID = try values.decodeIfPresent(String.self, forKey: .upstreamID) ?? id
    price = try values.decode(Price.self, forKey: .price)
    capabilities = try values.decodeIfPresent(Set<Capability>.self, forKey: .capabilities)
  }
}

extension Price: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case prompt, completion }

  /// Prices are decimal text (`"0.00000015"`), so that no digit is lost on the way.
  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    func price(_ key: CodingKeys) throws -> Decimal {
      let text = try values.decode(String.self, forKey: key)
      let isPlain = text.allSatisfy { "0123456789.-".contains($0) }
      guard isPlain, let value = Decimal(string: text, locale: Locale(identifier: "C")) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values,
          debugDescription: "\"\(text)\" is not a price for one token, such as \"0.00000015\"")
      }
      return value
    }
    prompt = try price(.prompt)
    completion = try price(.completion)
  }
}

extension Configuration.Limits: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case bodyBytes = "body_bytes", memoryBytes = "memory_bytes", answerBytes = "answer_bytes",
      eventBytes = "event_bytes"
    case bodySeconds = "body_seconds", connectSeconds = "connect_seconds"
    case upstreamSilenceSeconds = "upstream_silence_seconds", requestSeconds = "request_seconds"
    case idleConnectionSeconds = "idle_connection_seconds", shutdownSeconds = "shutdown_seconds"
    case connections, connectionsPerAddress = "connections_per_address"
    case healthConnections = "health_connections", usageSeconds = "usage_seconds"
    case recordSeconds = "record_seconds", queuedRecords = "queued_records"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(.bodyBytes, &bodyBytes)
    try read(.memoryBytes, &memoryBytes)
    try read(.answerBytes, &answerBytes)
    try read(.eventBytes, &eventBytes)
    try read(.bodySeconds, &bodySeconds)
    try read(.connectSeconds, &connectSeconds)
    try read(.upstreamSilenceSeconds, &upstreamSilenceSeconds)
    try read(.requestSeconds, &requestSeconds)
    try read(.idleConnectionSeconds, &idleConnectionSeconds)
    try read(.shutdownSeconds, &shutdownSeconds)
    try read(.connections, &connections)
    connectionsPerAddress = try values.decodeIfPresent(Int.self, forKey: .connectionsPerAddress)
    try read(.healthConnections, &healthConnections)
    try read(.usageSeconds, &usageSeconds)
    try read(.recordSeconds, &recordSeconds)
    try read(.queuedRecords, &queuedRecords)
  }
}

extension Configuration.HealthPolicy: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case failures, cooldownSeconds = "cooldown_seconds"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.known(CodingKeys.self)
    failures = try values.decodeIfPresent(Int.self, forKey: .failures) ?? failures
    cooldownSeconds =
      try values.decodeIfPresent(Double.self, forKey: .cooldownSeconds) ?? cooldownSeconds
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// A container of which all keys are known.
  func known<Key: CodingKey & CaseIterable>(
    _ keys: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    let names = Key.allCases.map(\.stringValue)
    let found = try container(keyedBy: AnyKey.self).allKeys
    if let stranger = found.first(where: { !names.contains($0.stringValue) }) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: codingPath + [stranger],
          debugDescription: "there is no such setting; known here: \(names.joined(separator: ", "))"
        ))
    }
    return try container(keyedBy: keys)
  }
}

extension DecodingError {
  /// The fault on one line: the place in the file, and what is wrong there.
  var fault: String {
    switch self {
    case .keyNotFound(let key, let context):
      "\(Self.place(context.codingPath + [key])): is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(Self.place(context.codingPath)): \(context.debugDescription)"
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      "the file is not JSON: \(context.underlyingError.map { "\($0)" } ?? context.debugDescription)"
    case .dataCorrupted(let context):
      "\(Self.place(context.codingPath)): \(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return text + "[\(index)]" }
      return text.isEmpty ? key.stringValue : text + "." + key.stringValue
    }
  }
}
