package import PlainText

/// More to be told apart than memory is for: with these limits a run stays under a gigabyte.
package enum TallyLimit: Fault {
  case tooManyRates
  case tooManyGroups([GroupDimension])

  static let rates = 100_000
  static let groups = 1_000_000
  /// Of what groups are called.
  static let groupBytes = 1 << 28

  package var family: FaultFamily { .usage }
  package var description: String {
    switch self {
    case .tooManyRates:
      "there are more than \(Self.rates) combinations of model, place and year; run parts of the log on"
        + " their own, and add the summaries with eco-calc merge"
    case .tooManyGroups(let dimensions):
      "--by \(dimensions.map(\.rawValue).joined(separator: ",")): there are more than \(Self.groups)"
        + " groups, or they are called more than \(Self.groupBytes >> 20) MiB; group by less"
    }
  }
}
