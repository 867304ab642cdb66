internal import PlainText

/// Where the energy of a request goes: parts of the whole at the facility's meter, which add up to it.
struct EnergyShares {
  /// Parts that are not nothing, in the order of a request.
  let rows: [(part: String, share: Fraction)]

  /// - Returns: `nil` for a derivation that does not tell parts, and for no energy.
  init?(_ derivation: Derivation) {
    guard let all = derivation.value(of: "energy_wh"), !all.isZero else { return nil }
    let joules = Fraction(3600) * all
    func share(_ step: String) -> Fraction { (derivation.value(of: step) ?? .zero) / joules }
    func input(_ symbol: String) -> Fraction? {
      derivation.inputs.first { $0.symbol == symbol }?.value
    }
    let metered = input("accelerator_wh").map { $0 / all }
    guard let accelerators = derivation.value(of: "gpu_j").map({ $0 / joules }) ?? metered else {
      return nil
    }
    let building = input("PUE").map { .one - .one / $0 } ?? Fraction.zero
    var rows: [(String, Fraction)] = []
    if let decode = derivation.value(of: "decode_j") {
      let (prompt, answer) = (input("u") ?? .zero, input("o") ?? .zero)
      let tokens = prompt + answer
      // v2 charges arithmetic to prompt and answer alike; v1 has the prompt's apart.
      let arithmetic = tokens.isZero ? .zero : share("arithmetic_j") / tokens
      rows = [
        (
          "prefill: the new prompt", arithmetic * prompt + share("prefill_j") + share("attention_j")
        ),
        ("cached prompt, restored", share("cached_j")),
        ("decode: the answer", arithmetic * answer + decode / joules),
        ("context, read for each token", share("context_j")),
      ]
    } else {
      rows = [("accelerators", accelerators)]
    }
    rows += [
      ("host, network, idle reserve", .one - building - accelerators),
      ("the building (PUE)", building),
    ]
    self.rows = rows.filter { !$0.1.isZero }.map { (part: $0.0, share: $0.1) }
  }

  /// Lines with a bar each.
  var lines: [String] {
    let billion = Fraction(1_000_000_000)
    return TextTable.indented(
      rows.map { part, share in
        let cells = Int((share * Fraction(24)).rounded(places: 0)) ?? 0
        let nanos = Int128((share * billion).rounded(places: 0)) ?? 0
        return [
          part, Readable.share(nanos, of: 1_000_000_000),
          String(repeating: "█", count: max(0, cells)),
        ]
      })
  }
}
