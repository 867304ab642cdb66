package import EcoModel
package import PlainText

/// How requests might have been served instead of as a log says.
package struct WhatIf: Sendable {
  /// The region of all requests.
  package var region: String?
  /// Models, each in place of another.
  package var models: [(of: String, instead: String)] = []
  /// How many sequences ran at once, of all requests: what was measured of them says nothing then.
  package var concurrency: Concurrency?

  package init() {}

  package var isEmpty: Bool { region == nil && models.isEmpty && concurrency == nil }

  /// It in words: `in eu-north, at 16 concurrent sequences`.
  package var words: String {
    let region = region.map { ["in \($0)"] } ?? []
    let models = models.map { "\($0.instead) for \($0.of)" }
    let concurrency = concurrency.map { ["at \($0) concurrent sequences"] } ?? []
    return (region + models + concurrency).joined(separator: ", ")
  }

  /// A model's name in place of the one that a record has. What a name means decides, not how it is
  /// spelled; a name that the tables do not have stands for itself.
  package func model(_ name: String, at date: RequestDate, in estimator: EcoEstimator) -> String {
    func meaning(_ name: String) -> String {
      estimator.catalogue.find(name, on: date.lastDay)?.model.id ?? Spelling.folded(name)
    }
    let own = models.isEmpty ? "" : meaning(name)
    return models.first { meaning($0.of) == own }?.instead ?? name
  }

  /// How a request was served, in place of what is known of it.
  package func serving(_ serving: Serving) -> Serving {
    guard let concurrency else { return serving }
    return Serving(
      concurrency: concurrency, accelerator: serving.accelerator, gpuMicroseconds: nil,
      meteredNanos: nil)
  }

  /// - Throws: `UsageError` for a place or a model that cannot have figures, and for a methodology that
  ///   asks for no concurrency.
  package func check(in estimator: EcoEstimator) throws(UsageError) {
    if let region, estimator.regions.find(region, provider: nil) == nil {
      let known = Set(estimator.regions.regions.map(\.name)).sorted()
      throw UsageError(
        "--against region=\(region): no such region\(Nearest.hint(region, known)); eco-calc data"
          + " regions lists them")
    }
    for (model, instead) in models
    where estimator.catalogue.find(instead, on: nil)?.model.size == nil {
      throw UsageError(
        "--against model:\(model)=\(instead): no figure is known for \(instead); eco-calc data models"
          + " lists what is known")
    }
    if concurrency != nil, !estimator.methodology.knowsServing {
      throw UsageError(
        "--against concurrency: \(estimator.methodology.id) knows none; name a newer methodology")
    }
  }
}
