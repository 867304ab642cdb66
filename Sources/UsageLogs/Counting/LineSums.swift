internal import EcoModel

/// What numbered lines of a ledger add up. Those that nothing but single requests were added to take a
/// tenth of a ledger's.
///
/// An empty line of what a number is of comes from whoever asks, as `like`.
struct LineSums {
  private var narrow: [NarrowSums] = []
  /// For each line, where among `wide` it goes on; below 0 where it does not.
  private var wideNumbers: [Int32] = []
  /// What `narrow` does not hold.
  private var wide: [Ledger.Line] = []

  /// How many lines there are.
  var count: Int { narrow.count }

  /// Adds an empty line, and returns its number.
  mutating func append() -> Int {
    narrow.append(NarrowSums())
    wideNumbers.append(-1)
    return narrow.count - 1
  }

  /// Begins to fetch what will probably be added to.
  @inline(__always)
  func prefetch(_ number: Int) { narrow.prefetch(number, toChange: true) }

  /// Adds a record that was charged so much for its tokens, at what is assumed of its serving.
  ///
  /// - Returns: whether it was added; where it was not, `change` must.
  @inline(__always)
  mutating func add(_ number: Int, _ usage: TokenUsage, _ figures: EcoFigures) -> Bool {
    narrow[number].add(usage, energy: figures.exactEnergy, carbon: figures.exactCarbon)
  }

  /// Adds what others have added up in a line that is of the same.
  mutating func add(
    _ number: Int, _ others: borrowing LineSums, _ other: Int, like: @autoclosure () -> Ledger.Line
  ) {
    if others.wideNumbers[other] < 0, narrow[number].add(others.narrow[other]) { return }
    let line = others.line(other, like: like())
    change(number, like: like()) { $0.merge(line) }
  }

  /// Changes a line.
  @inline(never)
  mutating func change(
    _ number: Int, like: @autoclosure () -> Ledger.Line, _ body: (inout Ledger.Line) -> Void
  ) {
    if wideNumbers[number] < 0 {
      wideNumbers[number] = Int32(truncatingIfNeeded: wide.count)
      wide.append(like())
    }
    let place = Int(wideNumbers[number])
    wide[place].add(narrow[number])
    narrow[number] = NarrowSums()
    body(&wide[place])
  }

  /// The line of a number.
  func line(_ number: Int, like: @autoclosure () -> Ledger.Line) -> Ledger.Line {
    var line = wideNumbers[number] < 0 ? like() : wide[Int(wideNumbers[number])]
    line.add(narrow[number])
    return line
  }
}
