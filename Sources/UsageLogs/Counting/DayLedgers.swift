package import EcoModel

/// What was charged on each day at each rate, so that a day has an interval.
///
/// Where more days and rates are told apart than memory is for, no day has one: some thirty megabytes
/// for two threads. Whether that is so does not depend on how many threads there are.
package struct DayLedgers: Sendable {
  /// How many pairs of a day and a rate may be told apart.
  static let mostLines = 1 << 15

  private var ledgers: [UTCDay: Ledger] = [:]
  /// Whether there were too many, and all were forgotten.
  package private(set) var isOverfull = false

  /// What was charged on a day, with its interval; `nil` where that is not known.
  package func totals(of day: UTCDay) -> LedgerTotals? {
    isOverfull ? nil : LedgerTotals(ledgers[day]?.lines ?? [])
  }

  mutating func add(_ lane: DayLines) {
    isOverfull = isOverfull || lane.isOverfull
    for (day, line) in lane.lines { ledgers[day, default: Ledger()].merge(line) }
    forgetTooMany()
  }

  mutating func merge(_ other: DayLedgers) {
    isOverfull = isOverfull || other.isOverfull
    ledgers.merge(other.ledgers) { own, more in
      var sum = own
      sum.merge(more)
      return sum
    }
    forgetTooMany()
  }

  private mutating func forgetTooMany() {
    isOverfull =
      isOverfull || ledgers.values.reduce(0) { $0 + $1.lineCount } > Self.mostLines
    if isOverfull { ledgers = [:] }
  }
}

/// The same of one lane.
struct DayLines {
  private(set) var lines: [(day: UTCDay, line: Ledger.Line)] = []
  private(set) var isOverfull = false
  private var numbers: [Key: Int] = [:]
  private var last: (key: Key, number: Int)?

  private struct Key: Hashable {
    let day: UTCDay
    let line: Int
  }

  /// Adds a record to its day.
  ///
  /// - Parameters:
  ///   - number: of the lane's line that it belongs to.
  ///   - like: that line.
  mutating func add(
    _ day: UTCDay, _ number: Int, like: Ledger.Line, _ change: (inout Ledger.Line) -> Void
  ) {
    guard !isOverfull else { return }
    change(&lines[index(Key(day: day, line: number), like)].line)
    if lines.count > DayLedgers.mostLines {
      self = DayLines()
      isOverfull = true
    }
  }

  private mutating func index(_ key: Key, _ like: Ledger.Line) -> Int {
    if let last, last.key == key { return last.number }
    let number = numbers[key] ?? lines.count
    if number == lines.count {
      numbers[key] = number
      lines.append(
        (
          key.day,
          Ledger.Line(
            rate: like.rate, accuracy: like.accuracy, serving: like.serving,
            accelerator: like.accelerator, isBySlot: like.isBySlot)
        ))
    }
    last = (key, number)
    return number
  }
}
