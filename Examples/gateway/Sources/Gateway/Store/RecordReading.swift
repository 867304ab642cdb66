extension GenerationRecord {
  /// Reads what `json` writes; `nil` where it is not that. Figures keep their digits.
  init?(json: JSONMembers) {
    func text(_ key: String) -> String? { json.string(key) }
    func number(_ key: String) -> Int? { (try? json.decode(key, as: Int.self)) ?? nil }
    guard let id = text("generation_id"), let created = text("created_at").flatMap(Timestamp.init),
      let completed = text("completed_at").flatMap(Timestamp.init), let key = text("key_id"),
      let status = text("status").flatMap(Status.init), let latency = number("latency_ms"),
      let trace = json["routing_trace"]
    else { return nil }
    self.init(generationID: id, createdAt: created, keyID: key)
    completedAt = completed
    latencyMilliseconds = Int64(latency)
    requestedModel = text("requested_model")
    resolvedModel = text("resolved_model")
    provider = text("provider")
    region = text("region")
    promptTokens = number("prompt_tokens")
    completionTokens = number("completion_tokens")
    totalTokens = number("total_tokens")
    cachedTokens = number("cached_tokens")
    usageEstimated = json["usage_estimated"] != nil
    costCredits = json["cost_credits"].map { String(decoding: $0, as: UTF8.self) }
    if let block = json["eco"] {
      guard let eco = JSONMembers(block).flatMap(Eco.init(json:)) else { return nil }
      self.eco = eco
    }
    ecoOmitted = text("eco_omitted")
    self.status = status
    errorCode = text("error_code")
    routingTrace = String(decoding: trace, as: UTF8.self)
  }
}

extension GenerationRecord.Eco {
  fileprivate init?(json: JSONMembers) {
    func digits(_ key: String) -> String? { json[key].map { String(decoding: $0, as: UTF8.self) } }
    guard let energy = digits("energy_wh"), let carbon = digits("carbon_g"),
      let carbonPer1kTokens = digits("carbon_per_1k_tokens_g"),
      let accuracy = json.string("accuracy"), let version = json.string("methodology_version")
    else { return nil }
    self.init(
      energy: energy, carbon: carbon, carbonPer1kTokens: carbonPer1kTokens, accuracy: accuracy,
      methodologyVersion: version)
  }
}

extension JSONMembers {
  /// A member that is text.
  func string(_ key: String) -> String? { (try? decode(key, as: String.self)) ?? nil }
}
