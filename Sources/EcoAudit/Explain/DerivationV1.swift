internal import EcoModel

extension DerivationTerms {
  /// The lines of methodology v1, as METHODOLOGY.md has them.
  mutating func addV1() {
    let counts = tokens()
    let constants = V1Constants(&self)
    let bits = model(
      "bits", "\(basis.size.weightBits)", "weight_bits", unit: "bits",
      meaning: "of a weight as served")
    let k = step("k", "ratio", "weight bits over 16", bits / .number(16))
    let pue = pue()

    let point = size(.point)
    let joules = accelerators(point, "", constants, k, counts)
    let energy = step(
      "energy_wh", "Wh", "energy at the facility's meter", figure: "energy_wh",
      joules * constants.server * pue / .number(3600))
    addRest(energy: energy, tokens: counts.u + counts.h + counts.o)

    // The size part: the same formula at both ends of the sizes.
    var ends: [Formula] = []
    for end in [SizeEnd.low, .high] {
      let joules = accelerators(size(end), end.suffix, constants, k, counts)
      ends.append(
        step(
          "energy_size\(end.suffix)_wh", "Wh", "size part of the interval, \(end.name) end",
          joules * constants.server * pue / .number(3600)))
    }
    _ = step("size_spread", "ratio", "high end over low end, for the label", ends[1] / ends[0])

    // The method part, alone and with the size part.
    let above = constant("above")
    let below = constant("below")
    _ = step("energy_method_low_wh", "Wh", "method part alone, low end", energy / above)
    _ = step("energy_method_high_wh", "Wh", "method part alone, high end", energy / below)
    addInterval(low: ends[0] / above, high: ends[1] / below)
  }

  /// Both parts of the interval together.
  mutating func addInterval(low: Formula, high: Formula) {
    let grid = inputs.last { $0.symbol == "g_per_kwh" }.map(Formula.operand) ?? .number(0)
    for (end, formula) in [(SizeEnd.low, low), (.high, high)] {
      let figure = "energy\(end.suffix)_wh"
      let energy = step(
        figure, "Wh", "interval, both parts, \(end.name) end", figure: figure, formula)
      _ = step(
        "carbon\(end.suffix)_g", "g", "the same in carbon", figure: "carbon\(end.suffix)_g",
        energy * grid / .number(1000))
    }
  }

  /// GPU energy at one size.
  private mutating func accelerators(
    _ size: V1Size, _ suffix: String, _ c: V1Constants, _ k: Formula,
    _ n: (u: Formula, h: Formula, o: Formula, r: Formula?)
  ) -> Formula {
    func perRequest(_ pairs: Formula) -> Formula { n.r.map { pairs / $0 } ?? pairs }
    let two = Formula.number(2)
    let prefill = step(
      "prefill\(suffix)_j", "J", "prefill, weights", c.prefill * size.active * n.u)
    let cached = step(
      "cached\(suffix)_j", "J", "cached prompt", c.cached * size.active * n.h)
    let attention = step(
      "attention\(suffix)_j", "J", "prefill, attention",
      perRequest(c.attention * size.width * n.u * (n.h + n.u / two)))
    let inactive = c.inactive * (size.total - size.active)
    let decode = step(
      "decode\(suffix)_j", "J", "decode, weights",
      n.o * (c.step + k * (c.active * size.active + inactive)))
    let context = step(
      "context\(suffix)_j", "J", "decode, reading the context back",
      perRequest(c.read * size.kv * n.o * (n.u + n.h + n.o / two)))
    return step(
      "gpu\(suffix)_j", "J", "energy of the accelerators",
      prefill + cached + attention + decode + context)
  }
}

/// One end of the range that a size is known in, or the value used.
enum SizeEnd {
  case point, low, high

  var suffix: String {
    switch self {
    case .point: ""
    case .low: "_low"
    case .high: "_high"
    }
  }

  var name: String { self == .low ? "low" : "high" }

  func of(_ parameters: Model.Parameters) -> Decimal9 {
    switch self {
    case .point: parameters.point
    case .low: parameters.low
    case .high: parameters.high
    }
  }
}

/// The constants of v1 as operands.
private struct V1Constants {
  let prefill, cached, attention, step, active, inactive, read, server: Formula

  init(_ terms: inout DerivationTerms) {
    prefill = terms.constant("prefill")
    cached = terms.constant("cached")
    attention = terms.constant("attention")
    step = terms.constant("step")
    active = terms.constant("active")
    inactive = terms.constant("inactive")
    read = terms.constant("read")
    server = terms.constant("server")
  }
}

/// What v1 needs of a model's size.
private struct V1Size {
  let total, active, kv, width: Formula
}

extension DerivationTerms {
  /// The active parameters at one end.
  mutating func active(_ end: SizeEnd) -> Formula {
    parameters("P_act", end).active
  }

  private mutating func parameters(
    _ symbol: String, _ end: SizeEnd
  ) -> (total: Formula?, active: Formula) {
    let size = basis.size
    let (total, active) = (end.of(size.total), end.of(size.active))
    let isDense = size.total == size.active
    // The cells of a dense model belong together: they are one number in one origin.
    let columns =
      isDense ? "total\(end.suffix)_b and active\(end.suffix)_b" : "active\(end.suffix)_b"
    let activeOperand = model(
      "P_act\(end.suffix)", "\(active)", columns, unit: "10^9 parameters",
      meaning: "parameters used for a token")
    guard symbol == "P_tot" else { return (nil, activeOperand) }
    let totalOperand = model(
      "P_tot\(end.suffix)", "\(total)", isDense ? columns : "total\(end.suffix)_b",
      unit: "10^9 parameters", meaning: "all parameters")
    return (totalOperand, activeOperand)
  }

  private mutating func size(_ end: SizeEnd) -> V1Size {
    let (total, active) = parameters("P_tot", end)
    var (kv, width) =
      end == .point
      ? (
        model(
          "KV", "\(basis.size.kvBytes)", "kv_bytes", unit: "bytes per token",
          meaning: "key/value cache, \(basis.size.architecture.rawValue)"),
        model(
          "W", "\(basis.size.attentionWidth)", "attention_width", unit: "",
          meaning: "attention width, \(basis.size.architecture.rawValue)")
      ) : (known("KV"), known("W"))
    if end != .point, basis.size.architecture == .assumed {
      let factor = constant("assumed \(end.name)")
      kv = step(
        "KV\(end.suffix)", "bytes per token", "assumed architecture, \(end.name) end",
        kv * factor)
      width = step("W\(end.suffix)", "", "assumed architecture, \(end.name) end", width * factor)
    }
    return V1Size(total: total ?? active, active: active, kv: kv, width: width)
  }

  /// An input that has been added before.
  private func known(_ symbol: String) -> Formula {
    inputs.last { $0.symbol == symbol }.map(Formula.operand) ?? .number(0)
  }
}
