internal import EcoModel

extension DerivationTerms {
  /// The lines of methodology v2, as METHODOLOGY.md has them. The size is there unless the accelerators
  /// were measured.
  mutating func addV2(_ size: Model.Size?) {
    let counts = tokens(requests: "n")
    let pue = pue()
    let tokens = counts.u + counts.h + counts.o
    if kind.basis >= .gpuSeconds {
      addMeasured(pue: pue, tokens: tokens)
    } else if let size {
      addCharged(size, counts, pue: pue, tokens: tokens)
    }
  }

  /// The figures of what the tokens are charged.
  private mutating func addCharged(
    _ size: Model.Size, _ counts: V2Counts, pue: Formula, tokens: Formula
  ) {
    let constants = V2Constants(&self)
    let bits = bits(size)
    let point = values(size, .point)
    let joules = accelerators("", V2End(point, bits, sequences()), constants, counts)
    let energy = step(
      "energy_wh", "Wh", "energy at the facility's meter", figure: "energy_wh",
      joules * constants.service * pue / .number(3600))
    addRest(energy: energy, tokens: tokens)

    // The size alone, always among 64 sequences: for the label.
    let assumed = kind.basis == .assumed ? known("B") : constant("sequences")
    var sizes: [RangeEnd: SizeOperands] = [:]
    var guarded: [Formula] = []
    for end in [RangeEnd.low, .high] {
      let values = values(size, end)
      sizes[end] = values
      guarded.append(
        accelerators("_size\(end.suffix)", V2End(values, bits, assumed), constants, counts))
    }
    _ = step(
      "size_spread", "ratio", "the size's high end over its low one, for the label",
      guarded[1] / guarded[0])

    var ends: [Formula] = []
    for end in [RangeEnd.low, .high] {
      var values = V2End(
        sizes[end] ?? point, precision(size, end, bits), sequences(at: end, size))
      values.doubt = end
      let joules = accelerators(end.suffix, values, constants, counts)
      ends.append(
        joules * constants.service * endPUE(end, pue) / .number(3600))
    }
    let name = kind.basis == .assumed ? "assumed" : "said"
    addInterval(
      low: ends[0] / constant("\(name) low end"), high: ends[1] * constant("\(name) high end"))
  }

  /// The figures of what was measured at the accelerators.
  private mutating func addMeasured(pue: Formula, tokens: Formula) {
    let service = serviceFactor()
    let quantity: Formula
    if kind.basis == .metered {
      quantity = stated(
        "accelerator_wh", serving.acceleratorEnergy?.description, "Wh",
        "energy metered at the accelerators")
    } else {
      let seconds = stated(
        "gpu_seconds", serving.gpuSeconds?.description, "GPU-seconds",
        "accelerators over sequences, integrated over the request's time")
      let watts = accelerator("board_watts", "W", "the board's limit") { "\($0.boardWatts)" }
      let share = accelerator("draw_share", "ratio", "mean draw over the limit") {
        "\($0.drawShare)"
      }
      let joules = step(
        "gpu_j", "J", "energy of the accelerators", seconds * share * watts)
      quantity = joules / .number(3600)
    }
    let energy = step(
      "energy_wh", "Wh", "energy at the facility's meter", figure: "energy_wh",
      quantity * service * pue)
    addRest(energy: energy, tokens: tokens)
    let name = kind.basis == .metered ? "metered" : "seconds"
    let low = quantity * service * endPUE(.low, pue)
    let high = quantity * service * endPUE(.high, pue)
    addInterval(
      low: low / constant(kind.isShared ? "seconds shared low end" : "\(name) low end"),
      high: high * constant("\(name) high end"))
  }

  // MARK: Inputs

  /// A number that the request states.
  private mutating func stated(
    _ symbol: String, _ value: String?, _ unit: String, _ meaning: String
  ) -> Formula {
    let text = value ?? "0"
    return input(
      Operand(
        symbol, Fraction(text) ?? .zero, text: text, unit: unit, meaning: meaning,
        source: "the request"))
  }

  /// A number of the accelerator's row.
  private mutating func accelerator(
    _ column: String, _ unit: String, _ meaning: String, _ text: (Accelerator) -> String
  ) -> Formula {
    guard let row = serving.accelerator else { return .number(0) }
    return input(
      Operand(
        column, Fraction(text(row)) ?? .zero, text: text(row), unit: unit,
        meaning: "\(meaning) of \(row.name)",
        source: "accelerators.csv:\(row.line), column \(column)",
        origin: "accelerators.csv \(row.name), \(column)"))
  }

  /// The accelerator's service factor, or the methodology's where it is not known.
  private mutating func serviceFactor() -> Formula {
    serving.accelerator == nil
      ? constant("service")
      : accelerator("service", "ratio", "accelerators to whole service") { "\($0.service)" }
  }

  /// The concurrent sequences of the figure.
  private mutating func sequences() -> Formula {
    switch kind.basis {
    case .assumed: return sequencesConstant("sequences", as: "B")
    case .local:
      return input(
        Operand(
          "B", Fraction(1), unit: "sequences", meaning: "of a runner on somebody's own machine",
          source: "METHODOLOGY.md, Constants"))
    default:
      return stated(
        "B", serving.concurrency?.description, "sequences", "concurrent, as the request says")
    }
  }

  /// The concurrent sequences of an end.
  private mutating func sequences(at end: RangeEnd, _ size: Model.Size) -> Formula {
    guard kind.basis == .assumed else { return known("B") }
    let name = end == .high ? "fewest" : size.isMixture ? "most mixture" : "most dense"
    return sequencesConstant(name, as: "B\(end.suffix)")
  }

  private mutating func sequencesConstant(_ name: String, as symbol: String) -> Formula {
    guard let constant = basis.methodology.constants.first(where: { $0.name == name }) else {
      return .number(0)
    }
    return input(
      Operand(
        symbol, Fraction(constant.text) ?? .zero, text: constant.text, unit: constant.unit,
        meaning: constant.meaning, source: constant.source, origin: "constant \(name)"))
  }

  /// The bits of a weight over 16: as it is read, and as it is multiplied.
  private mutating func bits(_ size: Model.Size) -> V2Bits {
    let bits = model(
      "bits", "\(size.weightBits)", "weight_bits", unit: "bits",
      meaning: "of a weight as served, \(size.precision.rawValue)")
    let read = step("k", "ratio", "weight bits over 16", bits / .number(16))
    guard let arithmetic = size.arithmeticBits else { return V2Bits(read: read, multiplied: read) }
    let multiplied = step(
      "k_c", "ratio", "bits of the arithmetic over 16: this format shrinks weights alone",
      .operand(Operand("\(arithmetic)", Fraction("\(arithmetic)") ?? .zero)) / .number(16))
    return V2Bits(read: read, multiplied: multiplied)
  }

  /// The same at an end of what the bits may be.
  private mutating func precision(_ size: Model.Size, _ end: RangeEnd, _ point: V2Bits) -> V2Bits {
    let bits = size.weightBits(end)
    guard bits != size.weightBits else { return point }
    let k = step(
      "k\(end.suffix)", "ratio", "what \(size.precision.rawValue) bits may be, \(end.name) end",
      .operand(Operand("\(bits)", Fraction("\(bits)") ?? .zero)) / .number(16))
    return V2Bits(read: k, multiplied: size.arithmeticBits == nil ? k : point.multiplied)
  }

  /// The PUE at an end: another where the site's operator publishes none.
  private mutating func endPUE(_ end: RangeEnd, _ pue: Formula) -> Formula {
    basis.publishesPUE ? pue : constant("PUE \(end.name)")
  }

  // MARK: The formula

  /// GPU energy at one set of values.
  private mutating func accelerators(
    _ suffix: String, _ v: V2End, _ c: V2Constants, _ n: V2Counts
  ) -> Formula {
    func perRequest(_ pairs: Formula) -> Formula { n.r.map { pairs / $0 } ?? pairs }
    let two = Formula.number(2)
    let token = (c.base + c.bit * v.bits.multiplied) * v.size.active
    var (charged, factor) = (n.u + n.o, Formula?.none)
    if let end = v.doubt {
      factor = constant("attention \(end.name)")
      charged = constant("prompt \(end.name)") * n.u + n.o
      if end == .high { charged = charged + constant("recomputed") * n.h }
    }
    let arithmetic = step(
      "arithmetic\(suffix)_j", "J", "arithmetic of every processed token", token * charged)
    var terms = arithmetic
    if v.doubt != .low {
      terms =
        terms
        + step(
          "cached\(suffix)_j", "J", "cached prompt, its keys and values moved",
          c.cached * v.size.kv * n.h)
    }
    let pairs = c.attention * v.size.width * n.u * (n.h + n.u / two)
    terms =
      terms
      + step(
        "attention\(suffix)_j", "J", "prefill, attention",
        perRequest(factor.map { $0 * pairs } ?? pairs))
    let read = step(
      "r\(suffix)", "10^9 parameters", "parameters read for a completion token",
      .rounded(
        v.size.active * v.size.total / (v.size.total + v.size.active * v.sequences)))
    terms =
      terms
      + step(
        "decode\(suffix)_j", "J", "decode, a fixed part and the weights' reading",
        n.o * (c.step + c.reading * v.bits.read * read))
      + step(
        "context\(suffix)_j", "J", "decode, reading the context back",
        perRequest(c.read * v.size.kv * n.o * (n.u + n.h + n.o / two)))
    return step("gpu\(suffix)_j", "J", "energy of the accelerators", terms)
  }
}

private typealias V2Counts = (u: Formula, h: Formula, o: Formula, r: Formula?)

private struct V2Bits {
  let read, multiplied: Formula
}

/// The values of the formula: of the figure, or of an end with its doubt.
private struct V2End {
  let size: SizeOperands
  let bits: V2Bits
  let sequences: Formula
  var doubt: RangeEnd?

  init(_ size: SizeOperands, _ bits: V2Bits, _ sequences: Formula) {
    self.size = size
    self.bits = bits
    self.sequences = sequences
  }
}

/// The constants of v2 as operands.
private struct V2Constants {
  let base, bit, cached, attention, step, reading, read, service: Formula

  init(_ terms: inout DerivationTerms) {
    base = terms.constant("base")
    bit = terms.constant("bit")
    cached = terms.constant("cached")
    attention = terms.constant("attention")
    step = terms.constant("step")
    reading = terms.constant("reading")
    read = terms.constant("read")
    service = terms.constant("service")
  }
}
