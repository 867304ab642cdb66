internal import EcoModel

/// One request that is to be explained, from the command line or from a log.
struct ExplainRequest {
  var model = ""
  var provider: String?
  var region: String?
  var date = RequestDate.unknown
  /// `nil` where nothing is said.
  var promptTokens: Int?
  var cachedTokens = 0
  var completionTokens: Int?
  var requests = 1
  var assumptions = Assumptions()
  /// Where it was found: a file and a line of it.
  var place: String?
  /// Why the record itself has no figure, whatever its model and region.
  var recordReason: Unclassified?

  /// The usage, or `nil` where there is none.
  var usage: TokenUsage? {
    guard promptTokens != nil || completionTokens != nil else { return nil }
    return TokenUsage(
      promptTokens: promptTokens ?? 0, cachedPromptTokens: cachedTokens,
      completionTokens: completionTokens ?? 0, requests: requests)
  }

  /// The rate and the usage, or the reason for no figure; as `calc` decides it.
  func resolve(_ estimator: EcoEstimator) -> Result<(rate: Rate, usage: TokenUsage), Unclassified> {
    if let recordReason { return .failure(recordReason) }
    guard let usage else { return .failure(.noUsage) }
    let place = region ?? assumptions.region ?? ""
    var found = rate(estimator, place, assumed: region == nil && assumptions.region != nil)
    if case .failure(.unknownRegion) = found, let world = assumptions.unknownRegion {
      found = rate(estimator, world, assumed: true)
    }
    return found.map { ($0, usage) }
  }

  private func rate(
    _ estimator: EcoEstimator, _ region: String, assumed: Bool
  ) -> Result<Rate, Unclassified> {
    estimator.rate(
      model: model, provider: provider ?? assumptions.provider, region: region, at: date,
      regionAssumed: assumed)
  }

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
      ("requests", .integer(requests)), ("place", place.map { .string($0) } ?? .null),
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

  /// A year, a day, or a time as logs write it; `nil` for anything else.
  init?(text: String) {
    if text.utf8.count == 4, let year = Int(text), year > 0 {
      self = .year(year)
      return
    }
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, let moment = TextValue.moment(bytes.span, 0..<bytes.count) else {
      return nil
    }
    self = .day(UTCDay(daysSinceEpoch: moment.day))
  }
}
