package import EcoModel
internal import UsageLogs

/// A set of vectors with the tables that they are of.
package struct VectorSet {
  let name: String
  let vectors: [ConformanceVector]
  /// One estimator for each methodology, by its id.
  let estimators: [String: EcoEstimator]
  /// What a vector is of that names no methodology.
  private let newest: String
  /// Whether the tables are others than those the vectors are of, so that the versions have to differ.
  var hasOtherTables = false

  /// - Parameter newest: what a vector is of that names no methodology.
  package init(
    name: String, vectors: [ConformanceVector], tables: EcoTables,
    methodologies: [Methodology] = Methodology.all, newest: Methodology = .newest,
    hasOtherTables: Bool = false
  ) throws(DataError) {
    var estimators: [String: EcoEstimator] = [:]
    let used = Set(vectors.map { $0.methodology ?? newest.id })
    for methodology in methodologies where used.contains(methodology.id) {
      estimators[methodology.id] = try EcoEstimator(tables: tables, methodology: methodology)
    }
    self.newest = newest.id
    self.name = name
    self.vectors = vectors
    self.estimators = estimators
    self.hasOtherTables = hasOtherTables
  }

  /// The vectors whose answers are not as expected, in order.
  func replay() -> [FailedVector] { vectors.compactMap(failure) }

  /// The rate that a vector is about, with its tokens and how they were served, where it has one.
  func resolved(_ vector: ConformanceVector) -> Result<Resolved, Unclassified>? {
    guard let estimator = estimators[vector.methodology ?? newest] else { return nil }
    guard let usage = vector.request.usage else { return .failure(.noUsage) }
    let request = vector.request
    let serving = vector.serving(estimator)
    let isMeasured = estimator.methodology.knowsServing && serving.isMeasured
    return estimator.rate(
      model: request.model, provider: request.provider, region: request.region ?? "",
      at: request.date, regionAssumed: vector.regionAssumed,
      sizeNeeded: !(isMeasured && vector.measuredUnknown)
    ).map { Resolved(rate: $0, usage: usage, serving: serving) }
  }

  struct Resolved {
    let rate: Rate
    let usage: TokenUsage
    let serving: Serving
  }

  private func failure(_ vector: ConformanceVector) -> FailedVector? {
    guard let resolved = resolved(vector) else {
      let difference = FailedVector.Difference(
        field: "methodology", expected: vector.methodology ?? newest, actual: "no such methodology")
      return FailedVector(set: name, vector: vector, differences: [difference])
    }
    var actual: [String: String] = [:]
    var found: Resolved?
    switch resolved {
    case .failure(let reason): actual["omitted"] = reason.code
    case .success(let request):
      found = request
      let estimate = request.rate.estimate(request.usage, serving: request.serving)
      for (field, value) in estimate.figures { actual[field] = value }
      actual["accuracy"] = estimate.accuracy.rawValue
      actual["methodology_version"] = estimate.methodologyVersion
      for (field, value) in estimate.servingFigures { actual[field] = value }
    }
    let differences = vector.answers.compactMap { field -> FailedVector.Difference? in
      if field == "methodology_version", hasOtherTables { return nil }
      let (expected, value) = (vector.expected[field] ?? "", actual[field] ?? "")
      return expected == value
        ? nil : FailedVector.Difference(field: field, expected: expected, actual: value)
    }
    guard !differences.isEmpty else { return nil }
    return FailedVector(
      set: name, vector: vector, differences: differences, resolved: found)
  }
}

/// A vector whose answer is not as expected.
struct FailedVector {
  struct Difference {
    let field: String
    let expected: String
    let actual: String

    /// Actual less expected, where both are numbers.
    var deviation: Fraction? {
      guard let expected = Fraction(expected), let actual = Fraction(actual) else { return nil }
      return actual - expected
    }
  }

  let set: String
  let vector: ConformanceVector
  let differences: [Difference]
  var resolved: VectorSet.Resolved?

  /// The differences as lines: case, field, expected, actual, deviation.
  var rows: [[String]] {
    differences.map { difference in
      let deviation = difference.deviation.map {
        ($0.isNegative ? "" : "+") + $0.rounded(places: 9)
      }
      return [
        "\(set): \(vector.name)", difference.field, Self.shown(difference.expected),
        Self.shown(difference.actual), deviation ?? "-",
      ]
    }
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "(nothing)" : text }

  /// Whether both sides have figures and they differ.
  var hasOtherFigures: Bool {
    resolved != nil && differences.contains { $0.deviation != nil }
  }

  /// The terms that make up the energy of the case, the largest first: `prefill 99.9 %`.
  var terms: String {
    guard let derivation = resolved?.derivation() else { return "" }
    guard let total = derivation.value(of: "gpu_j"), !total.isZero else { return "" }
    let names = ["arithmetic", "prefill", "cached", "attention", "decode", "context"]
    let shares = names.compactMap { name -> (String, Fraction)? in
      guard let joules = derivation.value(of: "\(name)_j"), !joules.isZero else { return nil }
      return (name, joules * Fraction(100) / total)
    }.sorted { $1.1 < $0.1 }
    return shares.map { "\($0) \($1.rounded(significantDigits: 3)) %" }.joined(separator: ", ")
  }
}

extension VectorSet.Resolved {
  /// How the figures come about; with numbers changed, how they would.
  func derivation(changed: [String: Fraction] = [:]) -> Derivation {
    Derivation(rate, usage, serving: serving, changed: changed)
  }
}

extension Estimate {
  /// What the figures were worked out from, the parts of the interval and what is beside the block, by
  /// the columns of vectors.
  var servingFigures: [(name: String, value: String)] {
    let parts = uncertainty.parts
    let causes = Uncertainty.Cause.allCases.flatMap { cause -> [(name: String, value: String)] in
      guard let part = parts[cause] else { return [] }
      return [
        ("\(cause.rawValue)_low_wh", "\(part.low)"),
        ("\(cause.rawValue)_high_wh", "\(part.high)"),
      ]
    }
    let made = embodied.map {
      [
        (name: "embodied_g", value: "\($0.carbon)"),
        (name: "embodied_low_g", value: "\($0.interval.low)"),
        (name: "embodied_high_g", value: "\($0.interval.high)"),
      ]
    }
    return [("basis", basis.rawValue)] + causes + (made ?? [])
  }
}
