internal import EcoModel

/// A column of dates or times.
@safe
struct TimeColumn {
  private let values: UnsafeRawPointer
  private let validity: Validity
  private let offset: Int
  /// Of a date, days in 32 bits.
  private let isDays: Bool
  /// Units to a day.
  private let perDay: Int64
  /// Whether its times have no zone: they are taken to be in UTC.
  let isNaive: Bool

  /// `nil` where the column has no values.
  init?(_ column: ArrowColumn, rows: Int) throws(ArrowFault) {
    guard column.format != "n", rows > 0 else { return nil }
    let units: [String: Int64] = [
      "tdD": 1, "tdm": 86_400_000, "tss": 86_400, "tsm": 86_400_000, "tsu": 86_400_000_000,
      "tsn": 86_400_000_000_000,
    ]
    guard let perDay = units[String(column.format.prefix(3))], try column.dictionary() == nil else {
      throw ArrowFault("\(column.name): expected dates or times, not the format \(column.format)")
    }
    self.perDay = perDay
    isDays = column.format == "tdD"
    isNaive = column.format.hasPrefix("ts") && column.format.count <= 4
    unsafe values = try column.buffer(1, of: 2)
    validity = column.validity
    offset = column.offset
  }

  /// The day of a row, counted from 1970; `nil` where it has none.
  @inline(__always)
  func day(_ row: Int) -> Int? {
    guard validity.has(row) else { return nil }
    let at = offset + row
    if isDays { return unsafe Int(values.loadUnaligned(fromByteOffset: 4 * at, as: Int32.self)) }
    let moment = unsafe values.loadUnaligned(fromByteOffset: 8 * at, as: Int64.self)
    let (days, rest) = moment.quotientAndRemainder(dividingBy: perDay)
    return Int(rest < 0 ? days - 1 : days)
  }
}
