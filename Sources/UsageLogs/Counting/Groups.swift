package import EcoModel

/// What `--by` can group by.
package enum GroupDimension: String, CaseIterable, Sendable {
  case day, month, model, provider, region, key, accuracy
}

/// The totals of one group.
package struct GroupSums: Sendable {
  package var records = 0
  package var requests: Int128 = 0
  package var promptTokens: Int128 = 0
  package var cachedPromptTokens: Int128 = 0
  package var completionTokens: Int128 = 0
  package var energy = WattHours.zero
  package var carbon = GramsCO2e.zero
  /// Records without a figure.
  package var omitted = 0

  package init(
    records: Int = 0, requests: Int128 = 0, promptTokens: Int128 = 0,
    cachedPromptTokens: Int128 = 0, completionTokens: Int128 = 0,
    energy: WattHours = WattHours.zero, carbon: GramsCO2e = GramsCO2e.zero, omitted: Int = 0
  ) {
    self.records = records
    self.requests = requests
    self.promptTokens = promptTokens
    self.cachedPromptTokens = cachedPromptTokens
    self.completionTokens = completionTokens
    self.energy = energy
    self.carbon = carbon
    self.omitted = omitted
  }

  mutating func add(_ usage: TokenUsage, _ figures: EcoFigures) {
    records += 1
    requests += Int128(usage.requests)
    promptTokens += Int128(usage.promptTokens)
    cachedPromptTokens += Int128(usage.cachedPromptTokens)
    completionTokens += Int128(usage.completionTokens)
    energy += WattHours(nanos: figures.exactEnergy)
    carbon += GramsCO2e(nanos: figures.exactCarbon)
  }

  mutating func addOmitted(requests: UInt64) {
    records += 1
    self.requests += Int128(requests)
    omitted += 1
  }

  package mutating func merge(_ other: GroupSums) {
    records += other.records
    requests += other.requests
    promptTokens += other.promptTokens
    cachedPromptTokens += other.cachedPromptTokens
    completionTokens += other.completionTokens
    energy += other.energy
    carbon += other.carbon
    omitted += other.omitted
  }
}

/// The groups of one lane. Memory grows with the number of groups, not with the log.
struct GroupTable {
  private var groups: GroupIndex
  private(set) var sums: [GroupSums] = []

  init(by dimensions: [GroupDimension]) { groups = GroupIndex(by: dimensions) }

  var dimensions: [GroupDimension] { groups.dimensions }

  /// The values of a group's dimensions.
  func values(_ index: Int) -> [String] { groups.values(index) }

  /// Adds a record to its group through `change`; see `GroupIndex.index` for the rest.
  mutating func add(
    model: String?, accuracy: String, _ plan: FieldPlan, _ text: Span<UInt8>,
    _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, _ change: (inout GroupSums) -> Void
  ) {
    let index = groups.index(
      model: model, accuracy: accuracy, plan, text, unescaped, fields)
    if index == sums.count { sums.append(GroupSums()) }
    change(&sums[index])
  }
}

/// The groups of all lanes.
package struct GroupTotals: Sendable {
  package let dimensions: [GroupDimension]
  private var sums: [GroupValues: GroupSums] = [:]

  package init(dimensions: [GroupDimension]) { self.dimensions = dimensions }

  mutating func add(_ table: GroupTable) {
    for (index, group) in table.sums.enumerated() {
      sums[GroupValues(table.values(index)), default: GroupSums()].merge(group)
    }
  }

  mutating func merge(_ other: GroupTotals) {
    for (values, group) in other.sums { sums[values, default: GroupSums()].merge(group) }
  }

  /// The groups, sorted by their values.
  package var sorted: [(values: [String], sums: GroupSums)] {
    sums.sorted { $0.key < $1.key }.map { ($0.key.texts, $0.value) }
  }
}

/// The values of a group, compared by their bytes. Strings of different bytes may be equal, and which
/// of them came first would depend on how many lanes there were.
package struct GroupValues: Hashable, Comparable, Sendable {
  private let bytes: [[UInt8]]

  package init(_ texts: [String]) { bytes = texts.map { Array($0.utf8) } }

  package var texts: [String] { bytes.map { String(decoding: $0, as: UTF8.self) } }

  package static func < (a: GroupValues, b: GroupValues) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes) { $0.lexicographicallyPrecedes($1) }
  }
}
