internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What a command line says of how one request was served.
enum ServingArguments {
  static let specs: [OptionSpec] = [
    OptionSpec(
      name: "concurrency", value: "N",
      help: "mean sequences that one copy of the weights decodes, while busy"),
    OptionSpec(
      name: "gpu-seconds", value: "N",
      help: "GPUs over sequences running, added up over the time; no idling"),
    OptionSpec(
      name: "accelerator", value: "NAME", help: "what those GPUs were; see: eco-calc data"),
    OptionSpec(
      name: "accelerator-wh", value: "N", help: "energy metered at the accelerators, in Wh"),
  ]

  /// How the request was served; what is not said may be assumed.
  static func serving(
    _ typed: TypedArguments, _ assumptions: Assumptions, _ estimator: EcoEstimator
  ) throws(UsageError) -> Serving {
    func decimal(_ option: String, places: Int) throws(UsageError) -> Int128? {
      guard let text = typed.last(option) else { return nil }
      guard let nanos = DecimalText.nanos(text.utf8, places: places),
        nanos <= Int128(Serving.maximum) * Decimal9.one.nanos
      else {
        throw UsageError(
          "--\(option) \(text): expected a number from 0 to \(Serving.maximum) with at most"
            + " \(places) places")
      }
      return nanos
    }
    var concurrency = assumptions.concurrency
    if let nanos = try decimal("concurrency", places: 3) {
      concurrency = Concurrency(Decimal9(nanos: nanos))
      if concurrency == nil { throw UsageError("--concurrency: expected from 1 to 16384") }
    }
    let seconds = try decimal("gpu-seconds", places: 6)
    let energy = try decimal("accelerator-wh", places: 9)
    var accelerator: Accelerator?
    if let name = typed.last("accelerator") ?? assumptions.accelerator {
      accelerator = try known(name, "--accelerator", estimator)
    }
    guard seconds == nil || accelerator != nil || estimator.accelerators.rows == nil else {
      throw UsageError("--gpu-seconds needs --accelerator")
    }
    return Serving(
      concurrency: concurrency, gpuSeconds: seconds.map { Decimal9(nanos: $0) },
      accelerator: accelerator, acceleratorEnergy: energy.map { WattHours(nanos: $0) })
      ?? .assumed
  }

  /// Refuses an assumed accelerator that the tables do not have.
  static func check(
    _ assumptions: Assumptions, _ estimator: EcoEstimator
  ) throws(UsageError) {
    guard let name = assumptions.accelerator else { return }
    _ = try known(name, "--assume accelerator", estimator)
  }

  private static func known(
    _ name: String, _ option: String, _ estimator: EcoEstimator
  ) throws(UsageError) -> Accelerator? {
    // A methodology that knows no serving has no such table.
    guard let rows = estimator.accelerators.rows else { return nil }
    guard let found = estimator.accelerator(name) else {
      let names = rows.map(\.name)
      throw UsageError(
        "\(option) \(name): no such accelerator\(Nearest.known(Spelling.folded(name), names))")
    }
    return found
  }
}
