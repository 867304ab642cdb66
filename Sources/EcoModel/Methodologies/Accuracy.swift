/// How well the **inputs** of an estimate are known: the model's size and the grid's intensity. It
/// does not describe the total error; the interval does that.
public enum Accuracy: String, CaseIterable, Sendable, Comparable {
  /// The size is only read off the model's name, or the grid factor is assumed.
  case gross
  /// Anything between the other two.
  case medium
  /// The size is published or corroborated, and the factor is of the zone itself and recent.
  case accurate

  /// Orders by how much is known. Compared for every estimate, so by number and not by name.
  public static func < (a: Accuracy, b: Accuracy) -> Bool { a.ordinal < b.ordinal }

  /// Its place among all labels, the worst first, from 0.
  package var ordinal: Int {
    switch self {
    case .gross: 0
    case .medium: 1
    case .accurate: 2
    }
  }
}

extension Accuracy {
  /// A grid factor older than this, in years, is no longer recent.
  package static let oldestRecentFactor = 2

  /// The spread of the size part, high over low, above which a size is not accurately known.
  static let widestSizeSpread: UInt128 = 3

  /// What the table rows allow, before the guard that looks at a request's own size spread.
  init(evidence: Model.Evidence, match: Region.GridMatch, factorAge: Int, regionAssumed: Bool) {
    if evidence == .name || regionAssumed {
      self = .gross
    } else if evidence == .vendor || evidence == .corroborated,
      match == .own, factorAge <= Self.oldestRecentFactor
    {
      self = .accurate
    } else {
      self = .medium
    }
  }
}
