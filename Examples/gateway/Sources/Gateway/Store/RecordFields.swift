/// The fields of a record in the order in which they are printed: the JSON and the CSV of an export
/// are both made of this one list.
enum RecordField {
  case text(String, String?)
  /// A number as the text that is printed.
  case number(String, String?)
  case eco(GenerationRecord.Eco?)
  /// JSON text.
  case json(String, String)
}

extension GenerationRecord {
  var fields: [RecordField] {
    [
      .text("generation_id", generationID), .text("created_at", "\(createdAt)"),
      .text("completed_at", "\(completedAt)"), .text("key_id", keyID),
      .text("requested_model", requestedModel), .text("resolved_model", resolvedModel),
      .text("provider", provider), .text("region", region),
      .number("prompt_tokens", promptTokens.map(String.init)),
      .number("completion_tokens", completionTokens.map(String.init)),
      .number("total_tokens", totalTokens.map(String.init)),
      .number("cached_tokens", cachedTokens.map(String.init)),
      .number("usage_estimated", usageEstimated ? "true" : nil),
      .number("latency_ms", "\(latencyMilliseconds)"), .number("cost_credits", costCredits),
      .eco(eco), .text("eco_omitted", ecoOmitted), .text("status", status.rawValue),
      .text("error_code", errorCode), .json("routing_trace", routingTrace),
    ]
  }

  /// The record as one JSON object on one line. What is not known has no key.
  var json: String {
    JSONText.object(
      fields.map { field in
        switch field {
        case .text(let name, let value): (name, value.map(JSONText.string))
        case .number(let name, let value): (name, value)
        case .eco(let eco): ("eco", eco?.json)
        case .json(let name, let value): (name, value)
        }
      })
  }

  /// The record as a CSV row. What is not known is empty.
  var csv: String {
    fields.flatMap { field -> [String] in
      switch field {
      case .text(_, let value): [Self.inert(value ?? "")]
      case .number(_, let value): [value ?? ""]
      case .json(_, let value): [value]
      case .eco(let eco):
        [
          eco?.energy ?? "", eco?.carbon ?? "", eco?.carbonPer1kTokens ?? "", eco?.accuracy ?? "",
          eco?.methodologyVersion ?? "",
        ]
      }
    }.map(Self.quoted).joined(separator: ",")
  }

  /// The names of the CSV columns; the eco columns are named as `eco-calc` names them.
  static let csvHeader = GenerationRecord(
    generationID: "", createdAt: Timestamp(milliseconds: 0), keyID: ""
  ).fields.flatMap { field -> [String] in
    switch field {
    case .text("eco_omitted", _): ["eco.omitted"]
    case .text(let name, _), .number(let name, _), .json(let name, _): [name]
    case .eco:
      [
        "eco.energy_wh", "eco.carbon_g", "eco.carbon_per_1k_tokens_g", "eco.accuracy",
        "eco.methodology_version",
      ]
    }
  }.joined(separator: ",")

  /// Text that a spreadsheet would take for a formula, made text: a model's name is the client's.
  private static func inert(_ value: String) -> String {
    ["=", "+", "-", "@", "\t", "\r"].contains(value.prefix(1)) ? "'" + value : value
  }

  private static func quoted(_ value: String) -> String {
    guard value.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return value }
    return "\"" + value.replacing("\"", with: "\"\"") + "\""
  }
}
