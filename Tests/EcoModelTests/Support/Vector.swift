import EcoModel
import Testing

/// One row of a vector file: a request, and what METHODOLOGY.md says about it.
struct Vector: CustomTestStringConvertible, Sendable {
  static let inputs = [
    "case", "methodology", "model", "provider", "region", "region_assumed", "date",
    "prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests", "concurrency",
    "gpu_seconds", "accelerator", "accelerator_wh", "measured_unknown",
  ]
  /// Those that vectors of the first edition lack.
  static let servingFigures =
    ["basis"]
    + Uncertainty.Cause.allCases.flatMap { ["\($0.rawValue)_low_wh", "\($0.rawValue)_high_wh"] }
    + ["embodied_g", "embodied_low_g", "embodied_high_g"]
  static let figures = [
    "energy_wh", "carbon_g", "energy_per_1k_tokens_wh", "carbon_per_1k_tokens_g", "energy_low_wh",
    "energy_high_wh", "carbon_low_g", "carbon_high_g", "accuracy", "methodology_version", "omitted",
  ]

  let fields: [String: String]
  /// The edition that it is a vector of: its newest methodology is meant where none is named.
  var edition = Edition.newest

  var testDescription: String { "\(edition.rawValue): \(self["case"])" }

  subscript(_ name: String) -> String { fields[name] ?? "" }

  static func folder(_ edition: Edition) -> String {
    "Tests/EcoModelTests/Vectors/\(edition.rawValue)"
  }

  static func all(_ name: String, of edition: Edition) throws -> [Vector] {
    try Repository.table("\(folder(edition))/\(name)").map { Vector(fields: $0, edition: edition) }
  }

  /// The fields in which the product differs from the row, as `field: product, not row`.
  func differences(from estimators: [String: EcoEstimator]) -> [String] {
    let newest = Methodology.newest(of: edition).id
    let id = self["methodology"].isEmpty ? newest : self["methodology"]
    guard let estimator = estimators[id] else { return ["no methodology \(id)"] }
    let own = figures(from: estimator)
    return (Self.figures + Self.servingFigures.filter { fields[$0] != nil }).compactMap { name in
      let value = own[name] ?? ""
      return value == self[name] ? nil : "\(name): \(value), not \(self[name])"
    }
  }

  private func figures(from estimator: EcoEstimator) -> [String: String] {
    let usage = TokenUsage(
      promptTokens: Int(self["prompt_tokens"]) ?? 0,
      cachedPromptTokens: Int(self["cached_prompt_tokens"]) ?? 0,
      completionTokens: Int(self["completion_tokens"]) ?? 0, requests: Int(self["requests"]) ?? 1)
    guard let usage else { return ["omitted": Unclassified.noUsage.code] }
    let serving = serving(estimator)
    let isMeasured = estimator.methodology.knowsServing && serving.isMeasured
    let rate = estimator.rate(
      model: self["model"], provider: self["provider"].isEmpty ? nil : self["provider"],
      region: self["region"], at: date, regionAssumed: self["region_assumed"] == "yes",
      sizeNeeded: !(isMeasured && self["measured_unknown"] == "yes"))
    switch rate {
    case .failure(let reason):
      return ["omitted": reason.code]
    case .success(let rate):
      let cost = rate.estimate(usage, serving: serving)
      let range = cost.uncertainty
      let parts = range.parts.flatMap { cause, part in
        [
          ("\(cause.rawValue)_low_wh", part.low.description),
          ("\(cause.rawValue)_high_wh", part.high.description),
        ]
      }
      let figures = [
        "energy_wh": cost.energy.description,
        "carbon_g": cost.carbon.description,
        "energy_per_1k_tokens_wh": cost.energyPer1kTokens.description,
        "carbon_per_1k_tokens_g": cost.carbonPer1kTokens.description,
        "energy_low_wh": range.energy.low.description,
        "energy_high_wh": range.energy.high.description,
        "carbon_low_g": range.carbon.low.description,
        "carbon_high_g": range.carbon.high.description,
        "accuracy": cost.accuracy.rawValue,
        "methodology_version": cost.methodologyVersion,
        "basis": cost.basis.rawValue,
        "embodied_g": cost.embodied?.carbon.description ?? "",
        "embodied_low_g": cost.embodied?.interval.low.description ?? "",
        "embodied_high_g": cost.embodied?.interval.high.description ?? "",
      ]
      return figures.merging(parts) { $1 }
    }
  }

  private func serving(_ estimator: EcoEstimator) -> Serving {
    func decimal(_ name: String) -> Decimal9? {
      self[name].isEmpty
        ? nil : DecimalText.nanos(self[name].utf8, wholeDigits: 20).map { Decimal9(nanos: $0) }
    }
    return Serving(
      concurrency: decimal("concurrency").flatMap { Concurrency($0) },
      gpuSeconds: decimal("gpu_seconds"), accelerator: estimator.accelerator(self["accelerator"]),
      acceleratorEnergy: decimal("accelerator_wh").map { WattHours(nanos: $0.nanos) }) ?? .assumed
  }

  private var date: RequestDate {
    let text = self["date"]
    if let day = UTCDay(text) { return .day(day) }
    if let year = Int(text) { return .year(year) }
    return .unknown
  }
}

extension EcoEstimator {
  /// One estimator for each methodology over the bundled tables.
  static let bundled: [String: EcoEstimator] = Dictionary(
    uniqueKeysWithValues: Methodology.all.map { ($0.id, EcoEstimator(methodology: $0)) })

  /// One estimator for each methodology over a caller's tables.
  static func each(over tables: EcoTables) throws(DataError) -> [String: EcoEstimator] {
    var estimators: [String: EcoEstimator] = [:]
    for methodology in Methodology.all where methodology.edition == tables.edition {
      estimators[methodology.id] = try EcoEstimator(tables: tables, methodology: methodology)
    }
    return estimators
  }
}
