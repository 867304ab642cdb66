internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// Two summaries: their lines are matched, and differences between two lines are split by cause.
struct SummaryDiff {
  let options: DiffOptions
  let old: SummaryFile
  let new: SummaryFile

  private static let dimensions: Set<GroupDimension> = [.model, .region, .provider, .accuracy]

  func table() throws -> DiffTable {
    for dimension in options.by where !Self.dimensions.contains(dimension) {
      throw UsageError(
        "--by \(dimension.rawValue): a summary has no figures by \(dimension.rawValue); compare the"
          + " logs, or use model, region, provider, accuracy")
    }
    let before = try totals(old, options.dataDirectory, option: "--data")
    let after = try totals(
      new, options.otherDataDirectory ?? options.dataDirectory, option: "--against-data")
    var table = DiffTable(
      by: options.by.map(\.rawValue), old: side(old, before), new: side(new, after),
      parts: [.tokens, .parameters, .serving, .coefficients, .pue, .grid])
    table.notes = [
      "Summaries do not hold records: usage that only one side has, records newly covered and newly"
        + " omitted are all under tokens."
    ]
    let byAccuracy = options.by.contains(.accuracy)
    let pairs = LinePairs.matched(
      lines(before, byAccuracy), lines(after, byAccuracy), byAccuracy: byAccuracy)
    for pair in pairs { table.add(pair, options.by) }
    if before.rejected != after.rejected || labels(before) != labels(after) {
      table.differences += 1
    }
    return table
  }

  private func totals(
    _ file: SummaryFile, _ directory: String?, option: String
  ) throws -> TallyTotals {
    try file.totals(try file.estimator(directory: directory, option: option))
  }

  /// The lines of a ledger; those that only their labels tell apart are one where labels do not matter,
  /// so that usage with another label is not taken for other usage.
  private func lines(_ totals: TallyTotals, _ byAccuracy: Bool) -> [Ledger.Line] {
    guard !byAccuracy else { return totals.ledger.lines }
    var ledger = Ledger()
    for line in totals.ledger.lines {
      ledger.merge(
        Ledger.Line(
          rate: line.rate, accuracy: line.rate.accuracy, serving: line.serving,
          accelerator: line.accelerator, records: line.records,
          requests: line.requests, energy: line.energy, carbon: line.carbon, sums: line.sums))
    }
    return ledger.lines
  }

  private func labels(_ totals: TallyTotals) -> [String: Int] {
    Dictionary(
      totals.ledger.lines.map { ($0.accuracy.rawValue, $0.records) }, uniquingKeysWith: +)
  }

  private func side(_ file: SummaryFile, _ totals: TallyTotals) -> DiffTable.Side {
    DiffTable.Side(
      name: file.path, methodologyVersions: [file.methodologyVersion], records: totals.records,
      omitted: Dictionary(
        uniqueKeysWithValues: totals.ledger.omitted.map { ($0.key.code, $0.value.records) }))
  }
}

/// Lines of two summaries that are of the same usage.
struct LinePairs {
  let old: Ledger.Line?
  let new: Ledger.Line?

  /// Matches lines by what they are of, the strictest rule first; under one rule only where each side
  /// has exactly one such line, so that no match is a guess.
  static func matched(
    _ old: [Ledger.Line], _ new: [Ledger.Line], byAccuracy: Bool
  ) -> [LinePairs] {
    var (left, right) = (old, new)
    var pairs: [LinePairs] = []
    for detail in 0..<3 {
      var places: [[String]: [Int]] = [:]
      for (index, line) in right.enumerated() {
        places[key(line, detail, byAccuracy), default: []].append(index)
      }
      let counts = Dictionary(grouping: left, by: { key($0, detail, byAccuracy) })
      var taken: Set<Int> = []
      var rest: [Ledger.Line] = []
      for line in left {
        let key = key(line, detail, byAccuracy)
        if counts[key]?.count == 1, let found = places[key], found.count == 1 {
          pairs.append(LinePairs(old: line, new: right[found[0]]))
          taken.insert(found[0])
        } else {
          rest.append(line)
        }
      }
      left = rest
      right = right.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
    }
    return pairs + left.map { LinePairs(old: $0, new: nil) }
      + right.map { LinePairs(old: nil, new: $0) }
  }

  /// What a line is of: its model, its place and the year of its records (which the factor's row and
  /// age give, so that a newer grid row does not look like different usage).
  private static func key(_ line: Ledger.Line, _ detail: Int, _ byAccuracy: Bool) -> [String] {
    let basis = line.rate.basis
    let place = [
      basis.model.id, basis.region.name, basis.region.provider ?? "", "\(basis.regionAssumed)",
    ]
    let label = byAccuracy ? [line.accuracy.rawValue] : []
    let year = "\(basis.grid.year + basis.factorAge)"
    let bits = line.rate.namedBits.map { ["\($0.weights)", "\($0.arithmetic)"] } ?? []
    return switch detail {
    case 0: place + [year, basis.model.validFrom?.description ?? ""] + bits + label
    case 1: place + [year] + bits + label
    default: place + label
    }
  }
}

extension DiffTable {
  fileprivate mutating func add(_ pair: LinePairs, _ by: [GroupDimension]) {
    guard let line = pair.new ?? pair.old else { return }
    let values = by.map { line.value($0) }
    var group = groups[values] ?? DiffGroup()
    let (before, after) = (DiffSums(pair.old), DiffSums(pair.new))
    group.old.add(before)
    group.new.add(after)
    if let old = pair.old, let new = pair.new {
      if old.sums != new.sums || before != after { differences += 1 }
      let chain = RateChain(from: ChargedSide(old), to: ChargedSide(new))
      let ends = ((before.energy, before.carbon), (after.energy, after.carbon))
      let isUsageEqual = old.sums.usage == new.sums.usage && old.records == new.records
      let start = chain.start(isUsageEqual: isUsageEqual, old: ends.0, new: ends.1)
      if start != ends.0 {
        group.add(
          .tokens, records: new.records, energy: start.energy - before.energy,
          carbon: start.carbon - before.carbon)
      }
      for step in chain.steps(old: start, new: ends.1)
      where step.energy != 0 || step.carbon != 0 {
        group.add(
          DiffPart(step.input), records: new.records, energy: step.energy, carbon: step.carbon)
      }
    } else {
      differences += 1
      group.add(
        .tokens, records: line.records, energy: after.energy - before.energy,
        carbon: after.carbon - before.carbon)
    }
    groups[values] = group
  }
}

extension DiffSums {
  fileprivate init(_ line: Ledger.Line?) {
    self.init(
      records: line?.records ?? 0, energy: line?.energy.nanos ?? 0, carbon: line?.carbon.nanos ?? 0)
  }
}

extension Ledger.Line {
  /// What a line says of a dimension.
  func value(_ dimension: GroupDimension) -> String {
    switch dimension {
    case .model: rate.basis.model.id
    case .region: rate.basis.region.name
    case .provider: rate.basis.region.provider ?? ""
    case .accuracy: accuracy.rawValue
    case .day, .month, .key, .session, .project, .branch, .user, .tag: ""
    }
  }
}
