internal import EcoModel
internal import UsageLogs

/// One log under two methodologies, with two sets of tables, or as if it had been served otherwise.
/// Every record is read on both sides at once, so that the change of each is known and can be split by
/// cause.
struct MethodDiff {
  let options: DiffOptions
  let old: EcoEstimator
  let new: EcoEstimator

  func table() async throws -> DiffTable {
    var table = DiffTable(
      by: options.by.map(\.rawValue),
      old: DiffTable.Side(name: "old", methodologyVersions: [old.methodologyVersion]),
      new: DiffTable.Side(
        name: options.whatIfWords ?? "new", methodologyVersions: [new.methodologyVersion]),
      parts: [.newlyCovered, .newlyOmitted, .parameters, .serving, .coefficients, .pue, .grid])
    for path in options.operands {
      let (visitors, unread) = try await LogScan(path, options.reading).pairs(
        old: old, new: new, whatIf: options.whatIf, by: options.by, jobs: options.jobs)
      table.old.records += unread
      table.new.records += unread
      for pairs in Self.merged(visitors, &table) { table.add(pairs) }
    }
    return table
  }

  /// The pairs of all lanes by their rates, which are numbered differently in each lane. A rounding for
  /// each lane's part would make the parts depend on the number of lanes.
  private static func merged(
    _ visitors: [PairVisitor], _ table: inout DiffTable
  ) -> [RatePair] {
    var merged: [RatePair.Key: RatePair] = [:]
    for visitor in visitors {
      table.old.records += visitor.records
      table.new.records += visitor.records
      for pair in visitor.pairs {
        table.count(pair)
        let sides = visitor.sides(pair)
        let key = RatePair.Key(
          values: visitor.values(pair), old: sides.old.map(RatePair.SideKey.init),
          new: sides.new.map(RatePair.SideKey.init))
        merged[key, default: RatePair(key: key)].add(pair, sides)
      }
    }
    return Array(merged.values)
  }
}

/// Records of one group with the same rates on both sides, over all lanes.
struct RatePair {
  struct Key: Hashable {
    let values: [String]
    let old: SideKey?
    let new: SideKey?
  }

  struct SideKey: Hashable {
    let rate: Rate.Key
    let serving: ServingClass

    init(_ side: ChargedSide) {
      rate = side.rate.key
      serving = side.serving
    }
  }

  let key: Key
  private(set) var oldSide: ChargedSide?
  private(set) var newSide: ChargedSide?
  private(set) var old = DiffSums()
  private(set) var new = DiffSums()

  init(key: Key) { self.key = key }

  mutating func add(
    _ pair: PairVisitor.Pair, _ sides: (old: ChargedSide?, new: ChargedSide?)
  ) {
    oldSide = sides.old?.added(to: oldSide)
    newSide = sides.new?.added(to: newSide)
    old.add(pair.old)
    new.add(pair.new)
  }
}

extension DiffTable {
  /// Counts what a pair's records came to.
  fileprivate mutating func count(_ pair: PairVisitor.Pair) {
    func reason(_ side: PairVisitor.Side) -> String? {
      side >= 0 ? nil : Unclassified.allCases.first { -1 - Int($0.ordinal) == Int(side) }?.code
    }
    let (before, after) = (reason(pair.key.old), reason(pair.key.new))
    if let before { old.omitted[before, default: 0] += pair.records }
    if let after { new.omitted[after, default: 0] += pair.records }
    if before != after || pair.old.energy != pair.new.energy || pair.old.carbon != pair.new.carbon {
      differences += pair.records
    } else {
      differences += pair.relabelled
    }
  }

  fileprivate mutating func add(_ pair: RatePair) {
    // A group without any figure has nothing that could change.
    guard pair.old.records + pair.new.records > 0 else { return }
    var group = groups[pair.key.values] ?? DiffGroup()
    group.old.add(pair.old)
    group.new.add(pair.new)
    switch (pair.oldSide, pair.newSide) {
    case (let old?, let new?):
      let steps = RateChain(from: old, to: new).steps(
        old: (pair.old.energy, pair.old.carbon),
        new: (pair.new.energy, pair.new.carbon))
      for step in steps where step.energy != 0 || step.carbon != 0 {
        group.add(
          DiffPart(step.input), records: pair.new.records, energy: step.energy, carbon: step.carbon)
      }
    case (nil, .some):
      group.add(
        .newlyCovered, records: pair.new.records, energy: pair.new.energy, carbon: pair.new.carbon)
    case (.some, nil):
      group.add(
        .newlyOmitted, records: pair.old.records, energy: -pair.old.energy,
        carbon: -pair.old.carbon)
    case (nil, nil): break
    }
    groups[pair.key.values] = group
  }
}

extension ChargedSide {
  /// The sums of both, of one rate and one way of serving.
  fileprivate func added(to other: ChargedSide?) -> ChargedSide {
    guard let other else { return self }
    var sums = sums
    sums.add(other.sums)
    return ChargedSide(rate: rate, serving: serving, accelerator: accelerator, sums: sums)
  }
}
