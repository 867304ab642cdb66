extension Methodology {
  /// Methodology v1: the energy of an H100 that serves 64 sequences at once, carried to the whole
  /// service and its facility. METHODOLOGY.md explains each number.
  public static let v1_2026_11 = Methodology(
    id: "v1-2026-11",
    edition: .november2026,
    summary: "H100, 64 concurrent sequences, continuous batching; prefill, decode, attention and "
      + "cache reads; server overhead and PUE",
    formula: """
      gpu_j = prefill·P_act·u + cached·P_act·h + attention·W·u·(h + u/2)
            + o·(step + bits/16·(active·P_act + inactive·(P_tot − P_act)))
            + read·KV·o·(u + h + o/2)
      energy_wh = gpu_j·server·PUE/3600
      """,
    constants: [
      V1.prefill, V1.cached, V1.attention, V1.step, V1.active, V1.inactive, V1.read, V1.server,
      V1.pue, V1.above, V1.below,
    ],
    defaultPUE: V1.pue.decimal,
    countsTotalTokensOnly: false,
    knowsServing: false,
    knowsSeries: false,
    interval: (
      .plain(.low, width: Rational(1) / V1.above.value),
      .plain(.high, width: Rational(1) / V1.below.value)
    ),
    embodied: nil,
    coefficients: { size, _ in
      let half = Rational(1, over: 2)
      let weights =
        V1.active.value * size.active + V1.inactive.value * (size.total - size.active)
      return EnergyFormula(
        uncached: V1.prefill.value * size.active,
        cached: V1.cached.value * size.active,
        completion: V1.step.value + size.weightBits / Rational(16) * weights,
        promptPairs: V1.attention.value * size.attentionWidth * half,
        contextPairs: V1.read.value * size.kvBytes * half)
    },
    service: V1.server.value,
    unit: .wattHoursPerJoule)

  /// Methodology v1 over the tables of edition 2026-12.
  public static let v1_2026_12 = v1_2026_11.over(.december2026, id: "v1-2026-12")

  /// The numbers of v1. Each is the exact decimal that the formula uses.
  private enum V1 {
    static let prefill = Constant(
      "prefill", 3, e: -3, unit: "J per token per 10⁹ active parameters",
      meaning: "the weights' arithmetic for an uncached prompt token",
      source: "2 FLOP per parameter at 1.5 pJ per FLOP: H100, 700 W, 989 TFLOP/s dense bf16, 47 % "
        + "utilisation. 30–50 % gives 0.0028–0.0047; known to about ×2")
    static let cached = Constant(
      "cached", 3, e: -4, unit: "J per token per 10⁹ active parameters",
      meaning: "a prompt token served from a prompt cache: a transfer, no prefill",
      source: "assumption, a tenth of prefill; sane range 0–0.25 of it")
    static let attention = Constant(
      "attention", 6, e: -12, unit: "J per unit of W per pair of tokens",
      meaning: "prefill's attention arithmetic",
      source: "4 FLOP for each query-key pair at the same 1.5 pJ per FLOP")
    static let step = Constant(
      "step", 45, e: -3, unit: "J per completion token",
      meaning: "decode: what a step costs whatever the model's size",
      source: "robust fit to ML.ENERGY v3, 31 rows of 21 models; 0.0435 before rounding")
    static let active = Constant(
      "active", 10, e: -3, unit: "J per completion token per 10⁹ active parameters at 16 bit",
      meaning: "decode: reading and multiplying the active weights",
      source: "the same fit; 0.01035 before rounding")
    static let inactive = Constant(
      "inactive", 85, e: -4, unit: "J per completion token per 10⁹ inactive parameters at 16 bit",
      meaning: "decode: reading the experts that other sequences of the batch use",
      source: "the same fit; 0.00839 before rounding")
    static let read = Constant(
      "read", 16, e: -11, unit: "J per byte",
      meaning: "decode: reading the key/value cache once for each completion token",
      source: "540 W / 3.35 TB/s = 0.161 nJ; the same fit gave 0.156–0.162 nJ unasked")
    static let server = Constant(
      "server", 186, e: -2, unit: "ratio",
      meaning: "from the accelerators to the whole service: host, and capacity held idle",
      source: "(1 + 2.8 kW / (8 · 527 W)) · (93 / 83) = 1.864: arXiv:2412.08602, the fitted rows' "
        + "mean draw, Google's production breakdown of August 2025")
    static let pue = Constant(
      "PUE", 115, e: -2, unit: "ratio",
      meaning: "facility overhead where the operator publishes none for the site",
      source: "AWS fleet 2024: 1.15; Microsoft 1.18, Google 1.09")
    static let above = Constant(
      "above", 130, e: -2, unit: "ratio",
      meaning: "the low end of the method part is the figure divided by this",
      source: "near the 90th percentile of predicted over measured: 1.27 fitted, 1.33 on B200")
    static let below = Constant(
      "below", 55, e: -2, unit: "ratio",
      meaning: "the high end of the method part is the figure divided by this",
      source: "near the 10th percentile of predicted over measured where a maker's models are left "
        + "out of the fit: 0.58, rounded down")
  }
}
