/// A quantity held as a whole number of billionths of its unit.
///
/// Everything that the product prints is one of these, so "exact" has one meaning: the result of
/// the formula, rounded once, half to even, to nine decimal places.
public protocol NanoQuantity: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The value in billionths of the unit.
  var nanos: Int128 { get }

  /// Makes a quantity of that many billionths of the unit.
  init(nanos: Int128)
}

extension NanoQuantity {
  /// Nothing of it.
  public static var zero: Self { Self(nanos: 0) }

  /// The value as a plain decimal without unit or exponent, at most nine places, trailing zeros
  /// dropped: `0.002121394`. Exact.
  public var description: String {
    String(decoding: DecimalText.utf8(nanos: nanos), as: UTF8.self)
  }

  /// The value rounded to a floating-point number, for plots. Never use it to print a figure.
  public var doubleValue: Double { Double(nanos) / 1e9 }

  /// The sum. Stops on overflow, which takes more than 1.7·10²⁹ of any unit.
  public static func + (a: Self, b: Self) -> Self { Self(nanos: a.nanos + b.nanos) }

  /// The difference. Stops on overflow.
  public static func - (a: Self, b: Self) -> Self { Self(nanos: a.nanos - b.nanos) }

  /// Adds in place. Stops on overflow.
  public static func += (a: inout Self, b: Self) { a = a + b }

  /// Orders by value.
  public static func < (a: Self, b: Self) -> Bool { a.nanos < b.nanos }
}

/// Electrical energy in watt-hours, in whole nanowatt-hours.
public struct WattHours: NanoQuantity {
  /// Nanowatt-hours.
  public let nanos: Int128
  /// So many nanowatt-hours.
  public init(nanos: Int128) { self.nanos = nanos }
}

/// Greenhouse gas emitted, in grams of CO₂ equivalent, in whole nanograms.
public struct GramsCO2e: NanoQuantity {
  /// Nanograms.
  public let nanos: Int128
  /// So many nanograms.
  public init(nanos: Int128) { self.nanos = nanos }
}

/// Carbon intensity of electricity in grams of CO₂ equivalent per kilowatt-hour.
public struct GramsPerKilowattHour: NanoQuantity {
  /// Nanograms per kilowatt-hour.
  public let nanos: Int128
  /// So many nanograms per kilowatt-hour.
  public init(nanos: Int128) { self.nanos = nanos }
}

/// A number without a unit of its own (a ratio, a width in bits, a count in billions) as it stands
/// in a table: a plain decimal of at most nine places.
public struct Decimal9: NanoQuantity {
  /// Billionths.
  public let nanos: Int128
  /// So many billionths.
  public init(nanos: Int128) { self.nanos = nanos }

  /// Exactly 1.
  public static let one = Decimal9(nanos: 1_000_000_000)
}
