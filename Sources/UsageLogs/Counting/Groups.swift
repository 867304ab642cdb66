package import EcoModel

/// What `--by` can group by.
package enum GroupDimension: String, CaseIterable, Sendable {
  case day, month, model, provider, region, key, accuracy, session, project, branch, user,
    tag

  /// The field that it groups by as it stands; `nil` where a value is worked out.
  var field: Field? {
    switch self {
    case .provider: .provider
    case .region: .region
    case .key: .key
    case .session: .conversation
    case .project: .project
    case .branch: .branch
    case .user: .user
    case .tag: .tag
    case .day, .month, .model, .accuracy: nil
    }
  }

  /// The fields by which nobody groups, where these are asked for.
  package static func unneeded(_ dimensions: [GroupDimension]) -> Set<Field> {
    Field.groupings.subtracting(dimensions.compactMap(\.field))
  }
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
  /// Where groups are days alone, the last day and its group: most logs go on from day to day.
  private var last: (day: Int?, index: Int)?

  init(by dimensions: [GroupDimension]) { groups = GroupIndex(by: dimensions) }

  var dimensions: [GroupDimension] { groups.dimensions }

  /// The values of a group's dimensions, put together.
  func key(_ index: Int) -> ArraySlice<UInt8> { groups.key(index) }

  /// Adds a record to its group through `change`; see `GroupIndex.index` for the rest.
  ///
  /// - Parameter day: of the record, since 1970-01-01.
  mutating func add(
    day: Int?, model: @autoclosure () -> String?, accuracy: String, _ plan: FieldPlan,
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>,
    _ change: (inout GroupSums) -> Void
  ) {
    if let last, last.day == day { return change(&sums[last.index]) }
    let index = groups.index(
      model: model(), accuracy: accuracy, plan, text, unescaped, fields)
    if index == sums.count { sums.append(GroupSums()) }
    if dimensions == [.day] { last = (day, index) }
    change(&sums[index])
  }
}

/// The groups of all lanes.
package struct GroupTotals: Sendable {
  package let dimensions: [GroupDimension]
  private var table = ByteTable()
  private var sums: [GroupSums] = []

  package init(dimensions: [GroupDimension]) { self.dimensions = dimensions }

  /// How many groups there are.
  package var count: Int { sums.count }

  /// How long all that they are called is.
  var bytes: Int { table.byteCount }

  /// The values and the sums of a group.
  package subscript(index: Int) -> (values: [String], sums: GroupSums) {
    (GroupKey.values(table.key(index), count: dimensions.count), sums[index])
  }

  mutating func add(_ lane: GroupTable) {
    for (index, group) in lane.sums.enumerated() { add(group, lane.key(index)) }
  }

  mutating func merge(_ other: GroupTotals) {
    for (index, group) in other.sums.enumerated() { add(group, other.table.key(index)) }
  }

  private mutating func add(_ group: GroupSums, _ key: ArraySlice<UInt8>) {
    let hash = table.hash(key.span)
    let index = table.find(key.span, hash: hash) ?? table.insert(key.span, hash: hash)
    if index == sums.count { sums.append(GroupSums()) }
    sums[index].merge(group)
  }

  /// The groups that some of the dimensions make alone.
  package func projected(on wanted: [GroupDimension]) -> GroupTotals {
    let places = wanted.compactMap(dimensions.firstIndex(of:))
    guard places != Array(dimensions.indices) else { return self }
    var projected = GroupTotals(dimensions: wanted)
    for (index, group) in sums.enumerated() {
      let key = GroupKey.projected(table.key(index), count: dimensions.count, on: places)
      projected.add(group, key[...])
    }
    return projected
  }

  /// The same with groups of few requests added up in one, so that none of them can be seen; it takes in
  /// the next smallest where it would itself be small.
  ///
  /// - Parameter least: the requests that a group must have to be shown.
  package func withSmallOnesTogether(below least: Int) -> GroupTotals {
    let rising = order.sorted { sums[$0].requests < sums[$1].requests }
    var hidden = GroupSums()
    var shown = GroupTotals(dimensions: dimensions)
    for index in rising {
      let isSmall = sums[index].requests < Int128(least)
      if isSmall || (hidden.records > 0 && hidden.requests < Int128(least)) {
        hidden.merge(sums[index])
      } else {
        shown.add(sums[index], table.key(index))
      }
    }
    guard hidden.records > 0 else { return self }
    shown.add(hidden, GroupKey.key(of: dimensions.map { _ in "(others)" })[...])
    return shown
  }

  /// The groups in the order of the bytes of their values: strings of different bytes may be equal, and
  /// which of them came first would depend on how many lanes there were.
  package var order: [Int] {
    let count = dimensions.count
    return sums.indices.sorted { a, b in
      GroupKey.precedes(table.key(a), table.key(b), count: count)
    }
  }
}
