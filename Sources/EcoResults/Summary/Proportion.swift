/// Exact shares of whole numbers.
enum Proportion {
  /// Beyond this no result is a figure; thousands of them can be added up.
  private static let largest: UInt128 = 1_000_000_000_000_000_000_000_000_000_000_000

  /// `value · part / whole`, rounded half to even; `nil` where `whole` is not above 0, or the result is
  /// beyond 10³³.
  static func of(_ value: Int128, _ part: Int128, over whole: Int128) -> Int128? {
    guard whole > 0 else { return nil }
    let divisor = whole.magnitude
    let product = value.magnitude.multipliedFullWidth(by: part.magnitude)
    guard product.high < divisor else { return nil }
    // Most fit, and a division of twice the width takes many times as long.
    let (quotient, rest) =
      product.high == 0
      ? product.low.quotientAndRemainder(dividingBy: divisor) : divisor.dividingFullWidth(product)
    let isUp = rest > divisor - rest || (rest == divisor - rest && quotient % 2 == 1)
    guard quotient < largest else { return nil }
    let result = Int128(quotient) + (isUp ? 1 : 0)
    return (value < 0) != (part < 0) ? -result : result
  }

  /// Billionths that a part is of a whole, rounded down so that 10⁹ means all; `nil` of nothing.
  static func billionths(_ part: Int128, of whole: Int128) -> Int128? {
    guard part >= 0, whole > 0, part <= whole else { return nil }
    let product = part.magnitude.multipliedFullWidth(by: 1_000_000_000)
    return Int128(whole.magnitude.dividingFullWidth(product).quotient)
  }

  /// A whole number spread in proportion to weights: each part is rounded down, and what is left goes, one
  /// each, to the parts that lost most by it; of equals to the one whose name comes first. The parts add
  /// up to the number, and do not depend on the order of the weights.
  ///
  /// - Parameter weights: names, each once, with weights from 0; at least one is above 0, else all
  ///   parts are 0.
  static func spread(_ value: Int128, _ weights: [(name: String, weight: Int128)]) -> [Int128] {
    let total = weights.reduce(Int128(0)) { $0 + $1.weight }
    guard total > 0 else { return weights.map { _ in 0 } }
    let divisor = total.magnitude
    var parts: [UInt128] = []
    var rests: [(rest: UInt128, name: [UInt8], index: Int)] = []
    for (index, (name, weight)) in weights.enumerated() {
      // A part is no more than the whole, so that the quotient always fits.
      let product = value.magnitude.multipliedFullWidth(by: weight.magnitude)
      let (quotient, rest) = divisor.dividingFullWidth(product)
      parts.append(quotient)
      rests.append((rest, Array(name.utf8), index))
    }
    let left = value.magnitude - parts.reduce(0, +)
    rests.sort {
      $0.rest != $1.rest ? $0.rest > $1.rest : $0.name.lexicographicallyPrecedes($1.name)
    }
    for (_, _, index) in rests.prefix(Int(truncatingIfNeeded: left)) { parts[index] += 1 }
    return parts.map { value < 0 ? -Int128($0) : Int128($0) }
  }
}

/// Texts by their bytes, whatever letters mean in any language.
enum ByteOrder {
  static func precedes(_ a: [String], _ b: [String]) -> Bool {
    for (a, b) in zip(a, b) where !a.utf8.elementsEqual(b.utf8) {
      return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    return a.count < b.count
  }
}
