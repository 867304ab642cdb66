internal import EcoModel

extension DerivationTerms {
  /// The lines of methodology v1, as METHODOLOGY.md has them.
  mutating func addV1(_ size: Model.Size) {
    let counts = tokens()
    let constants = V1Constants(&self)
    let bits = model(
      "bits", "\(size.weightBits)", "weight_bits", unit: "bits",
      meaning: "of a weight as served")
    let k = step("k", "ratio", "weight bits over 16", bits / .number(16))
    let pue = pue()

    let point = values(size, .point)
    let joules = accelerators(point, "", constants, k, counts)
    let energy = step(
      "energy_wh", "Wh", "energy at the facility's meter", figure: "energy_wh",
      joules * constants.server * pue / .number(3600))
    addRest(energy: energy, tokens: counts.u + counts.h + counts.o)

    // The size part: the same formula at both ends of the sizes.
    var ends: [Formula] = []
    for end in [RangeEnd.low, .high] {
      let joules = accelerators(values(size, end), end.suffix, constants, k, counts)
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
    for (end, formula) in [(RangeEnd.low, low), (.high, high)] {
      let figure = "energy\(end.suffix)_wh"
      let energy = step(
        figure, "Wh", "interval, both parts, \(end.name) end", figure: figure, formula)
      _ = step(
        "carbon\(end.suffix)_g", "g", "the same in carbon", figure: "carbon\(end.suffix)_g",
        energy * intensity(end) / .number(1000))
    }
  }

  /// GPU energy at one size.
  private mutating func accelerators(
    _ size: SizeOperands, _ suffix: String, _ c: V1Constants, _ k: Formula,
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

extension RangeEnd {
  var suffix: String {
    switch self {
    case .point: ""
    case .low: "_low"
    case .high: "_high"
    }
  }

  var name: String { self == .low ? "low" : "high" }
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

/// What a formula needs of a model's size.
struct SizeOperands {
  let total, active, kv, width: Formula
}

extension DerivationTerms {
  /// The active parameters at one end, and all of them where they are asked for by their symbol.
  mutating func parameters(
    _ symbol: String, _ size: Model.Size, _ end: RangeEnd
  ) -> (total: Formula?, active: Formula) {
    let (total, active) = (size.total[end], size.active[end])
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

  /// What the formula needs of a model's size at one end. The point comes first.
  mutating func values(_ size: Model.Size, _ end: RangeEnd) -> SizeOperands {
    let (total, active) = parameters("P_tot", size, end)
    var (kv, width) =
      end == .point
      ? (
        model(
          "KV", "\(size.kvBytes)", "kv_bytes", unit: "bytes per token",
          meaning: "key/value cache, \(size.architecture.rawValue)"),
        model(
          "W", "\(size.attentionWidth)", "attention_width", unit: "",
          meaning: "attention width, \(size.architecture.rawValue)")
      ) : (known("KV"), known("W"))
    if end != .point, size.architecture == .assumed {
      let factor = constant("assumed \(end.name)")
      kv = step(
        "KV\(end.suffix)", "bytes per token", "assumed architecture, \(end.name) end",
        kv * factor)
      width = step("W\(end.suffix)", "", "assumed architecture, \(end.name) end", width * factor)
    }
    return SizeOperands(total: total ?? active, active: active, kv: kv, width: width)
  }

  /// An input that has been added before.
  func known(_ symbol: String) -> Formula {
    inputs.last { $0.symbol == symbol }.map(Formula.operand) ?? .number(0)
  }
}
