internal import EcoModel

/// The lines of a ledger that a lane adds to: one for each rate and label, and others for what was
/// charged by the caller's series.
struct TallyLines {
  /// For each rate the first line that it got, times 8, and what that line is of; -1 where there is none
  /// yet. Nearly every rate has but one.
  private var firsts: [Int32] = []
  /// The other lines, by the rate times 8 and what they are of.
  private var others: [Int32: Int32] = [:]
  /// For each line the rate times 8, and what it is of.
  private var places: [Int32] = []
  private var sums = LineSums()

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
    if rate < firsts.count { sums.prefetch(Int(firsts[rate] >> 3)) }
  }

  /// What a line is of: the number of its label, and this where it was charged by the caller's series.
  private static let bySlot: Int32 = 4

  @inline(never)
  private mutating func other(_ rate: Int, _ kind: Int32) -> Int {
    let place = Int32(truncatingIfNeeded: rate) << 3 | kind
    if let known = others[place] { return Int(known) }
    let line = Int32(truncatingIfNeeded: sums.append())
    places.append(place)
    while firsts.count <= rate { firsts.append(-1) }
    if firsts[rate] < 0 { firsts[rate] = line << 3 | kind } else { others[place] = line }
    return Int(line)
  }

  /// Adds a record that was charged so much for its tokens, at what is assumed of its serving.
  ///
  /// - Returns: whether it was added; where it was not, `change` must.
  @inline(__always)
  mutating func add(_ number: Int, _ usage: TokenUsage, _ figures: EcoFigures) -> Bool {
    sums.add(number, usage, figures)
  }

  /// Changes a line.
  @inline(never)
  mutating func change(
    _ number: Int, _ rates: borrowing RateTable, _ body: (inout Ledger.Line) -> Void
  ) {
    let place = places[number]
    sums.change(number, like: Self.empty(place, rates), body)
  }

  /// An empty line of what a line is of.
  func empty(_ number: Int, _ rates: borrowing RateTable) -> Ledger.Line {
    Self.empty(places[number], rates)
  }

  private static func empty(_ place: Int32, _ rates: borrowing RateTable) -> Ledger.Line {
    let (rate, kind) = (Int(place >> 3), place & 7)
    let served = rates.servings[rate]
    return Ledger.Line(
      rate: rates.rates[rate], accuracy: Accuracy.allCases[Int(kind & ~bySlot)],
      serving: served.serving, accelerator: served.accelerator, isBySlot: kind & bySlot != 0)
  }

  /// Calls `body` with each line.
  func forEach(_ rates: borrowing RateTable, _ body: (Ledger.Line) -> Void) {
    for number in places.indices {
      let line = sums.line(number, like: empty(number, rates))
      if line.records > 0 { body(line) }
    }
  }
}
