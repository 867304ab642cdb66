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
  /// - Parameters:
  ///   - start: the first day of it.
  ///   - ranges: what was worked out for other periods.
  package func totals(
    from start: UTCDay, by grain: Grain, ranges: inout RangeMemory
  ) -> LedgerTotals? {
    guard self.grain <= grain, grain < .none else { return nil }
    let parts =
      self.grain == grain
      ? ledgers[start].map { [$0] }
      : Array(ledgers.filter { grain.start(of: $0.key) == start }.values)
    return parts.map { parts in
      LedgerTotals(parts.flatMap(\.unorderedLines).map { (line: $0, range: ranges.range(of: $0)) })
    }
  }

  /// Adds what a lane counted.
  ///
  /// - Parameter like: an empty line of what one of the lane's lines is of.
  mutating func add(_ lane: DayLines, like: (Int) -> Ledger.Line) {
    coarsen(to: lane.grain)
    lane.forEach(like: like) { day, _, line in
      ledgers[grain.start(of: day), default: Ledger()].merge(line)
    }
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

/// The same of one lane, by the numbers of its lines.
struct DayLines {
  private(set) var grain = DayLedgers.Grain.day
  /// The numbers of `sums` by their day and the lane's line.
  private var index = DayIndex()
  private var sums = LineSums()
  /// The last day and the start of its period.
  private var last: (day: UTCDay, start: UTCDay)?

  /// Adds a record to its day that was charged so much for its tokens, at what is assumed of its serving.
  ///
  /// - Returns: whether it was added; where it was not, `change` must.
  mutating func add(
    _ day: UTCDay, _ line: Int, _ usage: TokenUsage, _ figures: EcoFigures
  ) -> Bool {
    grain == .none || sums.add(place(day, line), usage, figures)
  }

  /// Changes a line of a day.
  mutating func change(
    _ day: UTCDay, _ line: Int, like: @autoclosure () -> Ledger.Line,
    _ body: (inout Ledger.Line) -> Void
  ) {
    guard grain != .none else { return }
    sums.change(place(day, line), like: like(), body)
  }

  /// Whether more days and lines are told apart than may be.
  var isOverfull: Bool { sums.count > DayLedgers.mostLines }

  /// Tells only longer periods apart.
  mutating func coarsen(like: (Int) -> Ledger.Line) {
    var coarse = DayLines()
    coarse.grain = grain.coarser
    if coarse.grain != .none {
      for (number, day, line) in places {
        coarse.sums.add(coarse.place(day, line), sums, number, like: like(line))
      }
    }
    self = coarse
  }

  /// Calls `body` with each day, the number of the lane's line, and what it came to on that day.
  func forEach(like: (Int) -> Ledger.Line, _ body: (UTCDay, Int, Ledger.Line) -> Void) {
    for (number, day, line) in places { body(day, line, sums.line(number, like: like(line))) }
  }

  /// The numbers of `sums`, each with its period and the lane's line.
  private var places: some Sequence<(number: Int, day: UTCDay, line: Int)> {
    index.pairs.lazy.enumerated().map { number, pair in
      (number, UTCDay(daysSinceEpoch: Int(pair.day)), Int(pair.other))
    }
  }

  @inline(__always)
  private mutating func place(_ day: UTCDay, _ line: Int) -> Int {
    if last?.day != day { last = (day, grain.start(of: day)) }
    let number = index.number((last?.start ?? day).daysSinceEpoch, line)
    if number == sums.count { _ = sums.append() }
    return number
  }
}
