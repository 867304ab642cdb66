package import EcoModel

/// What was charged on each day at each rate, so that a day has an interval.
///
/// Where more days and rates are told apart than memory is for, months are; where these are too many,
/// nothing is. Which of them does not depend on how many threads there are. It takes some thirty
/// megabytes for two threads at most.
package struct DayLedgers: Sendable {
  /// How long the periods are that are told apart.
  package enum Grain: Int, Sendable, Comparable {
    case day, month, none

    package static func < (a: Grain, b: Grain) -> Bool { a.rawValue < b.rawValue }

    fileprivate var coarser: Grain { self == .day ? .month : .none }

    /// The first day of the period of a day.
    func start(of day: UTCDay) -> UTCDay {
      self == .day ? day : day.startOfMonth
    }
  }

  /// How many pairs of a period and a rate may be told apart.
  static let mostLines = 1 << 15

  package private(set) var grain = Grain.day
  /// By the first day of each period.
  private var ledgers: [UTCDay: Ledger] = [:]

  /// What was charged in a period, with its interval; `nil` where periods as short are not told apart.
  ///
  /// - Parameter start: the first day of it.
  package func totals(from start: UTCDay, by grain: Grain) -> LedgerTotals? {
    guard self.grain <= grain, grain < .none else { return nil }
    if self.grain == grain { return LedgerTotals(ledgers[start]?.lines ?? []) }
    let days = ledgers.filter { grain.start(of: $0.key) == start }
    return LedgerTotals(days.values.flatMap(\.lines))
  }

  mutating func add(_ lane: DayLines) {
    coarsen(to: lane.grain)
    for (day, line) in lane.lines { ledgers[grain.start(of: day), default: Ledger()].merge(line) }
    coarsenWhereLarge()
  }

  mutating func merge(_ other: DayLedgers) {
    coarsen(to: other.grain)
    for (day, ledger) in other.ledgers {
      ledgers[grain.start(of: day), default: Ledger()].merge(ledger)
    }
    coarsenWhereLarge()
  }

  private mutating func coarsen(to wanted: Grain) {
    guard grain < wanted else { return }
    grain = wanted
    let finer = ledgers
    ledgers = [:]
    guard grain != .none else { return }
    for (day, ledger) in finer { ledgers[grain.start(of: day), default: Ledger()].merge(ledger) }
  }

  private mutating func coarsenWhereLarge() {
    if grain == .none { ledgers = [:] }
    while ledgers.values.reduce(0, { $0 + $1.lineCount }) > Self.mostLines {
      coarsen(to: grain.coarser)
    }
  }
}

/// The same of one lane.
struct DayLines {
  private(set) var grain = DayLedgers.Grain.day
  private(set) var lines: [(day: UTCDay, line: Ledger.Line)] = []
  /// The numbers of `lines` by their day and the lane's line.
  private var index = DayIndex()

  /// Adds a record to its day.
  ///
  /// - Parameters:
  ///   - number: of the lane's line that it belongs to.
  ///   - like: that line.
  mutating func add(
    _ day: UTCDay, _ number: Int, like: @autoclosure () -> Ledger.Line,
    _ change: (inout Ledger.Line) -> Void
  ) {
    guard grain != .none else { return }
    change(&lines[place(grain.start(of: day), number, like())].line)
    while lines.count > DayLedgers.mostLines { coarsen() }
  }

  private mutating func coarsen() {
    var coarse = DayLines()
    coarse.grain = grain.coarser
    if coarse.grain != .none {
      for (pair, (day, line)) in zip(index.pairs, lines) {
        let place = coarse.place(coarse.grain.start(of: day), Int(pair.other), line)
        coarse.lines[place].line.merge(line)
      }
    }
    self = coarse
  }

  private mutating func place(
    _ day: UTCDay, _ line: Int, _ like: @autoclosure () -> Ledger.Line
  ) -> Int {
    let number = index.number(day.daysSinceEpoch, line)
    if number == lines.count { lines.append((day, Ledger.Line(like: like()))) }
    return number
  }
}
