internal import EcoModel

/// How a row was served, as far as it and the caller say.
extension BatchReader {
  struct ServingFault: Error {
    let code: StaticString
  }

  @inline(never)
  mutating func read(servingOf row: Int) -> Result<Serving?, ServingFault> {
    var isStated = false
    func measured(_ column: NumberColumn?, places: Int) -> Result<Int128?, ServingFault> {
      switch column?.nanos(row, places: places) {
      case .value(let nanos): return .success(nanos)
      case .bad: return .failure(ServingFault(code: "bad_number"))
      case .absent, nil: return .success(nil)
      }
    }
    let seconds: Int128?
    let energy: Int128?
    do throws(ServingFault) {
      seconds = try measured(batch.gpuSeconds, places: 6).get()
      energy = try measured(batch.acceleratorWattHours, places: 9).get()
    } catch {
      return .failure(error)
    }
    isStated = seconds != nil || energy != nil
    var concurrency: Concurrency?
    switch batch.concurrency?.nanos(row, places: 3) {
    case .value(let nanos):
      isStated = true
      concurrency = Concurrency(Decimal9(nanos: nanos))
      if concurrency == nil { notes.append(.concurrencyOutlier) }
    case .bad:
      isStated = true
      notes.append(.concurrencyOutlier)
    case .absent, nil:
      if let assumed = options.concurrency {
        concurrency = assumed
        notes.append(.assumedConcurrency)
      }
    }
    var accelerator: Accelerator?
    let name = batch.accelerator.map { unsafe String(decoding: $0.bytes(row), as: UTF8.self) }
    if let name, !name.isEmpty {
      isStated = true
      accelerator = find(name)
      if accelerator == nil { notes.append(.unknownAccelerator) }
    } else if let assumed = options.accelerator {
      accelerator = assumed
      if seconds != nil || energy != nil { notes.append(.assumedAccelerator) }
    }
    guard isStated || options.assumesServing else { return .success(nil) }
    return .success(
      Serving(
        concurrency: concurrency, accelerator: accelerator,
        gpuMicroseconds: seconds.map { UInt64($0 / 1000) }, meteredNanos: energy?.magnitude))
  }

  private mutating func find(_ name: String) -> Accelerator? {
    if let known = accelerators[name] { return known }
    let found = estimator.accelerator(name)
    if accelerators.count < 1 << 10 { accelerators[name] = found }
    return found
  }

  /// Notes of an estimated row that only its rate shows.
  mutating func note(_ rate: Rate, _ usage: TokenUsage, _ serving: Serving) {
    if serving.basis == .gpuSeconds, rate.isOutlier(serving, for: usage) {
      notes.append(.gpuSecondsOutlier)
    }
  }
}
