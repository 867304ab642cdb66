package import EcoModel

/// Reads each record of a log twice, under two methodologies or with two sets of tables, and adds it
/// to the pair of rates that it came to.
package struct PairVisitor: RecordVisitor {
  static var wantsFigures: Bool { false }

  /// What a record came to on one side: a rate's number, or a reason below zero.
  package typealias Side = Int32

  package struct Key: Hashable {
    let group: Int32
    package let old: Side
    package let new: Side
  }

  /// Records of one group that came to the same pair.
  package struct Pair {
    package let key: Key
    package var records = 0
    /// Records whose label alone is another.
    package var relabelled = 0
    package var oldSums = ChargeSums()
    package var newSums = ChargeSums()
    package var old = DiffSums()
    package var new = DiffSums()
  }

  private(set) var old: RecordReader
  private(set) var new: RecordReader
  private(set) var groups: GroupIndex
  package private(set) var pairs: [Pair] = []
  package private(set) var records = 0
  private(set) var rejected = 0
  private var numbers: [Key: Int] = [:]
  private var last = 0
  /// Whether a pair of rates says the group, so that it is not worked out for each record.
  private let isGroupedByRate: Bool

  init(old: RecordReader, new: RecordReader, by dimensions: [GroupDimension]) {
    self.old = old
    self.new = new
    groups = GroupIndex(by: dimensions)
    isGroupedByRate = dimensions == [.model]
  }

  mutating func supersede() { records += 1 }

  mutating func reject() {
    records += 1
    rejected += 1
  }

  @inline(__always)
  mutating func visit(
    _ text: Span<UInt8>, _ side: borrowing [UInt8], _ ranges: borrowing [FieldRange], first: Int,
    at start: Int, figures: borrowing FigurePlaces
  ) {
    records += 1
    let unescaped = side.span
    let fields = ranges.span.extracting(first..<(first + old.plan.slots.count))
    let before = old.read(text, unescaped, fields)
    let after = new.read(text, unescaped, fields)
    var (a, b): (Side, Side) = (0, 0)
    var (charged, newly): (Charged?, Charged?) = (nil, nil)
    switch before {
    case .rejected:
      rejected += 1
      return
    case .omitted(let reason, _, _, _): a = -1 - Side(reason.ordinal)
    case .estimated(let rate, _, let usage, _):
      a = Side(truncatingIfNeeded: rate)
      charged = Charged(old, rate, usage)
    }
    switch after {
    case .rejected: return
    case .omitted(let reason, _, _, _): b = -1 - Side(reason.ordinal)
    case .estimated(let rate, _, let usage, _):
      b = Side(truncatingIfNeeded: rate)
      newly = Charged(new, rate, usage)
    }
    let number = number(
      a, b, label: (newly ?? charged)?.accuracy.rawValue ?? "", text, unescaped, fields)
    pairs[number].add(charged, newly)
  }

  /// The number of the pair that a record belongs to.
  @inline(__always)
  private mutating func number(
    _ a: Side, _ b: Side, label: String, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Int {
    var group: Int32 = -1
    if !isGroupedByRate || (a < 0 && b < 0) {
      group = self.group(a, b, label: label, text, unescaped, fields)
    }
    let key = Key(group: group, old: a, new: b)
    if last < pairs.count, pairs[last].key == key { return last }
    if let known = numbers[key] {
      last = known
      return known
    }
    numbers[key] = pairs.count
    last = pairs.count
    pairs.append(Pair(key: key))
    return last
  }

  @inline(never)
  private mutating func group(
    _ a: Side, _ b: Side, label: String, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Int32 {
    Int32(
      truncatingIfNeeded: groups.index(
        model: rates(a, b).map { ($0.new ?? $0.old)?.modelID } ?? nil, accuracy: label,
        old.plan, text, unescaped, fields))
  }

  /// The rates of a pair; `nil` where it has none.
  package func rates(_ a: Side, _ b: Side) -> (old: Rate?, new: Rate?)? {
    let first = a >= 0 ? old.rates.rates[Int(a)] : nil
    let second = b >= 0 ? new.rates.rates[Int(b)] : nil
    return first == nil && second == nil ? nil : (first, second)
  }

  /// The two sides of a pair with their sums; `nil` where one has no figure.
  package func sides(_ pair: Pair) -> (old: ChargedSide?, new: ChargedSide?) {
    func side(_ rates: RateTable, _ number: Side, _ sums: ChargeSums) -> ChargedSide? {
      guard number >= 0 else { return nil }
      let served = rates.servings[Int(number)]
      return ChargedSide(
        rate: rates.rates[Int(number)], serving: served.serving, accelerator: served.accelerator,
        sums: sums)
    }
    return (
      side(old.rates, pair.key.old, pair.oldSums), side(new.rates, pair.key.new, pair.newSums)
    )
  }

  /// The values of a pair's group.
  package func values(_ pair: Pair) -> [String] {
    if pair.key.group >= 0 { return groups.values(Int(pair.key.group)) }
    let rates = rates(pair.key.old, pair.key.new)
    return [(rates?.new ?? rates?.old)?.modelID ?? ""]
  }
}

/// What one record is charged at one rate.
struct Charged {
  let sums: ChargeSums
  let energy: Int128
  let carbon: Int128
  let accuracy: Accuracy

  @inline(__always)
  init(
    _ reader: borrowing RecordReader, _ rate: Int, _ usage: TokenUsage,
    by slot: ZoneSeries.Slot? = nil
  ) {
    let figures: EcoFigures
    if let serving = reader.serving {
      (figures, sums) = reader.rates.charge(
        rate, usage, serving, by: slot, significantDigits: nil)
    } else {
      var sums = ChargeSums()
      sums.usage.add(usage)
      self.sums = sums
      figures = reader.rates.figures(rate, usage, by: slot, significantDigits: nil)
    }
    energy = figures.exactEnergy
    carbon = figures.exactCarbon
    accuracy = figures.accuracy
  }
}

extension PairVisitor.Pair {
  @inline(__always)
  fileprivate mutating func add(_ before: Charged?, _ after: Charged?) {
    records += 1
    if let before { old.add(records: 1, energy: before.energy, carbon: before.carbon) }
    if let after { new.add(records: 1, energy: after.energy, carbon: after.carbon) }
    if let before, let after {
      oldSums.add(before.sums)
      newSums.add(after.sums)
      if before.accuracy != after.accuracy { relabelled += 1 }
    }
  }
}
