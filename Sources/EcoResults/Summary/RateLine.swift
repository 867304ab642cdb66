internal import EcoModel
internal import PlainText

/// What was charged at one rate with one label: a line of a summary's `rates`.
struct RateLine {
  let line: Ledger.Line

  init(_ line: Ledger.Line) { self.line = line }

  var json: JSONValue {
    let basis = line.rate.basis
    let uncertainty = line.uncertainty
    return .object([
      ("model", .string(basis.model.id)),
      ("model_valid_from", basis.model.validFrom.map { .string("\($0)") } ?? .null),
      ("region", .string(basis.region.name)),
      ("provider", basis.region.provider.map { .string($0) } ?? .null),
      ("zone", .string(basis.grid.zone)), ("grid_year", .integer(basis.grid.year)),
      ("factor_age", .integer(basis.factorAge)),
      ("g_per_kwh", .number("\(basis.grid.intensity)")), ("pue", .number("\(basis.pue)")),
      ("region_assumed", .bool(basis.regionAssumed)),
      ("accuracy", .string(line.accuracy.rawValue)), ("records", .integer(line.records)),
      ("requests", .integer(line.requests)), ("prompt_tokens", .integer(line.promptTokens)),
      ("cached_prompt_tokens", .integer(line.cachedPromptTokens)),
      ("completion_tokens", .integer(line.completionTokens)),
      ("prompt_pairs", .integer(line.sums.promptPairs)),
      ("context_pairs", .integer(line.sums.contextPairs)),
      ("energy_wh", .number("\(line.energy)")),
      ("energy_low_wh", .number("\(min(uncertainty.energy.low, line.energy))")),
      ("energy_high_wh", .number("\(max(uncertainty.energy.high, line.energy))")),
      ("carbon_g", .number("\(line.carbon)")),
      ("carbon_low_g", .number("\(min(uncertainty.carbon.low, line.carbon))")),
      ("carbon_high_g", .number("\(max(uncertainty.carbon.high, line.carbon))")),
    ])
  }
}
