package import EcoModel

/// The table rows behind a rate, as a summary names them.
package enum RateBasisJSON {
  /// They as one JSON object on one line.
  package static func line(_ rate: Rate) -> String {
    let assumed: [(String, JSONValue)] = [
      ("region_assumed", .bool(rate.basis.regionAssumed)),
      ("accuracy", .string(rate.accuracy.rawValue)),
    ]
    return JSONValue.object(members(rate) + spread(rate) + assumed).line
  }

  static func members(_ rate: Rate) -> [(String, JSONValue)] {
    let basis = rate.basis
    let row: [(String, JSONValue)] = [
      ("model", .string(basis.model.id)),
      ("model_valid_from", basis.model.validFrom.map { .string("\($0)") } ?? .null),
    ]
    let bits: [(String, JSONValue)] =
      rate.namedBits.map {
        [
          ("weight_bits", .number("\($0.weights)")),
          ("arithmetic_bits", .number("\($0.arithmetic)")),
        ]
      } ?? []
    let figures: [(String, JSONValue)] = [
      ("region", .string(basis.region.name)),
      ("provider", basis.region.provider.map { .string($0) } ?? .null),
      ("zone", .string(basis.grid.zone)), ("grid_year", .integer(basis.grid.year)),
      ("factor_age", .integer(basis.factorAge)),
      ("g_per_kwh", .number("\(basis.grid.intensity)")), ("pue", .number("\(basis.pue)")),
    ]
    // The year of the site's PUE, where it has a row of its own.
    let site: [(String, JSONValue)] =
      basis.site?.yearInTable.map { [("pue_year", .integer($0))] } ?? []
    return row + bits + figures + site
  }

  /// The grids between which that of a place lies which is one of several.
  static func spread(_ rate: Rate) -> [(String, JSONValue)] {
    func row(_ grid: GridIntensity) -> JSONValue {
      .object([
        ("zone", .string(grid.zone)), ("grid_year", .integer(grid.year)),
        ("g_per_kwh", .number("\(grid.intensity)")),
      ])
    }
    return rate.basis.spread.map { [("grid_between", .array([$0.low, $0.high].map(row)))] } ?? []
  }
}
