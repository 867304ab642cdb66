import EcoModel

/// Figures of records, which are kept as text, and as they are shown.
enum Digits {
  /// The billionths that a plain decimal stands for; `nil` where it is none of at most nine places.
  static func nanos(_ text: String) -> Int128? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : ""
    guard (1...2).contains(parts.count), fraction.count <= 9, !parts[0].isEmpty,
      text.utf8.count <= 30, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
    else { return nil }
    return Int128(parts[0] + fraction + String(repeating: "0", count: 9 - fraction.count))
  }

  /// A figure rounded to three significant digits, half to even.
  static func short<Quantity: NanoQuantity>(_ quantity: Quantity) -> String {
    var unit: UInt128 = 1
    while quantity.nanos.magnitude / unit >= 1000 { unit *= 10 }
    var (whole, rest) = quantity.nanos.magnitude.quotientAndRemainder(dividingBy: unit)
    if rest * 2 > unit || (rest * 2 == unit && whole % 2 == 1) { whole += 1 }
    let rounded = Int128(whole * unit)
    return "\(Quantity(nanos: quantity.nanos < 0 ? -rounded : rounded))"
  }
}
