internal import EcoModel
internal import PlainText
internal import UsageLogs

extension ExplainRequest {
  /// The request in one line.
  var title: String {
    var parts = [model.isEmpty ? "(no model)" : model]
    let cached = cachedTokens > 0 ? " (\(cachedTokens) cached)" : ""
    if promptTokens != nil || completionTokens != nil {
      parts.append(
        "\(promptTokens ?? 0) prompt\(cached) + \(completionTokens ?? 0) completion tokens")
    } else {
      parts.append("no token counts")
    }
    if requests != 1 { parts.append("\(requests) requests") }
    if let concurrency = serving.concurrency { parts.append("\(concurrency) sequences") }
    if let seconds = serving.gpuSeconds { parts.append("\(seconds) GPU-seconds") }
    if let accelerator = serving.accelerator { parts.append(accelerator.name) }
    if let energy = serving.acceleratorEnergy {
      parts.append("\(energy) Wh metered\(serving.isProrated ? ", prorated" : "")")
    }
    if let provider { parts.append("provider \(provider)") }
    parts.append(region.map { "region \($0)" } ?? "no region")
    parts.append(date.text ?? "no date")
    return parts.joined(separator: " · ")
  }

  var json: JSONValue {
    .object([
      ("model", .string(model)), ("provider", provider.map { .string($0) } ?? .null),
      ("region", region.map { .string($0) } ?? .null),
      ("assumed_region", assumptions.region.map { .string($0) } ?? .null),
      ("date", date.text.map { .string($0) } ?? .null),
      ("prompt_tokens", promptTokens.map { .integer($0) } ?? .null),
      ("cached_prompt_tokens", .integer(cachedTokens)),
      ("completion_tokens", completionTokens.map { .integer($0) } ?? .null),
      ("requests", .integer(requests)),
      ("concurrency", serving.concurrency.map { .string("\($0)") } ?? .null),
      ("gpu_seconds", serving.gpuSeconds.map { .string("\($0)") } ?? .null),
      ("accelerator", serving.accelerator.map { .string($0.name) } ?? .null),
      ("accelerator_wh", serving.acceleratorEnergy.map { .string("\($0)") } ?? .null),
      ("prorated", .bool(serving.isProrated)),
      ("measured_unknown", .bool(assumptions.measuredUnknown)),
      ("place", place.map { .string($0) } ?? .null),
    ])
  }
}

extension RequestDate {
  /// As it is written, or `nil` where it is not known.
  var text: String? {
    switch self {
    case .unknown: nil
    case .year(let year): "\(year)"
    case .day(let day): "\(day)"
    }
  }
}
