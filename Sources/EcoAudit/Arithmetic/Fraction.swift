/// An exact fraction of any size in lowest terms: what each line of a derivation is worked out in.
struct Fraction: Hashable, Sendable {
  let isNegative: Bool
  let numerator: Natural
  let denominator: Natural

  static let zero = Fraction(0)
  static let one = Fraction(1)

  init(_ value: some BinaryInteger) {
    self.init(Natural(value), over: Natural(1), isNegative: value < 0)
  }

  /// A fraction; `denominator` is not 0.
  init(_ numerator: Natural, over denominator: Natural, isNegative: Bool = false) {
    let divisor = Natural.greatestCommonDivisor(numerator, denominator)
    self.isNegative = isNegative && !numerator.isZero
    self.numerator = numerator.divided(by: divisor).quotient
    self.denominator = denominator.divided(by: divisor).quotient
  }

  /// A plain decimal, with an exponent or without: `270.91`, `6e-12`; `nil` for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
    let exponent = parts.count == 2 ? Int(parts[1]) : 0
    guard let exponent, (-100...100).contains(exponent) else { return nil }
    let decimal = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let places = decimal.count == 2 ? decimal[1].utf8.count : 0
    guard decimal.allSatisfy({ !$0.isEmpty }), let digits = Natural(digits: decimal.joined())
    else { return nil }
    let shift = exponent - places
    self.init(
      digits * .power(of: 10, max(shift, 0)), over: .power(of: 10, max(-shift, 0)))
  }

  static func + (a: Fraction, b: Fraction) -> Fraction {
    let (left, right) = (a.numerator * b.denominator, b.numerator * a.denominator)
    let denominator = a.denominator * b.denominator
    if a.isNegative == b.isNegative {
      return Fraction(left + right, over: denominator, isNegative: a.isNegative)
    }
    return left < right
      ? Fraction(right - left, over: denominator, isNegative: b.isNegative)
      : Fraction(left - right, over: denominator, isNegative: a.isNegative)
  }

  static prefix func - (a: Fraction) -> Fraction {
    Fraction(a.numerator, over: a.denominator, isNegative: !a.isNegative)
  }

  static func - (a: Fraction, b: Fraction) -> Fraction { a + -b }

  static func * (a: Fraction, b: Fraction) -> Fraction {
    Fraction(
      a.numerator * b.numerator, over: a.denominator * b.denominator,
      isNegative: a.isNegative != b.isNegative)
  }

  /// The quotient; `b` is not 0.
  static func / (a: Fraction, b: Fraction) -> Fraction {
    Fraction(
      a.numerator * b.denominator, over: a.denominator * b.numerator,
      isNegative: a.isNegative != b.isNegative)
  }

  var isZero: Bool { numerator.isZero }
  var magnitude: Fraction { Fraction(numerator, over: denominator) }
}

extension Fraction: Comparable {
  static func < (a: Fraction, b: Fraction) -> Bool { (a - b).isNegative }
}

extension Fraction: CustomStringConvertible {
  /// The exact value: a plain decimal where it ends, else `p/q`.
  var description: String { decimal ?? "\(sign)\(numerator)/\(denominator)" }

  private var sign: String { isNegative ? "-" : "" }

  /// The exact value as a plain decimal, or `nil` where that does not end.
  var decimal: String? {
    var rest = denominator
    var counts = [2: 0, 5: 0]
    for prime in [2, 5] {
      while true {
        let (quotient, remainder) = rest.divided(by: Natural(prime))
        guard remainder.isZero else { break }
        rest = quotient
        counts[prime, default: 0] += 1
      }
    }
    guard rest == Natural(1) else { return nil }
    return rounded(places: max(counts[2] ?? 0, counts[5] ?? 0))
  }

  /// Rounded once, half to even, to so many places; a plain decimal without trailing zeros.
  func rounded(places: Int) -> String {
    let one = Natural.power(of: 10, places)
    let (floor, rest) = (numerator * one).divided(by: denominator)
    let twice = rest + rest
    let up = denominator < twice || (twice == denominator && floor.isOdd)
    let (whole, fraction) = (up ? floor + Natural(1) : floor).divided(by: one)
    var digits = fraction.description
    digits = String(repeating: "0", count: max(0, places - digits.utf8.count)) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    let isZero = whole.isZero && digits.isEmpty
    return (isZero ? "" : sign) + (digits.isEmpty ? "\(whole)" : "\(whole).\(digits)")
  }

  /// Rounded to so many significant digits, as a plain decimal.
  func rounded(significantDigits: Int) -> String {
    var places = significantDigits
    if !isZero {
      // The first place at which the number has a digit.
      var first = 0
      var shifted = magnitude
      while shifted < .one {
        shifted = shifted * Fraction(10)
        first += 1
      }
      let wholeDigits = first > 0 ? 0 : rounded(places: 0).utf8.count
      places = max(0, first > 0 ? first - 1 + significantDigits : significantDigits - wholeDigits)
    }
    return rounded(places: places)
  }
}
