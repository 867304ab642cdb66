@testable import EcoModel

/// Methodology v1 with one thing in its code altered, as a careless edit would.
enum DamagedMethodology {
  /// A constant altered everywhere: in the list that is shown and in the formula that is used.
  static func constant(_ name: String, times factor: Rational) -> Methodology {
    let whole = Methodology.v1_2026_11
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
    return damaged(name, factor, constants: constants)
  }

  /// A coefficient altered in the formula only.
  static func formulaOnly(_ name: String, _ factor: Rational) -> Methodology {
    damaged(name, factor, constants: Methodology.v1_2026_11.constants)
  }

  private static func damaged(
    _ name: String, _ factor: Rational, constants: [Methodology.Constant]
  ) -> Methodology {
    let whole = Methodology.v1_2026_11
    @Sendable func times(_ one: String, _ value: Rational) -> Rational {
      name == one ? value * factor : value
    }
    /// A part of the decode coefficient, by how much it grows.
    @Sendable func growth(_ one: String, _ value: Rational) -> Rational {
      name == one ? value * (factor - Rational(1)) : Rational(0)
    }
    let value = Dictionary(uniqueKeysWithValues: whole.constants.map { ($0.name, $0.value) })
    @Sendable func shipped(_ name: String) -> Rational { value[name] ?? Rational(0) }
    func end(_ end: IntervalEnd, _ constant: String) -> IntervalEnd {
      name == constant ? .plain(end.size, width: end.widths.assumed / factor) : end
    }
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
        let k = size.weightBits / Rational(16)
        let decode =
          growth("step", shipped("step")) + k * growth("active", shipped("active") * size.active)
          + k * growth("inactive", shipped("inactive") * (size.total - size.active))
        return EnergyFormula(
          uncached: times("prefill", formula.uncached), cached: times("cached", formula.cached),
          completion: formula.completion + decode,
          promptPairs: times("attention", formula.promptPairs),
          contextPairs: times("read", formula.contextPairs))
      },
      service: times("server", whole.service), unit: whole.unit)
  }

  private static func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
