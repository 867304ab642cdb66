package import EcoModel

/// One request that is to be explained, from the command line or from a log.
package struct ExplainRequest {
  package var model = ""
  package var provider: String?
  package var region: String?
  package var date = RequestDate.unknown
  /// `nil` where nothing is said.
  package var promptTokens: Int?
  package var cachedTokens = 0
  package var completionTokens: Int?
  package var requests = 1
  /// How it was served, as far as that is known.
  package var serving = Serving.assumed
  package var assumptions = Assumptions()
  /// Who serves such records where they name no provider.
  var servedBy: String?
  /// Where it was found: a file and a line of it.
  package var place: String?
  /// Why the record itself has no figure, whatever its model and region.
  var recordReason: Unclassified?

  package init() {}

  /// The usage, or `nil` where there is none.
  package var usage: TokenUsage? {
    guard promptTokens != nil || completionTokens != nil else { return nil }
    return TokenUsage(
      promptTokens: promptTokens ?? 0, cachedPromptTokens: cachedTokens,
      completionTokens: completionTokens ?? 0, requests: requests)
  }

  /// The rate and the usage, or the reason for no figure; as `calc` decides it.
  package func resolve(
    _ estimator: EcoEstimator
  ) -> Result<(rate: Rate, usage: TokenUsage), Unclassified> {
    if let recordReason { return .failure(recordReason) }
    guard let usage else { return .failure(.noUsage) }
    let isMeasured = estimator.methodology.knowsServing && serving.isMeasured
    let provider = provider ?? assumptions.provider
    let assumesRegion = assumptions.region != nil && region.map(assumptions.isNoPlace) ?? true
    let place = assumptions.place(
      assumesRegion ? nil : region ?? "", provider: provider ?? servedBy)
    return estimator.rate(
      model: model, provider: provider, region: place.region, at: date,
      regionAssumed: place.isAssumed, mayBe: place.others, orIn: assumptions.unknownRegion,
      sizeNeeded: !(isMeasured && assumptions.measuredUnknown)
    ).map { ($0, usage) }
  }
}

extension RequestDate {
  /// A year, a day, or a time as logs write it; `nil` for anything else.
  package init?(text: String) {
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
