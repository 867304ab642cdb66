internal import EcoModel

extension DerivationTerms {
  /// The lines of `ecologits-0.4`: a regression over all tokens, no server, no PUE, and only the size
  /// part of an interval.
  mutating func addEcoLogits04(_ size: Model.Size) {
    let counts = tokens()
    let slope = constant("slope")
    let intercept = constant("intercept")
    let total = step("tokens", "tokens", "prompt and completion", counts.u + counts.h + counts.o)
    let energy = step(
      "energy_wh", "Wh", "energy of the accelerator", figure: "energy_wh",
      (slope * parameters("P_act", size, .point).active + intercept) * total)
    addRest(energy: energy, tokens: total)
    var ends: [Formula] = []
    for end in [RangeEnd.low, .high] {
      ends.append(
        step(
          "energy_size\(end.suffix)_wh", "Wh", "size part of the interval, \(end.name) end",
          (slope * parameters("P_act", size, end).active + intercept) * total))
    }
    _ = step("size_spread", "ratio", "high end over low end, for the label", ends[1] / ends[0])
    addInterval(low: ends[0], high: ends[1])
  }
}
