internal import EcoModel
internal import UsageLogs

/// A cause of a change, as far as it can be known.
enum DiffPart: String, CaseIterable {
  /// Records that only the new side has.
  case added
  /// Records that only the old side has.
  case removed
  /// Records that had no figure and now have one.
  case newlyCovered = "newly_covered"
  /// Records that had a figure and now have none.
  case newlyOmitted = "newly_omitted"
  /// Other token counts.
  case tokens
  /// The model's row.
  case parameters
  /// How requests were served, as far as that is known.
  case serving
  /// The methodology.
  case coefficients
  /// The facility's overhead.
  case pue
  /// The grid's intensity.
  case grid
  /// One or more of the last five, which printed figures alone do not tell apart.
  case inputs
  /// Tokens and inputs together, which printed figures cannot separate.
  case mixed

  init(_ input: RateInput) {
    self =
      switch input {
      case .parameters: .parameters
      case .serving: .serving
      case .coefficients: .coefficients
      case .pue: .pue
      case .grid: .grid
      }
  }
}

/// What changed in one group.
struct DiffGroup {
  /// The records with a figure, on either side.
  var old = DiffSums()
  var new = DiffSums()
  private var parts = [DiffSums](repeating: DiffSums(), count: DiffPart.allCases.count)

  subscript(part: DiffPart) -> DiffSums { parts[Self.index(part)] }

  mutating func add(_ part: DiffPart, records: Int, energy: Int128, carbon: Int128) {
    parts[Self.index(part)].add(records: records, energy: energy, carbon: carbon)
  }

  mutating func add(_ other: DiffGroup) {
    old.add(other.old)
    new.add(other.new)
    for index in parts.indices { parts[index].add(other.parts[index]) }
  }

  private static func index(_ part: DiffPart) -> Int {
    DiffPart.allCases.firstIndex(of: part) ?? 0
  }
}

/// What changed between two results: by group, and by cause.
package struct DiffTable {
  /// One of the two sides.
  struct Side {
    /// A path, or what distinguishes the sides if both have the same log.
    var name: String
    var methodologyVersions: [String] = []
    /// Records, those without a figure and the rejected ones included.
    var records = 0
    /// Records without a figure, by reason.
    var omitted: [String: Int] = [:]
  }

  let by: [String]
  var old: Side
  var new: Side
  var groups: [[String]: DiffGroup] = [:]
  /// The parts that this comparison can tell.
  var parts: [DiffPart]
  /// What it cannot tell, in sentences for its reader.
  var notes: [String] = []
  /// Records or lines whose figures, labels, tokens or reasons are not the same on both sides.
  var differences = 0

  var sorted: [(values: [String], group: DiffGroup)] {
    groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }

  var total: DiffGroup {
    groups.values.reduce(into: DiffGroup()) { $0.add($1) }
  }

  /// Whether anything that a reader of figures would see is not the same.
  package var isDifferent: Bool {
    differences > 0 || old.records != new.records || old.omitted != new.omitted
  }
}
