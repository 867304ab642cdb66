internal import EcoModel

/// The lines of a ledger that a lane adds to: one for each rate and label, and others for what was
/// charged by the caller's series. Lines that nothing but single requests were added to take a tenth of
/// a ledger's.
struct TallyLines {
  /// For each rate the first line that it got, times 8, and what that line is of; -1 where there is none
  /// yet. Nearly every rate has but one.
  private var firsts: [Int32] = []
  /// The other lines, by the rate times 8 and what they are of.
  private var others: [Int32: Int32] = [:]
  /// For each line the rate times 8, and what it is of.
  private var places: [Int32] = []
  private var narrow: [NarrowSums] = []
  /// For each line, where among `wide` it goes on; below 0 where it does not.
  private var wideNumbers: [Int32] = []
  /// What `narrow` does not hold.
  private var wide: [Ledger.Line] = []

  /// How many lines there are.
  var count: Int { places.count }

  /// The number of the line that a record belongs to.
  @inline(__always)
  mutating func number(_ rate: Int, _ accuracy: Accuracy, isBySlot: Bool) -> Int {
    let kind = Int32(truncatingIfNeeded: accuracy.ordinal) | (isBySlot ? Self.bySlot : 0)
    if rate < firsts.count, firsts[rate] & 7 == kind { return Int(firsts[rate] >> 3) }
    return other(rate, kind)
  }

  /// Begins to fetch what a record at a rate will probably be added to.
  @inline(__always)
  func prefetch(_ rate: Int) {
    if rate < firsts.count { narrow.prefetch(Int(firsts[rate] >> 3), toChange: true) }
  }

  /// What a line is of: the number of its label, and this where it was charged by the caller's series.
  private static let bySlot: Int32 = 4

  @inline(never)
  private mutating func other(_ rate: Int, _ kind: Int32) -> Int {
    let place = Int32(truncatingIfNeeded: rate) << 3 | kind
    if let known = others[place] { return Int(known) }
    let line = Int32(truncatingIfNeeded: places.count)
    places.append(place)
    narrow.append(NarrowSums())
    wideNumbers.append(-1)
    while firsts.count <= rate { firsts.append(-1) }
    if firsts[rate] < 0 { firsts[rate] = line << 3 | kind } else { others[place] = line }
    return Int(line)
  }

  /// Adds a record that was charged so much for its tokens, at what is assumed of its serving.
  ///
  /// - Returns: whether it was added; where it was not, `change` must.
  @inline(__always)
  mutating func add(_ number: Int, _ usage: TokenUsage, _ figures: EcoFigures) -> Bool {
    narrow[number].add(usage, energy: figures.exactEnergy, carbon: figures.exactCarbon)
  }

  /// Changes a line.
  @inline(never)
  mutating func change(
    _ number: Int, _ rates: borrowing RateTable, _ body: (inout Ledger.Line) -> Void
  ) {
    if wideNumbers[number] < 0 {
      wideNumbers[number] = Int32(truncatingIfNeeded: wide.count)
      wide.append(empty(number, rates))
    }
    let place = Int(wideNumbers[number])
    wide[place].add(narrow[number])
    narrow[number] = NarrowSums()
    body(&wide[place])
  }

  /// An empty line of what a line is of.
  func empty(_ number: Int, _ rates: borrowing RateTable) -> Ledger.Line {
    let (rate, kind) = (Int(places[number] >> 3), places[number] & 7)
    let served = rates.servings[rate]
    return Ledger.Line(
      rate: rates.rates[rate], accuracy: Accuracy.allCases[Int(kind & ~Self.bySlot)],
      serving: served.serving, accelerator: served.accelerator, isBySlot: kind & Self.bySlot != 0)
  }

  /// Calls `body` with each line.
  func forEach(_ rates: borrowing RateTable, _ body: (Ledger.Line) -> Void) {
    for number in places.indices {
      var line =
        wideNumbers[number] < 0 ? empty(number, rates) : wide[Int(wideNumbers[number])]
      line.add(narrow[number])
      if line.records > 0 { body(line) }
    }
  }
}
