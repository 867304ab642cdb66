/// A published way to work out the energy of a request, under a version that never changes.
///
/// A different result is a different version. Every version that was ever shipped stays callable.
public struct Methodology: Sendable {
  /// A number of the formula, with what a reviewer needs to attack it.
  public struct Constant: Sendable, Hashable {
    /// What it is called in the formula.
    public let name: String
    /// Its digits, without the decimal point.
    let digits: Int
    /// The power of ten that the digits are multiplied by; not above 0.
    let exponent: Int
    /// Its unit.
    public let unit: String
    /// What it stands for.
    public let meaning: String
    /// Where it comes from and how sure it is.
    public let source: String
    /// The exact value.
    let value: Rational

    init(
      _ name: String, _ digits: Int, e exponent: Int = 0, unit: String, meaning: String,
      source: String
    ) {
      self.name = name
      self.digits = digits
      self.exponent = exponent
      self.unit = unit
      self.meaning = meaning
      self.source = source
      value = Rational(
        Int128(digits), over: (0..<(-exponent)).reduce(1) { power, _ in power * 10 })
    }

    /// The exact value as METHODOLOGY.md writes it: `0.010`, `1.86`, `1.6e-10`, `2`.
    public var text: String {
      let digits = String(digits)
      if exponent == 0 { return digits }
      if exponent < -4 {
        let mantissa = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
        return "\(mantissa)e\(exponent + digits.count - 1)"
      }
      let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
      return "\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
    }

    /// The exact value of a constant of at most nine places.
    var decimal: Decimal9 {
      Decimal9(nanos: value.numerator * (Decimal9.one.nanos / value.denominator))
    }
  }

  /// The name of the version, `v1-2026-11` for example.
  public let id: String
  /// The tables and rules that it was released with.
  public let edition: Edition
  /// One sentence on what it is.
  public let summary: String
  /// The formula as a reader writes it.
  public let formula: String
  /// The numbers of the formula in the order of the formula.
  public let constants: [Constant]
  /// The PUE of a place whose operator publishes none; `nil`: the method knows no PUE.
  public let defaultPUE: Decimal9?
  /// Whether prompt and completion tokens cost the same, so that their sum is enough.
  public let countsTotalTokensOnly: Bool

  /// Whether it knows how a request was served; else whatever is said of that changes nothing.
  public let knowsServing: Bool

  /// Whether factors of a caller's own by time may take the place of the year's row.
  public let knowsSeries: Bool

  /// How the ends of the interval differ from the figure.
  let interval: (low: IntervalEnd, high: IntervalEnd)

  /// What the making of hardware is shared out by; `nil` where the method has no figure for it.
  let embodied: EmbodiedShare?

  /// The coefficients for a size, in the methodology's own unit of energy.
  let coefficients: @Sendable (Model.Size.Point, Doubt) -> EnergyFormula

  /// From the accelerators' energy to that of the whole service, where the accelerator is not known.
  let service: Rational

  /// What the unit of the coefficients is in watt-hours.
  let unit: Rational

  /// The newest, which is used where none is named.
  public static var newest: Methodology { v2_2026_12 }

  /// The newest of an edition.
  public static func newest(of edition: Edition) -> Methodology {
    all.first { $0.edition == edition } ?? newest
  }

  /// Each formula with the tables that it was released with, newest first.
  public static let released = [v2_2026_12, v1_2026_11, ecologits_0_4]

  /// All that were ever shipped: those, and after them older formulas over newer tables.
  public static let all = released + [v1_2026_12, ecologits_0_4_2026_12]

  /// The shipped one with this id, or `nil`.
  public static func named(_ id: String) -> Methodology? { all.first { $0.id == id } }

  /// The same formula over the tables and rules of another edition.
  func over(_ edition: Edition, id: String) -> Methodology {
    Methodology(
      id: id, edition: edition, summary: "\(summary); with the tables of \(edition.rawValue)",
      formula: formula, constants: constants, defaultPUE: defaultPUE,
      countsTotalTokensOnly: countsTotalTokensOnly, knowsServing: knowsServing,
      knowsSeries: knowsSeries,
      interval: interval, embodied: embodied, coefficients: coefficients, service: service,
      unit: unit)
  }
}
