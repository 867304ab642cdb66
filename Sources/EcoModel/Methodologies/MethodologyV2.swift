extension Methodology {
  /// Methodology v2: the weights' reading is shared by the sequences that are decoded at once, 64 where
  /// nobody says how many. METHODOLOGY.md explains each number.
  public static let v2_2026_12 = Methodology(
    id: "v2-2026-12",
    edition: .december2026,
    summary:
      "prefill and decode with the reading of weights shared by 64 concurrent sequences, or by "
      + "as many as the caller says; GPU-seconds and metered energy where known; service and PUE",
    formula: """
      r     = P_act·P_tot/(P_tot + P_act·B), rounded half to even to nine places
      gpu_j = (base + bit·bits/16)·P_act·(u + o) + cached·KV·h + attention·W·u·(h + u/2)
            + o·(step + reading·bits/16·r) + read·KV·o·(u + h + o/2)
      energy_wh = gpu_j·service·PUE/3600
      """,
    constants: V2.formula + V2.range,
    defaultPUE: V2.pue.decimal,
    countsTotalTokensOnly: false,
    knowsServing: true,
    knowsSeries: true,
    interval: (
      low: IntervalEnd(
        size: .low, bits: .low,
        doubt: Doubt(
          prompt: V2.promptLow.value, cached: Rational(0), recomputed: Rational(0),
          attention: V2.attentionLow.value),
        sequences: (.mostDense, .mostMixture), widths: V2.below, pue: V2.pueLow.value),
      high: IntervalEnd(
        size: .high, bits: .high,
        doubt: Doubt(
          prompt: V2.promptHigh.value, cached: Rational(1), recomputed: V2.recomputed.value,
          attention: V2.attentionHigh.value),
        sequences: (.fewest, .fewest), widths: V2.above, pue: V2.pueHigh.value)
    ),
    embodied: EmbodiedShare(
      point: V2.embodied.value, low: V2.embodiedLow.value, high: V2.embodiedHigh.value,
      perGPUSecond: V2.embodiedSecond.value),
    coefficients: { size, doubt in
      let half = Rational(1, over: 2)
      let sixteen = Rational(16)
      let token =
        (V2.base.value + V2.bit.value * size.arithmeticBits / sixteen) * size.active
      return EnergyFormula(
        uncached: token * doubt.prompt,
        cached: V2.cached.value * size.kvBytes * doubt.cached + token * doubt.recomputed,
        completion: token + V2.step.value,
        promptPairs: V2.attention.value * size.attentionWidth * half * doubt.attention,
        contextPairs: V2.read.value * size.kvBytes * half,
        reading: WeightReading(
          perParameter: V2.reading.value * size.weightBits / sixteen * Rational(1, over: billion),
          active: size.active, total: size.total))
    },
    service: V2.service.value,
    unit: .wattHoursPerJoule)

  private static let billion: Int128 = 1_000_000_000

  /// The numbers of v2. Each is the exact decimal that the formula uses.
  private enum V2 {
    static let formula = [
      base, bit, cached, attention, step, reading, read, service, pue, sequences,
    ]
    static let range = [
      fewest, mostDense, mostMixture, promptLow, promptHigh, attentionLow, attentionHigh,
      recomputed, assumedLow, assumedHigh, saidLow, saidHigh, secondsLow, secondsSharedLow,
      secondsHigh, meteredLow, meteredHigh, pueLow, pueHigh, embodied, embodiedLow, embodiedHigh,
      embodiedSecond,
    ]

    static let below = IntervalEnd.Widths(
      assumed: Rational(1) / assumedLow.value, said: Rational(1) / saidLow.value,
      gpuSeconds: Rational(1) / secondsLow.value,
      gpuSecondsShared: Rational(1) / secondsSharedLow.value,
      metered: Rational(1) / meteredLow.value)
    static let above = IntervalEnd.Widths(
      assumed: assumedHigh.value, said: saidHigh.value, gpuSeconds: secondsHigh.value,
      gpuSecondsShared: secondsHigh.value, metered: meteredHigh.value)

    static let base = Constant(
      "base", 1, e: -3, unit: "J per processed token per 10⁹ active parameters",
      meaning: "arithmetic of a token, prompt and answer alike, whatever the precision",
      source:
        "set to pass between the prefill measurements: H100 16 bit 0.0028–0.0030, 8 bit 0.0025, "
        + "B200 4 bit 0.0015–0.0018; kernels 0.0020, 0.0013, 0.0005. R1 on MI355X took 0.0040–0.0066"
    )
    static let bit = Constant(
      "bit", 2, e: -3, unit: "J per processed token per 10⁹ active parameters of 16 bits",
      meaning: "arithmetic of a token, the part that grows with the bits it is done in",
      source: "the same")
    static let cached = Constant(
      "cached", 1, e: -9, unit: "J per byte",
      meaning: "a cached prompt token: its keys and values moved once",
      source: "estimate: storage or DRAM, link and HBM 0.3–0.5 nJ per byte, doubled. Measured is "
        + "the part of an H100 alone: 0.3 nJ above its draw at rest, 2.8 with it")
    static let attention = Constant(
      "attention", 45, e: -13, unit: "J per unit of W per pair of tokens",
      meaning: "prefill's attention arithmetic",
      source: "attention kernels 3.8e-12 to 5.8e-12; v1 had 6e-12")
    static let step = Constant(
      "step", 45, e: -3, unit: "J per completion token",
      meaning: "decode: what a step costs whatever the model's size",
      source: "fit to ML.ENERGY v3 on H100, 0.0468 before rounding; families left out 0.038–0.054; "
        + "B200 alone 0.018")
    static let reading = Constant(
      "reading", 55, e: -2,
      unit: "J per completion token per 10⁹ parameters of 16 bits read for it",
      meaning: "decode: reading the weights, shared by the sequences of a step",
      source:
        "the same fit, 0.547; families left out 0.50–0.58; B200 0.60. Kernels alone 0.22–0.25: "
        + "the rest is launch, communication and low occupancy")
    static let read = Constant(
      "read", 1, e: -10, unit: "J per byte",
      meaning: "decode: reading the key/value cache once for each completion token",
      source: "the same fit, 0.9e-10, weakly determined; kernels 1.3e-10 (H200), 0.9e-10 (B200), "
        + "0.7e-10 (GB200). PyTorch's on H100 2.5e-10 and more")
    static let service = Constant(
      "service", 171, e: -2, unit: "ratio",
      meaning: "from the accelerators to the whole service: host, and capacity held idle",
      source:
        "1.53 · 93/83: a chassis at a mean draw of 527 W, which MLPerf's wall meters confirm, and "
        + "Google's reserve. Google's own is 1.58. 1.55 for boards of 1000 W and more, where the "
        + "accelerator is known: accelerators.csv")
    static let pue = Constant(
      "PUE", 115, e: -2, unit: "ratio",
      meaning: "facility overhead where the operator publishes none for the site",
      source: "AWS fleet 2024: 1.15; Microsoft 1.18, Google 1.09")
    static let sequences = Constant(
      "sequences", 64, unit: "sequences",
      meaning: "concurrent sequences where nobody says; 1 for ollama, llama.cpp and lmstudio",
      source: "choice: the middle of what was measured, 16 to 256")

    static let fewest = Constant(
      "fewest", 16, unit: "sequences", meaning: "concurrency at the high end where nobody says",
      source: "choice: the interval is for 16 to 256 sequences")
    static let mostDense = Constant(
      "most dense", 256, unit: "sequences",
      meaning: "concurrency at the low end of a dense model where nobody says", source: "the same")
    static let mostMixture = Constant(
      "most mixture", 4096, unit: "sequences",
      meaning: "concurrency at the low end of a mixture where nobody says",
      source: "wide expert parallelism: InferenceX, DeepSeek's and SGLang's published deployments")
    static let promptLow = Constant(
      "prompt low", 4, e: -1, unit: "ratio",
      meaning: "low end of an uncached prompt token's arithmetic", source: "prefill kernels alone")
    static let promptHigh = Constant(
      "prompt high", 25, e: -1, unit: "ratio",
      meaning: "high end of an uncached prompt token's arithmetic",
      source: "prefill pools at low load")
    static let attentionLow = Constant(
      "attention low", 5, e: -1, unit: "ratio", meaning: "low end of prefill's attention",
      source: "choice: a half")
    static let attentionHigh = Constant(
      "attention high", 2, unit: "ratio", meaning: "high end of prefill's attention",
      source: "choice: twice")
    static let recomputed = Constant(
      "recomputed", 1, e: -1, unit: "ratio",
      meaning:
        "high end of a cached token: a share of its arithmetic besides its traffic; the low end "
        + "is nothing",
      source: "choice: v1's assumption")
    static let assumedLow = width(
      "assumed low end", 128, "the low end is divided by this where nothing is said")
    static let assumedHigh = width(
      "assumed high end", 126, "the high end is multiplied by this where nothing is said")
    static let saidLow = width(
      "said low end", 155, "the low end is divided by this where the concurrency is said")
    static let saidHigh = width(
      "said high end", 178, "the high end is multiplied by this where the concurrency is said")
    static let secondsLow = width(
      "seconds low end", 21, e: -1, "the low end is divided by this where GPU-seconds are known")
    static let secondsSharedLow = width(
      "seconds shared low end", 141, "the same where 16 sequences or more are said too")
    static let secondsHigh = width(
      "seconds high end", 135, "the high end is multiplied by this where GPU-seconds are known")
    static let meteredLow = width(
      "metered low end", 118, "the low end is divided by this where the energy was metered")
    static let meteredHigh = width(
      "metered high end", 116, "the high end is multiplied by this where the energy was metered")
    static let pueLow = Constant(
      "PUE low", 106, e: -2, unit: "ratio", meaning: "low end of a PUE that is not published",
      source: "sites that publish one reach from about this")
    static let pueHigh = Constant(
      "PUE high", 135, e: -2, unit: "ratio", meaning: "high end of a PUE that is not published",
      source: "to about this; six that had published none say 1.19 to 1.46 now")

    static let embodied = Constant(
      "embodied", 42, e: -3, unit: "g per Wh of IT energy",
      meaning:
        "making the hardware, shared out over the energy that it takes; never part of carbon_g",
      source:
        "EcoLogits' constants per kWh of IT (527 W, always busy, three years) and Google's scope "
        + "1 and 3 per kWh at the meter (45 per IT) lie together, both to one digit")
    static let embodiedLow = Constant(
      "embodied low", 15, e: -3, unit: "g per Wh of IT energy",
      meaning: "the same, low end, of the energy's low end", source: "choice: about a third")
    static let embodiedHigh = Constant(
      "embodied high", 85, e: -3, unit: "g per Wh of IT energy",
      meaning: "the same, high end, of the energy's high end", source: "choice: about twice")
    static let embodiedSecond = Constant(
      "embodied second", 104, e: -4, unit: "g per GPU-second",
      meaning: "the same where GPU-seconds are known; its ends are in the ratio of the others",
      source: "the same constants, for each second of a GPU")

    private static func width(
      _ name: String, _ digits: Int, e exponent: Int = -2, _ meaning: String
    ) -> Constant {
      Constant(
        name, digits, e: exponent, unit: "ratio", meaning: meaning,
        source: "rows of ML.ENERGY with families left out, widened for service and PUE; round, and "
          + "chosen with B200 and InferenceX in view")
    }
  }
}
