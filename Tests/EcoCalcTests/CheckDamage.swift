@testable import EcoAudit
@testable import EcoModel
import SystemFiles

/// A methodology with one thing in its code altered, as a careless edit would.
enum DamagedMethodology {
  /// A constant altered everywhere: in the list that is shown and in the formula that is used.
  static func constant(
    _ name: String, times factor: Rational, of whole: Methodology = .v1_2026_11
  ) -> Methodology {
    let constants = whole.constants.map { constant -> Methodology.Constant in
      guard constant.name == name else { return constant }
      let value = constant.value * factor
      // Two more places than before hold any factor of hundredths.
      let exponent = constant.exponent - 2
      let digits = value.numerator * power(-exponent) / value.denominator
      return Methodology.Constant(
        name, Int(digits), e: exponent, unit: constant.unit, meaning: constant.meaning,
        source: constant.source)
    }
    return damaged(whole, name, factor, constants: constants)
  }

  /// A coefficient altered in the formula only.
  static func formulaOnly(
    _ name: String, _ factor: Rational, of whole: Methodology = .v1_2026_11
  ) -> Methodology {
    damaged(whole, name, factor, constants: whole.constants)
  }

  /// The synthetic vectors of its edition, replayed with it.
  static func vectors(_ damaged: Methodology) throws -> VectorSet {
    let edition = damaged.edition
    let all = try ConformanceVector.all(
      BundledFile.syntheticVectors(edition).bytes, file: "synthetic.csv")
    return try VectorSet(
      name: "synthetic", vectors: Size.some(all, each: 5), tables: .synthetic(edition),
      methodologies: Methodology.all.map { $0.id == damaged.id ? damaged : $0 },
      newest: .newest(of: edition))
  }

  private static func damaged(
    _ whole: Methodology, _ name: String, _ factor: Rational,
    constants: [Methodology.Constant]
  ) -> Methodology {
    @Sendable func times(_ one: String, _ value: Rational) -> Rational {
      name == one ? value * factor : value
    }
    func end(_ end: IntervalEnd, _ constant: String) -> IntervalEnd {
      name == constant ? .plain(end.size, width: end.widths.assumed / factor) : end
    }
    let growth = Growth(
      name: name, factor: factor - Rational(1),
      shipped: Dictionary(uniqueKeysWithValues: whole.constants.map { ($0.name, $0.value) }))
    return Methodology(
      id: whole.id, edition: whole.edition, summary: whole.summary, formula: whole.formula,
      constants: constants,
      defaultPUE: name == "PUE"
        ? constants.first { $0.name == "PUE" }?.decimal : whole.defaultPUE,
      countsTotalTokensOnly: whole.countsTotalTokensOnly, knowsServing: whole.knowsServing,
      knowsSeries: whole.knowsSeries,
      interval: (end(whole.interval.low, "above"), end(whole.interval.high, "below")),
      embodied: whole.embodied,
      coefficients: { size, doubt in
        let formula = whole.coefficients(size, doubt)
        let (uncached, cached, completion) =
          whole.knowsServing ? growth.v2(size, doubt) : growth.v1(size, formula)
        return EnergyFormula(
          uncached: formula.uncached + uncached, cached: formula.cached + cached,
          completion: formula.completion + completion,
          promptPairs: times("attention", formula.promptPairs),
          contextPairs: times("read", formula.contextPairs),
          reading: formula.reading.map {
            WeightReading(
              perParameter: times("reading", $0.perParameter), active: size.active,
              total: size.total)
          })
      },
      service: times(whole.knowsServing ? "service" : "server", whole.service), unit: whole.unit)
  }

  /// By how much the coefficients of single tokens grow with one constant.
  private struct Growth: Sendable {
    let name: String
    /// Less one.
    let factor: Rational
    let shipped: [String: Rational]

    /// The growth of a product with a constant in it.
    private func of(_ one: String, _ rest: Rational) -> Rational {
      name == one ? factor * rest * (shipped[one] ?? Rational(0)) : Rational(0)
    }

    func v1(
      _ size: Model.Size.Point, _ formula: EnergyFormula
    ) -> (uncached: Rational, cached: Rational, completion: Rational) {
      let k = size.weightBits / Rational(16)
      return (
        name == "prefill" ? formula.uncached * factor : Rational(0),
        name == "cached" ? formula.cached * factor : Rational(0),
        of("step", Rational(1)) + k * of("active", size.active)
          + k * of("inactive", size.total - size.active)
      )
    }

    func v2(
      _ size: Model.Size.Point, _ doubt: Doubt
    ) -> (uncached: Rational, cached: Rational, completion: Rational) {
      let token =
        of("base", size.active) + of("bit", size.active * size.arithmeticBits / Rational(16))
      return (
        token * doubt.prompt,
        of("cached", size.kvBytes * doubt.cached) + token * doubt.recomputed,
        token + of("step", Rational(1))
      )
    }
  }

  private static func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
