internal import EcoModel

/// How requests might have been served instead of as a log says.
package struct WhatIf: Sendable {
  /// The region of all requests.
  package var region: String?
  /// Models, each in place of another.
  package var models: [(of: String, instead: String)] = []

  package init() {}

  package var isEmpty: Bool { region == nil && models.isEmpty }

  /// A model's name in place of the one that a record has. What a name means decides, not how it is
  /// spelled; a name that the tables do not have stands for itself.
  func model(_ name: String, at date: RequestDate, in estimator: EcoEstimator) -> String {
    func meaning(_ name: String) -> String {
      estimator.catalogue.find(name, on: date.lastDay)?.model.id ?? Spelling.folded(name)
    }
    let own = models.isEmpty ? "" : meaning(name)
    return models.first { meaning($0.of) == own }?.instead ?? name
  }
}
