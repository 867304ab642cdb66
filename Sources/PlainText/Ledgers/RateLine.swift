internal import EcoModel

/// What was charged at one rate with one label: a line of a summary's `rates`. Its bits are those that
/// the id in the log names; without them the row's hold.
struct RateLine {
  let line: Ledger.Line
  let range: Ledger.Line.Range

  var json: JSONValue {
    let basis = line.rate.basis
    let charged: [(String, JSONValue)] = [
      ("region_assumed", .bool(basis.regionAssumed)),
      ("accuracy", .string(line.accuracy.rawValue)), ("records", .integer(line.records)),
      ("requests", .integer(line.requests)), ("prompt_tokens", .integer(line.promptTokens)),
      ("cached_prompt_tokens", .integer(line.cachedPromptTokens)),
      ("completion_tokens", .integer(line.completionTokens)),
      ("prompt_pairs", .integer(line.sums.usage.promptPairs)),
      ("context_pairs", .integer(line.sums.usage.contextPairs)),
      ("energy_wh", .number("\(line.energy)")),
      ("energy_low_wh", .number("\(min(range.energy.low, line.energy))")),
      ("energy_high_wh", .number("\(max(range.energy.high, line.energy))")),
      ("carbon_g", .number("\(line.carbon)")),
      ("carbon_low_g", .number("\(min(range.carbon.low, line.carbon))")),
      ("carbon_high_g", .number("\(max(range.carbon.high, line.carbon))")),
    ]
    return .object(
      RateBasisJSON.members(line.rate) + series + RateBasisJSON.spread(line.rate) + charged
        + market
        + (basis.methodology.knowsServing ? serving : []))
  }

  /// The caller's series, where it charged the line: what it counts, who says so, and its mean over the
  /// line's energy.
  private var series: [(String, JSONValue)] {
    guard line.isBySlot, let series = line.rate.basis.series else { return [] }
    let members: [(String, JSONValue)] = [
      ("zone", .string(series.zone)), ("basis", .string(series.basis.rawValue)),
      ("source", .string(series.source)), ("g_per_kwh", .number("\(line.meanIntensity)")),
    ]
    return [("series", .object(members))]
  }

  private var market: [(String, JSONValue)] {
    guard line.marketEnergy > .zero else { return [] }
    return [
      ("carbon_market_g", .number("\(line.marketCarbon)")),
      ("carbon_market_energy_wh", .number("\(line.marketEnergy)")),
    ]
  }

  /// How the line's requests were served: what its interval depends on besides the tokens.
  private var serving: [(String, JSONValue)] {
    let (serving, sums) = (line.serving, line.sums)
    let accelerator = serving.accelerator.map { JSONValue.string($0) } ?? .null
    let members: [(String, JSONValue)] =
      switch serving.basis {
      case .assumed, .local: []
      case .concurrency:
        [
          ("parameters_read", .integer(sums.readAtPoint)),
          ("parameters_read_low", .integer(sums.readAtLow)),
          ("parameters_read_high", .integer(sums.readAtHigh)),
        ]
      case .gpuSeconds:
        [
          ("accelerator", accelerator), ("shared", .bool(serving.isShared)),
          ("gpu_microseconds", .integer(sums.quantity)),
        ]
      case .metered:
        [("accelerator", accelerator), ("accelerator_nwh", .integer(sums.quantity))]
          + (serving.isProrated ? [("prorated", .bool(true))] : [])
      }
    return [("basis", .string(serving.basis.rawValue))] + members
  }
}
