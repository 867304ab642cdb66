/// Numbers pairs of a day and of something else that has a number: from 0, in the order in which they come.
///
/// Most logs go on from day to day, so that a pair of the current day is found without hashing it.
struct DayIndex {
  /// The pairs in the order of their numbers.
  private(set) var pairs: [(day: Int32, other: Int32)] = []
  private var numbers: [UInt64: Int32] = [:]
  /// The numbers of the current day's pairs, where they are of this turn.
  private var known: [(turn: Int, number: Int)] = []
  private var day = Int.min
  private var turn = 1

  /// The number of a pair: how many there were before, where it is a new one.
  ///
  /// - Parameters:
  ///   - day: any number of 32 bits.
  ///   - other: dense from 0.
  @inline(__always)
  mutating func number(_ day: Int, _ other: Int) -> Int {
    if day != self.day { (self.day, turn) = (day, turn + 1) }
    if other < known.count, known[other].turn == turn { return known[other].number }
    return find(day, other)
  }

  @inline(never)
  private mutating func find(_ day: Int, _ other: Int) -> Int {
    let pair = (day: Int32(truncatingIfNeeded: day), other: Int32(truncatingIfNeeded: other))
    let key = UInt64(UInt32(bitPattern: pair.day)) << 32 | UInt64(UInt32(bitPattern: pair.other))
    let number = numbers[key].map(Int.init) ?? pairs.count
    if number == pairs.count {
      numbers[key] = Int32(truncatingIfNeeded: number)
      pairs.append(pair)
    }
    while known.count <= other { known.append((0, 0)) }
    known[other] = (turn, number)
    return number
  }
}
