/// The slots of one zone while files are read.
struct SeriesZoneRows {
  struct Slot {
    let start: Int32
    let end: Int32
    /// In units of `SeriesFactor`.
    let factor: UInt64
    let isEstimated: Bool
    let line: Int32
  }

  /// How long a slot may be, in minutes.
  static let lengths = 15...(366 * SeriesTime.minutesPerDay)

  let name: String
  let basis: GridSeries.Basis
  let source: String
  /// The file that the last slots are from.
  let file: String
  var slots: [Slot] = []
  /// Starts of an export's rows that have no factor.
  var gaps: [Int32] = []

  /// The same slots under another name.
  func named(_ name: String) -> SeriesZoneRows {
    var zone = SeriesZoneRows(name: name, basis: basis, source: source, file: file)
    zone.slots = slots
    return zone
  }

  /// With the ends of slots that say only when they start; `nil` where that cannot be seen.
  ///
  /// A slot is as long as the least time between two of them, so that a gap stays a gap; of months and
  /// years each is as long as the calendar has it.
  func withEnds() -> SeriesZoneRows? {
    let starts = (slots.map(\.start) + gaps).sorted()
    guard let step = zip(starts, starts.dropFirst()).map({ Int($1) - Int($0) }).min(),
      Self.lengths.contains(step)
    else { return nil }
    var zone = self
    zone.slots = slots.map { slot in
      let end = Self.end(of: Int(slot.start), step)
      return Slot(
        start: slot.start, end: Int32(clamping: end), factor: slot.factor,
        isEstimated: slot.isEstimated, line: slot.line)
    }
    return zone
  }

  private static func end(of start: Int, _ step: Int) -> Int {
    let days = step / SeriesTime.minutesPerDay
    let midnight = start / SeriesTime.minutesPerDay
    let (year, month, day) = UTCDay(daysSinceEpoch: midnight).calendar
    let next: UTCDay? =
      switch days {
      case 28...31:
        UTCDay(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: day)
      case 365...366: UTCDay(year: year + 1, month: month, day: day)
      default: nil
      }
    return next.map { start + ($0.daysSinceEpoch - midnight) * SeriesTime.minutesPerDay }
      ?? start + step
  }

  /// With the slots of another file.
  func joined(with other: SeriesZoneRows) throws(DataError) -> SeriesZoneRows {
    guard basis == other.basis else {
      throw DataError(
        file: other.file, line: Int(other.slots.first?.line ?? 1), column: 1,
        message: "\(name) is \(other.basis.rawValue) here and \(basis.rawValue) in \(file); the"
          + " factors of a zone must have one basis")
    }
    var all = SeriesZoneRows(
      name: name, basis: basis,
      source: source == other.source ? source : "\(source); \(other.source)", file: other.file)
    all.slots = slots + other.slots
    return all
  }

  /// With the slots in the order of time.
  func inOrder() throws(DataError) -> SeriesZoneRows {
    var all = self
    let isSorted = zip(slots, slots.dropFirst()).allSatisfy { $0.start < $1.start }
    if !isSorted { all.slots.sort { ($0.start, $0.end, $0.line) < ($1.start, $1.end, $1.line) } }
    for (last, next) in zip(all.slots, all.slots.dropFirst()) where next.start < last.end {
      throw DataError(
        file: file, line: Int(next.line), column: 1,
        message: "\(name) from \(SeriesTime.text(Int(next.start))) overlaps the slot up to"
          + " \(SeriesTime.text(Int(last.end)))")
    }
    return all
  }

  /// The largest unit that divides another and all factors.
  func commonUnit(_ unit: UInt64) -> UInt64 {
    slots.reduce(unit) { unit, slot in
      unit == 1 || slot.factor % unit == 0
        ? unit : UInt64(greatestCommonDivisor(UInt128(unit), UInt128(slot.factor)))
    }
  }

  /// The largest number of minutes that divides another and all starts and ends.
  func commonMinutes(_ minutes: Int) -> Int {
    var common = minutes
    for slot in slots {
      for edge in [Int(slot.start), Int(slot.end)] where edge % common != 0 {
        common = Int(greatestCommonDivisor(UInt128(common), UInt128(edge.magnitude)))
      }
    }
    return common
  }
}
