internal import EcoModel

/// What `--by` can group by.
package enum GroupDimension: String, CaseIterable, Sendable {
  case day, month, model, provider, region, key, accuracy
}

/// The totals of one group.
struct GroupSums: Sendable {
  var records = 0
  var requests: Int128 = 0
  var promptTokens: Int128 = 0
  var cachedPromptTokens: Int128 = 0
  var completionTokens: Int128 = 0
  var energy = WattHours.zero
  var carbon = GramsCO2e.zero
  /// Records without a figure.
  var omitted = 0

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

  mutating func merge(_ other: GroupSums) {
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
  /// What the estimate says about a record, rather than the record itself.
  struct Member {
    let accuracy: String
    let model: Rate?
  }

  let dimensions: [GroupDimension]
  private var table = ByteTable()
  private(set) var sums: [GroupSums] = []
  private var key = GroupKey()

  init(by dimensions: [GroupDimension]) { self.dimensions = dimensions }

  /// The values of a group's dimensions.
  func values(_ index: Int) -> [String] {
    GroupKey.values(table.key(index), count: dimensions.count)
  }

  /// Adds a record to its group through `change`.
  mutating func add(
    _ member: Member, _ reader: borrowing RecordReader, _ text: Span<UInt8>, _ aside: Span<UInt8>,
    _ fields: Span<FieldRange>, _ change: (inout GroupSums) -> Void
  ) {
    key.set(
      dimensions, model: member.model?.basis.model.id, accuracy: member.accuracy, reader, text,
      aside, fields)
    let index = key.withBytes { bytes in
      let hash = ByteTable.hash(bytes)
      if let known = table.find(bytes, hash: hash) { return known }
      sums.append(GroupSums())
      return table.insert(bytes, hash: hash)
    }
    change(&sums[index])
  }
}

/// The groups of all lanes.
struct GroupTotals: Sendable {
  let dimensions: [GroupDimension]
  private var sums: [GroupValues: GroupSums] = [:]

  init(dimensions: [GroupDimension]) { self.dimensions = dimensions }

  mutating func add(_ table: GroupTable) {
    for (index, group) in table.sums.enumerated() {
      sums[GroupValues(table.values(index)), default: GroupSums()].merge(group)
    }
  }

  mutating func merge(_ other: GroupTotals) {
    for (values, group) in other.sums { sums[values, default: GroupSums()].merge(group) }
  }

  /// The groups, sorted by their values.
  var sorted: [(values: [String], sums: GroupSums)] {
    sums.sorted { $0.key < $1.key }.map { ($0.key.texts, $0.value) }
  }
}

/// The values of a group, told apart by their bytes. Strings of different bytes may be equal, and which
/// of them came first would depend on how many lanes there were.
struct GroupValues: Hashable, Comparable, Sendable {
  private let bytes: [[UInt8]]

  init(_ texts: [String]) { bytes = texts.map { Array($0.utf8) } }

  var texts: [String] { bytes.map { String(decoding: $0, as: UTF8.self) } }

  static func < (a: GroupValues, b: GroupValues) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes) { $0.lexicographicallyPrecedes($1) }
  }
}
