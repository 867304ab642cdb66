/// A set of tables with the rules by which they are read, as they were released together.
///
/// A methodology belongs to one edition for ever. What is released is frozen: its tables in
/// `data/editions/`, and the rules by which a model's id, a region and a PUE are found, which is why
/// an id that an edition did not know stays unknown there.
public enum Edition: String, CaseIterable, Sendable {
  /// The first: METHODOLOGY.md of `data/editions/2026-11` describes it.
  case november2026 = "2026-11"
  /// The present one, in `data/`.
  case december2026 = "2026-12"

  /// The one whose tables are in `data/`.
  public static var newest: Edition { .december2026 }

  /// The tables that it consists of, in the order in which their digests are listed.
  public var files: [EcoTables.Name] {
    switch self {
    case .november2026: [.gridIntensity, .models, .regions]
    case .december2026: [.accelerators, .gridIntensity, .idRules, .models, .pue, .regions]
    }
  }
}
