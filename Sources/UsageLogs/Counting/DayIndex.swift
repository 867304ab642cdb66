/// Numbers pairs of a day and of something else that has a number: from 0, in the order in which they come.
///
/// Most logs go on from day to day, so that a pair of the current day is found without hashing it, and a
/// day after all others has none: pairs are hashed once a day has come back.
struct DayIndex {
  /// The pairs in the order of their numbers.
  private(set) var pairs: [(day: Int32, other: Int32)] = []
  /// The numbers of the first of them, as many as have been hashed.
  private var numbers: [UInt64: Int32] = [:]
  /// The numbers of the current day's pairs, where they are of this turn.
  private var known: [(turn: Int, number: Int)] = []
  private var day = Int.min
  private var turn = 1
  private var latest = Int.min
  /// Whether all pairs of the current day are of this turn.
  private var isNew = false

  /// The number of a pair: how many there were before, where it is a new one.
  ///
  /// - Parameters:
  ///   - day: any number of 32 bits.
  ///   - other: dense from 0.
  @inline(__always)
  mutating func number(_ day: Int, _ other: Int) -> Int {
    if day != self.day { turn(to: day) }
    if other < known.count, known[other].turn == turn { return known[other].number }
    return find(other)
  }

  @inline(never)
  private mutating func turn(to day: Int) {
    (self.day, turn, isNew) = (day, turn + 1, day > latest)
    latest = max(latest, day)
  }

  @inline(never)
  private mutating func find(_ other: Int) -> Int {
    let pair = (day: Int32(truncatingIfNeeded: day), other: Int32(truncatingIfNeeded: other))
    let number = (isNew ? nil : hashed(pair)) ?? pairs.count
    if number == pairs.count { pairs.append(pair) }
    while known.count <= other { known.append((0, 0)) }
    known[other] = (turn, number)
    return number
  }

  /// The number of a pair; `nil` where it is a new one.
  private mutating func hashed(_ pair: (day: Int32, other: Int32)) -> Int? {
    for number in numbers.count..<pairs.count {
      numbers[Self.key(pairs[number])] = Int32(truncatingIfNeeded: number)
    }
    return numbers[Self.key(pair)].map(Int.init)
  }

  private static func key(_ pair: (day: Int32, other: Int32)) -> UInt64 {
    UInt64(UInt32(bitPattern: pair.day)) << 32 | UInt64(UInt32(bitPattern: pair.other))
  }
}
