internal import EcoModel

extension CountsReader {
  func line(
    _ json: JSONValue, _ index: Int, _ estimator: EcoEstimator
  ) throws(SummaryError) -> Ledger.Line {
    var validFrom: String?
    if case .string(let day) = json["model_valid_from"] { validFrom = day }
    guard case .bool(let assumed) = json["region_assumed"],
      let accuracy = json["accuracy"]?.string.flatMap(Accuracy.init(rawValue:))
    else {
      throw SummaryError(path: path, message: "rates[\(index)]: no region_assumed or no accuracy")
    }
    var spread: [(zone: String, year: Int)] = []
    for row in json["grid_between"]?.elements ?? [] {
      spread.append((try text(row, "zone"), try count(row, "grid_year")))
    }
    let identity = RateIdentity(
      model: try text(json, "model"), modelValidFrom: validFrom,
      bits: try namedBits(json), region: try text(json, "region"),
      provider: json["provider"]?.string, zone: try text(json, "zone"),
      gridYear: try count(json, "grid_year"),
      pueYear: json["pue_year"] == nil ? nil : try count(json, "pue_year"),
      factorAge: try count(json, "factor_age"), regionAssumed: assumed,
      isLocal: json["basis"]?.string == Serving.Basis.local.rawValue, spread: spread)
    let (serving, accelerator) = try self.serving(json, index, estimator)
    let isMeasured = serving.basis >= .gpuSeconds
    guard let rate = estimator.rate(identity, sizeNeeded: !isMeasured) else {
      throw SummaryError(
        path: path,
        message: "rates[\(index)]: \(identity.model) in \(identity.region) is not in the tables")
    }
    let best = rate.basis.measured(serving, accelerator).map(\.accuracy) ?? rate.accuracy
    // The size guard takes a label down and nothing else does.
    guard accuracy == best || (best == .accurate && accuracy == .medium) else {
      throw SummaryError(
        path: path,
        message: "rates[\(index)]: the label \"\(accuracy)\" does not follow from these table rows")
    }
    var charged = ChargeSums()
    var sums = UsageSums()
    let prompt = try number(json, "prompt_tokens").magnitude
    sums.cached = try number(json, "cached_prompt_tokens").magnitude
    guard sums.cached <= prompt else {
      throw SummaryError(path: path, message: "rates[\(index)]: more cached than prompt tokens")
    }
    sums.uncached = prompt - sums.cached
    sums.completion = try number(json, "completion_tokens").magnitude
    sums.promptPairs = try number(json, "prompt_pairs", atMost: LedgerRange.mostProducts).magnitude
    sums.contextPairs = try number(json, "context_pairs", atMost: LedgerRange.mostProducts)
      .magnitude
    charged.usage = sums
    switch serving.basis {
    case .assumed, .local: break
    case .concurrency:
      charged.readAtPoint = try number(json, "parameters_read", atMost: LedgerRange.mostProducts)
        .magnitude
      charged.readAtLow = try number(json, "parameters_read_low", atMost: LedgerRange.mostProducts)
        .magnitude
      charged.readAtHigh = try number(
        json, "parameters_read_high", atMost: LedgerRange.mostProducts
      )
      .magnitude
    case .gpuSeconds:
      charged.quantity = try number(json, "gpu_microseconds", atMost: LedgerRange.mostProducts)
        .magnitude
    case .metered:
      charged.quantity = try number(json, "accelerator_nwh", atMost: LedgerRange.mostProducts)
        .magnitude
    }
    var line = Ledger.Line(
      rate: rate, accuracy: accuracy, serving: serving, accelerator: accelerator,
      records: try count(json, "records"),
      requests: try number(json, "requests"),
      energy: WattHours(nanos: try nanos(json, "energy_wh")),
      carbon: GramsCO2e(nanos: try nanos(json, "carbon_g")), sums: charged)
    if json["carbon_market_g"] != nil {
      line.addMarket(
        energy: try nanos(json, "carbon_market_energy_wh"),
        carbon: try nanos(json, "carbon_market_g"))
    }
    return line
  }

  /// How a line's requests were served; older methodologies do not say, because they do not know.
  private func serving(
    _ json: JSONValue, _ index: Int, _ estimator: EcoEstimator
  ) throws(SummaryError) -> (ServingClass, Accelerator?) {
    guard estimator.methodology.knowsServing else { return (ServingClass(basis: .assumed), nil) }
    guard let basis = json["basis"]?.string.flatMap(Serving.Basis.init(rawValue:)) else {
      throw SummaryError(path: path, message: "rates[\(index)]: no basis")
    }
    let name = json["accelerator"]?.string
    let accelerator = name.flatMap(estimator.accelerator)
    guard (name == nil) == (accelerator == nil), basis != .gpuSeconds || accelerator != nil else {
      throw SummaryError(
        path: path,
        message: "rates[\(index)]: the accelerator \(name ?? "") is not in the tables")
    }
    func isTrue(_ key: String) -> Bool {
      if case .bool(true) = json[key] { true } else { false }
    }
    return (
      ServingClass(
        basis: basis, accelerator: accelerator?.name, isShared: isTrue("shared"),
        isProrated: basis == .metered && isTrue("prorated")), accelerator
    )
  }

  /// The warnings that were counted record by record; the others follow from the sums.
  func warnings() throws(SummaryError) -> Warnings {
    var warnings = Warnings()
    for (code, _) in json["warnings"]?.members ?? [] {
      guard let warning = Warning(rawValue: code) else {
        throw SummaryError(path: path, message: "warnings: unknown code \(code)")
      }
      warnings[warning] = try count(json["warnings"] ?? .null, code)
    }
    return warnings
  }

  /// Between which values the concurrencies are that records said.
  func concurrencies() throws(SummaryError) -> ConcurrencyRange {
    let stated = json["serving"]?[Serving.Basis.concurrency.rawValue] ?? .null
    func value(_ key: String) -> Concurrency? {
      stated[key]?.nanos.flatMap { Concurrency(Decimal9(nanos: $0)) }
    }
    let (least, most) = (value("least"), value("most"))
    guard (stated["records"] == nil) == (least == nil), (least == nil) == (most == nil) else {
      throw SummaryError(path: path, message: "serving: no range of concurrencies")
    }
    return ConcurrencyRange(least: least, most: most)
  }
}

/// Members that must be there.
extension CountsReader {
  package func text(_ json: JSONValue, _ key: String) throws(SummaryError) -> String {
    guard let text = json[key]?.string else { throw lacks(key) }
    return text
  }

  func number(
    _ json: JSONValue, _ key: String, atMost most: Int128 = LedgerRange.most
  ) throws(SummaryError) -> Int128 {
    guard let value = json[key]?.integer, value <= most else { throw lacks(key) }
    return value
  }

  /// The bits that an id named, where the line says any.
  func namedBits(_ json: JSONValue) throws(SummaryError) -> NamedBits? {
    guard json["weight_bits"] != nil || json["arithmetic_bits"] != nil else { return nil }
    func bits(_ key: String) throws(SummaryError) -> Decimal9 {
      let bits = Decimal9(nanos: try nanos(json, key))
      guard NamedBits.range.contains(bits) else { throw lacks(key) }
      return bits
    }
    return NamedBits(weights: try bits("weight_bits"), arithmetic: try bits("arithmetic_bits"))
  }

  package func count(_ json: JSONValue, _ key: String) throws(SummaryError) -> Int {
    guard let value = json[key]?.integer, value <= LedgerRange.mostRecords else { throw lacks(key) }
    return Int(value)
  }

  func nanos(_ json: JSONValue, _ key: String) throws(SummaryError) -> Int128 {
    guard let value = json[key]?.nanos, value <= LedgerRange.mostProducts else { throw lacks(key) }
    return value
  }

  func lacks(_ key: String) -> SummaryError {
    SummaryError(path: path, message: "\"\(key)\" is missing or out of range")
  }
}
