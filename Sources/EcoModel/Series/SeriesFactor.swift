/// A factor of a caller's series as it is written, and what a series keeps of it.
///
/// It is kept as a whole number of 10⁻¹¹ g/kWh. That is exact for grams with eleven decimals, pounds
/// per megawatt-hour with three and pounds per kilowatt-hour with six; what a longer number has
/// beyond is rounded once, half to even.
enum SeriesFactor {
  /// How many of the unit are a gram for each kilowatt-hour.
  static let unitsPerGram: UInt64 = 100_000_000_000
  /// The largest factor in g/kWh, as in `grid-intensity.csv`.
  static let most: UInt64 = 10_000

  /// What a file states its factors in.
  enum Unit {
    case gramsPerKilowattHour
    case poundsPerMegawattHour
    case poundsPerKilowattHour

    /// The unit in g/kWh, `digits / 10^places`, exactly: a pound is 453.59237 g by definition.
    fileprivate var grams: (digits: UInt128, places: Int) {
      switch self {
      case .gramsPerKilowattHour: (1, 0)
      case .poundsPerMegawattHour: (45_359_237, 8)
      case .poundsPerKilowattHour: (45_359_237, 5)
      }
    }
  }

  /// The factor that a text states; `nil` where it is no plain decimal of at most 18 digits, or above
  /// `most`.
  static func read(_ text: Span<UInt8>, in unit: Unit) -> UInt64? {
    var mantissa: UInt128 = 0
    var (places, digits) = (0, 0)
    var hasPoint = false
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "."), !hasPoint, digits > 0 {
        hasPoint = true
        continue
      }
      guard byte &- 0x30 < 10, digits < 18 else { return nil }
      mantissa = mantissa * 10 + UInt128(byte - 0x30)
      digits += 1
      if hasPoint { places += 1 }
    }
    guard digits > 0, !hasPoint || places > 0 else { return nil }
    let (grams, shift) = unit.grams
    // At most 10¹⁸ · 5·10⁷ · 10¹¹.
    let dividend = mantissa * grams * UInt128(unitsPerGram)
    let divisor = (0..<(places + shift)).reduce(UInt128(1)) { power, _ in power * 10 }
    let (floor, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
    let isUp = 2 * rest > divisor || 2 * rest == divisor && floor & 1 == 1
    let units = floor + (isUp ? 1 : 0)
    return units <= UInt128(most) * UInt128(unitsPerGram) ? UInt64(units) : nil
  }
}
