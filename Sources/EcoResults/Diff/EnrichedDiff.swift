internal import UsageLogs

/// Two enriched logs, matched by id: only what is printed is known of their figures.
struct EnrichedDiff {
  let options: DiffOptions

  func table() async throws -> DiffTable {
    let (before, oldRecords) = try await index(options.operands[0])
    let (after, newRecords) = try await index(options.operands[1])
    var table = DiffTable(
      by: options.by.map(\.rawValue), old: side(options.operands[0], before, oldRecords),
      new: side(options.operands[1], after, newRecords),
      parts: [.added, .removed, .newlyCovered, .newlyOmitted, .tokens, .inputs, .mixed])
    var isMatched = [Bool](repeating: false, count: before.records.count)
    after.forEach { key, record in
      let found = before.find(key)
      if let found { isMatched[found] = true }
      table.add(found.map { (before, before.records[$0]) }, (after, record))
    }
    for (index, record) in before.records.enumerated() where !isMatched[index] {
      table.add((before, record), nil)
    }
    if before.rejected != after.rejected { table.differences += 1 }
    table.forgetReasonsWhereUnknown()
    table.notes = [
      "Only printed figures are compared: under inputs are records with the same tokens whose figures"
        + " changed, because of the model's row, the methodology, the PUE or the grid; under mixed"
        + " those whose tokens changed as well as their model, place, time or methodology. To tell"
        + " these apart, compare the summaries, or one log with --against or --against-data."
    ]
    return table
  }

  private func index(_ path: String) async throws -> (EnrichedIndex, records: Int) {
    let (index, unread) = try await LogScan(path, options.reading).enriched(by: options.by)
    guard index.unreadable == 0 else {
      throw LogError(
        path: path,
        message: "\(index.unreadable) records have eco figures that are no plain decimals of at"
          + " most nine places")
    }
    guard index.records.isEmpty || !index.texts.all.isEmpty else {
      throw LogError(path: path, message: "it has no figures yet: run calc on it first")
    }
    return (index, index.records.count + index.rejected + unread)
  }

  private func side(_ path: String, _ index: EnrichedIndex, _ records: Int) -> DiffTable.Side {
    var side = DiffTable.Side(name: path, records: records)
    var versions: Set<Int32> = []
    for record in index.records {
      versions.insert(record.version)
      guard record.energy == nil else { continue }
      // JSON logs do not say why.
      let reason = record.omitted < 0 ? "no_figure" : index.texts.text(record.omitted)
      side.omitted[reason, default: 0] += 1
    }
    side.methodologyVersions = versions.map(index.texts.text).filter { !$0.isEmpty }.sorted()
    return side
  }
}

extension DiffTable {
  fileprivate mutating func add(
    _ old: (index: EnrichedIndex, record: EnrichedRecord)?,
    _ new: (index: EnrichedIndex, record: EnrichedRecord)?
  ) {
    guard let (index, record) = new ?? old else { return }
    let part = part(old, new)
    if part != nil { differences += 1 }
    let before = old?.record.sums ?? DiffSums()
    let after = new?.record.sums ?? DiffSums()
    guard before.records + after.records > 0 else { return }
    let values = index.groups.values(Int(record.group))
    var group = groups[values] ?? DiffGroup()
    group.old.add(before)
    group.new.add(after)
    if let part {
      group.add(
        part, records: 1, energy: after.energy - before.energy,
        carbon: after.carbon - before.carbon)
    }
    groups[values] = group
  }

  /// Where one side does not say why records have no figure, only their number can be compared.
  fileprivate mutating func forgetReasonsWhereUnknown() {
    guard old.omitted["no_figure"] != nil || new.omitted["no_figure"] != nil else { return }
    func count(_ omitted: [String: Int]) -> [String: Int] {
      omitted.isEmpty ? [:] : ["no_figure": omitted.values.reduce(0, +)]
    }
    old.omitted = count(old.omitted)
    new.omitted = count(new.omitted)
  }

  /// What kind of change a record's is; `nil` where there is none.
  private func part(
    _ old: (index: EnrichedIndex, record: EnrichedRecord)?,
    _ new: (index: EnrichedIndex, record: EnrichedRecord)?
  ) -> DiffPart? {
    guard let (oldIndex, before) = old else { return .added }
    guard let (newIndex, after) = new else { return .removed }
    func isSame(_ text: KeyPath<EnrichedRecord, Int32>) -> Bool {
      oldIndex.texts.text(before[keyPath: text]) == newIndex.texts.text(after[keyPath: text])
    }
    let isSameFigure =
      before.energy == after.energy && before.carbon == after.carbon && isSame(\.accuracy)
    let isSameUsage = before.hasUsage(of: after)
    // JSON logs do not say why a record has no figure.
    let isSameReason = before.omitted < 0 || after.omitted < 0 || isSame(\.omitted)
    if isSameFigure, isSameUsage, isSameReason { return nil }
    if before.energy == nil { return .newlyCovered }
    if after.energy == nil { return .newlyOmitted }
    if isSameUsage { return .inputs }
    return before.place == after.place && isSame(\.version) ? .tokens : .mixed
  }
}

extension EnrichedRecord {
  fileprivate var sums: DiffSums {
    guard let energy else { return DiffSums() }
    return DiffSums(records: 1, energy: Int128(energy), carbon: Int128(carbon))
  }
}
