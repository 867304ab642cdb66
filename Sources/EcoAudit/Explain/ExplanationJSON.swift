internal import EcoModel
package import PlainText
package import UsageLogs

extension Explanation {
  /// The explanation for machines: every line can be evaluated again from its `expression` in
  /// rational arithmetic.
  package func json(
    _ request: ExplainRequest, compare: Comparison?, against: Alternative? = nil
  ) -> JSONValue {
    .object(
      [
        ("request", request.json), ("methodology", methodology), ("model", model),
        ("region", region), ("grid", grid),
        ("inputs", .array(derivation.inputs.map(Self.input))),
        ("steps", .array(derivation.steps.map(Self.step))), ("figures", figures),
        ("basis", .string(estimate.basis.rawValue)), ("interval_parts", intervalParts),
        ("label", labelJSON),
        ("agrees_with_calc", .bool(disagreements.isEmpty)),
      ] + (compare.map { [("compare", $0.json)] } ?? [])
        + (against.map { [("against", $0.json)] } ?? []))
  }

  private var methodology: JSONValue {
    .object([
      ("id", .string(basis.methodology.id)), ("version", .string(estimate.methodologyVersion)),
      ("summary", .string(basis.methodology.summary)),
      ("formula", .string(basis.methodology.formula)),
    ])
  }

  private var model: JSONValue {
    let model = basis.model
    return .object([
      ("id", .string(model.id)), ("line", .integer(model.line)),
      ("valid_from", model.validFrom.map { .string("\($0)") } ?? .null),
      ("steps", .array(basis.modelSteps.map { .string($0) })),
      ("evidence", .string(model.evidence.rawValue)),
      ("architecture", basis.size.map { .string($0.architecture.rawValue) } ?? .null),
      ("source", .string(model.source)), ("retrieved", .string("\(model.retrieved)")),
      ("note", .string(model.note)),
    ])
  }

  private var region: JSONValue {
    let region = basis.region
    return .object([
      ("name", .string(region.name)), ("line", .integer(region.line)),
      ("provider", region.provider.map { .string($0) } ?? .null),
      ("zone", .string(region.zone)), ("match", .string(region.match.rawValue)),
      ("pue", basis.site.map { .string("\($0.pue)") } ?? .null),
      ("pue_year", basis.site?.year.map { .integer($0) } ?? .null),
      ("assumed", .bool(basis.regionAssumed)), ("source", .string(region.source)),
    ])
  }

  private var grid: JSONValue {
    let grid = basis.grid
    let areas: [(String, JSONValue)] =
      basis.areas.isEmpty
      ? []
      : [
        (
          "areas",
          .array(
            basis.areas.map {
              .object([("zone", .string($0.zone)), ("g_per_kwh", .string("\($0.intensity)"))])
            })
        )
      ]
    let own: [(String, JSONValue)] = [
      ("zone", .string(grid.zone)), ("line", .integer(grid.line)), ("year", .integer(grid.year)),
      ("age", .integer(basis.factorAge)), ("g_per_kwh", .string("\(grid.intensity)")),
      ("basis", .string(grid.basis.rawValue)), ("source", .string(grid.source)),
    ]
    return .object(own + areas)
  }

  private static func input(_ input: Operand) -> JSONValue {
    .object([
      ("symbol", .string(input.symbol)), ("value", .string(input.text)),
      ("unit", .string(input.unit)), ("meaning", .string(input.meaning)),
      ("source", .string(input.source)),
    ])
  }

  private static func step(_ step: Derivation.Step) -> JSONValue {
    .object(
      [
        ("name", .string(step.name)), ("meaning", .string(step.meaning)),
        ("formula", .string(step.formula.symbols)), ("expression", .string(step.formula.exact)),
        (
          "operands",
          .array(
            step.formula.operands.map {
              .object([("symbol", .string($0.symbol)), ("value", .string($0.text))])
            })
        ),
        ("value", .string("\(step.value)")), ("unit", .string(step.unit)),
      ] + (step.rounded.map { [("rounded", .string($0))] } ?? []))
  }

  private var figures: JSONValue {
    .object(
      estimate.figures.map { ($0.name, .number($0.value)) }
        + [("accuracy", .string(estimate.accuracy.rawValue))])
  }

  private var intervalParts: JSONValue {
    let range = estimate.uncertainty
    func part(_ interval: Interval<WattHours>) -> JSONValue {
      .object([("low_wh", .number("\(interval.low)")), ("high_wh", .number("\(interval.high)"))])
    }
    return .object(
      [
        ("size", part(range.energyFromSize)), ("method", part(range.energyFromMethod)),
        ("both", part(range.energy)),
      ]
        + Uncertainty.Cause.allCases.compactMap { cause in
          cause == .size ? nil : range.parts[cause].map { (cause.rawValue, part($0)) }
        })
  }

  private var labelJSON: JSONValue {
    .object([
      ("accuracy", .string(label.rawValue)), ("decided_by", .string(decision)),
      ("rules", .array(rules.map(\.json))),
    ])
  }
}
