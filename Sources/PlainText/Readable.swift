package import EcoModel

/// Figures as people say them: a unit that fits, three significant digits, rounded half to even,
/// thousands set apart. For people only; what machines read has every digit.
package enum Readable {
  /// Units of one quantity, each a thousand times the one before.
  private struct Units {
    let names: [String]
    /// The power of ten of the smallest unit in billionths of the quantity's own.
    let exponent: Int
  }

  private static let energies = Units(names: ["mWh", "Wh", "kWh", "MWh", "GWh"], exponent: 6)
  private static let masses = Units(names: ["mg", "g", "kg", "t", "kt"], exponent: 6)

  /// An energy: `2.11 mWh`, `459 kWh`, `1,230 GWh`.
  package static func text(_ energy: WattHours) -> String { text(energy.nanos, energies) }

  /// A mass: `0.571 mg`, `280 kg`.
  package static func text(_ carbon: GramsCO2e) -> String { text(carbon.nanos, masses) }

  /// An energy and the ends of its interval, all in one unit: `459 kWh (280 to 1,070)`.
  package static func text(_ energy: WattHours, low: WattHours, high: WattHours) -> String {
    text(energy.nanos, low.nanos, high.nanos, energies)
  }

  /// A mass and the ends of its interval, all in one unit.
  package static func text(_ carbon: GramsCO2e, low: GramsCO2e, high: GramsCO2e) -> String {
    text(carbon.nanos, low.nanos, high.nanos, masses)
  }

  /// The ends of an interval in the unit that a value has, with it: `1.28 to 5.07 mWh`.
  package static func range(
    _ low: WattHours, _ high: WattHours, inUnitOf value: WattHours
  ) -> String {
    range(low.nanos, high.nanos, inUnitOf: value.nanos, energies)
  }

  /// The same of a mass.
  package static func range(
    _ low: GramsCO2e, _ high: GramsCO2e, inUnitOf value: GramsCO2e
  ) -> String {
    range(low.nanos, high.nanos, inUnitOf: value.nanos, masses)
  }

  /// A whole number, exact: `1,204,000`.
  package static func text(_ count: Int128) -> String {
    (count < 0 ? "-" : "") + grouped("\(count.magnitude)")
  }

  /// So many of something: `1 call`, `1,204 calls`.
  package static func text(_ count: Int128, _ one: String) -> String {
    "\(text(count)) \(one)\(count == 1 ? "" : "s")"
  }

  /// A part of a whole in percent: `98.2 %`. Only all is `100 %` and only nothing is `0 %`; what is
  /// nearly so is `over 99.9 %` or `under 0.1 %`.
  package static func share(_ part: Int128, of whole: Int128) -> String {
    guard whole > 0, part > 0 else { return "0 %" }
    guard part < whole else { return "100 %" }
    let (scaled, divisor) = fitted(part, whole)
    let tenths = quotient(scaled * 1000, divisor)
    if tenths == 0 { return "under 0.1 %" }
    if tenths >= 1000 { return "over 99.9 %" }
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// How much less or more there is, in percent: `-42.9 %`; `nil` where that says little: there was
  /// nothing, nothing changed, or it more than doubled.
  package static func change(from old: Int128, to new: Int128) -> String? {
    guard old != 0, new != old, new <= 2 * old else { return nil }
    return (new < old ? "-" : "+") + share(abs(new - old), of: abs(old))
  }

  // MARK: Units

  private static func text(_ nanos: Int128, _ units: Units) -> String {
    let unit = unit(for: nanos, units)
    return number(nanos, exponent: units.exponent + 3 * unit) + " " + units.names[unit]
  }

  private static func text(
    _ nanos: Int128, _ low: Int128, _ high: Int128, _ units: Units
  ) -> String {
    text(nanos, units) + " (\(ends(low, high, unit(for: nanos, units), units)))"
  }

  private static func range(
    _ low: Int128, _ high: Int128, inUnitOf value: Int128, _ units: Units
  ) -> String {
    let unit = unit(for: value, units)
    return ends(low, high, unit, units) + " " + units.names[unit]
  }

  private static func ends(
    _ low: Int128, _ high: Int128, _ unit: Int, _ units: Units
  ) -> String {
    let exponent = units.exponent + 3 * unit
    return "\(number(low, exponent: exponent)) to \(number(high, exponent: exponent))"
  }

  /// The unit in which a value, once rounded, is at least 1 and below 1000, as far as there is one.
  private static func unit(for nanos: Int128, _ units: Units) -> Int {
    let value = Int128(rounded(nanos.magnitude))
    var unit = 0
    var next = power(units.exponent + 3)
    while unit + 1 < units.names.count, value >= next {
      unit += 1
      next *= 1000
    }
    return unit
  }

  // MARK: Digits

  /// A value over a power of ten with three significant digits.
  private static func number(_ nanos: Int128, exponent: Int) -> String {
    let sign = nanos < 0 ? "-" : ""
    let digits = "\(rounded(nanos.magnitude))"
    if nanos == 0 { return "0" }
    let whole = digits.count - exponent
    let padded = String(repeating: "0", count: max(0, 1 - whole)) + digits
    let split = padded.index(padded.startIndex, offsetBy: max(1, whole))
    // Three significant digits, zeros at the end among them: 2.10, 0.0500.
    let decimals = padded[split...].prefix(max(0, 3 - whole))
    return sign + grouped(String(padded[..<split])) + (decimals.isEmpty ? "" : ".\(decimals)")
  }

  /// To three significant digits, half to even.
  private static func rounded(_ value: UInt128) -> UInt128 {
    var unit: UInt128 = 1
    while value / unit >= 1000 { unit *= 10 }
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
    let isUp = rest > unit - rest || (rest == unit - rest && quotient % 2 == 1)
    return (quotient + (isUp ? 1 : 0)) * unit
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  private static func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// Both halved until a thousand times them fits: a share needs their first digits only.
  private static func fitted(_ part: Int128, _ whole: Int128) -> (Int128, Int128) {
    var (part, whole) = (part, whole)
    while whole > 1 << 100 { (part, whole) = (part >> 1, whole >> 1) }
    return (part, whole)
  }

  /// The quotient, rounded half to even.
  private static func quotient(_ value: Int128, _ divisor: Int128) -> Int128 {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    let isUp = rest > divisor - rest || (rest == divisor - rest && quotient % 2 == 1)
    return quotient + (isUp ? 1 : 0)
  }
}
