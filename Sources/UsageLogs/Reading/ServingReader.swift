internal import EcoModel

/// The slots of what a record says of how it was served.
struct ServingSlots: Sendable {
  let concurrency: FieldSlots
  let gpuSeconds: FieldSlots
  let accelerator: FieldSlots
  let energy: FieldSlots
  let attribution: FieldSlots
  let attributionRatio: FieldSlots
  let energyNotMetered: FieldSlots
  /// All of them: fields of one kind are next to each other in a plan, and these come one after the
  /// other.
  private let first: Int
  private let end: Int

  /// - Parameter all: the slots of all fields, by raw value.
  init(_ all: [FieldSlots]) {
    concurrency = all[Field.concurrency.rawValue]
    gpuSeconds = all[Field.gpuSeconds.rawValue]
    accelerator = all[Field.accelerator.rawValue]
    energy = all[Field.acceleratorEnergy.rawValue]
    attribution = all[Field.attribution.rawValue]
    attributionRatio = all[Field.attributionRatio.rawValue]
    energyNotMetered = all[Field.energyNotMetered.rawValue]
    let ranges = [
      concurrency, gpuSeconds, accelerator, energy, attribution, attributionRatio, energyNotMetered,
    ].map(\.range).filter { !$0.isEmpty }
    first = ranges.first?.lowerBound ?? 0
    end = ranges.last?.upperBound ?? 0
  }

  /// Whether a record says anything of it.
  @inline(__always)
  func areStated(in fields: Span<FieldRange>) -> Bool {
    var slot = first
    while slot < end {
      if fields[slot].saysSomething { return true }
      slot += 1
    }
    return false
  }
}

/// Reads how requests were served, as far as records and the caller say.
struct ServingReader {
  private let assumedConcurrency: Concurrency?
  private let assumedAccelerator: Accelerator?
  /// Whether the caller says something of every record.
  let assumesSomething: Bool
  private let estimator: EcoEstimator
  private let whatIf: WhatIf
  /// Names of accelerators that were met, there are few.
  private var accelerators: [[UInt8]: Accelerator?] = [:]
  private var returned = ReturnedEnergyReader()

  init(_ assumptions: Assumptions, _ estimator: EcoEstimator, _ whatIf: WhatIf) {
    assumedConcurrency = assumptions.concurrency
    assumedAccelerator = assumptions.accelerator.flatMap(estimator.accelerator)
    assumesSomething =
      assumedConcurrency != nil || assumedAccelerator != nil || whatIf.concurrency != nil
    self.estimator = estimator
    self.whatIf = whatIf
  }

  /// A number that cannot be read.
  struct Fault: Error {
    let field: Field
    let message: StaticString
  }

  /// How a record was served, and what of it has to be noted.
  mutating func read(
    _ plan: borrowing FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>, _ notes: inout RecordNotes
  ) throws(Fault) -> Serving {
    let decimalComma = plan.hasDecimalComma
    func nanos(_ slots: FieldSlots, places: Int) -> Int128?? {
      guard let (range, _) = slots.first(in: fields) else { return nil }
      guard range.kind != .yes, range.kind != .no else { return .some(nil) }
      return DecimalValue.nanos(
        range.isUnescaped ? unescaped : text, range.range, places: places,
        decimalComma: decimalComma && range.kind != .number)
    }
    let most = Int128(Serving.maximum) * Decimal9.one.nanos
    func measured(
      _ slots: FieldSlots, places: Int, _ message: StaticString
    ) throws(Fault) -> UInt128? {
      guard let stated = nanos(slots, places: places) else { return nil }
      guard let value = stated, value <= most else {
        throw Fault(field: slots.field, message: message)
      }
      return value.magnitude
    }
    let seconds = try measured(
      plan.serving.gpuSeconds, places: 6,
      "expected GPU-seconds from 0 to 1000000000000 with at most 6 decimals")
    let (energy, isProrated) =
      if let energy = returned.read(plan, text, unescaped, fields, &notes) {
        (energy.nanos, energy.isProrated)
      } else {
        (
          try measured(
            plan.serving.energy, places: 9,
            "expected watt-hours from 0 to 1000000000000 with at most 9 decimals"), false
        )
      }
    var concurrency: Concurrency?
    if let stated = nanos(plan.serving.concurrency, places: 3) {
      concurrency = stated.flatMap { Concurrency(Decimal9(nanos: $0)) }
      if concurrency == nil { notes.insert(.concurrencyOutlier) }
    } else if let assumedConcurrency {
      concurrency = assumedConcurrency
      notes.insert(.assumedConcurrency)
    }
    var accelerator: Accelerator?
    if let (name, _) = plan.serving.accelerator.first(in: fields) {
      accelerator = find(name.bytes(text, unescaped))
      if accelerator == nil { notes.insert(.unknownAccelerator) }
    } else if let assumedAccelerator {
      accelerator = assumedAccelerator
      if seconds != nil || energy != nil { notes.insert(.assumedAccelerator) }
    }
    return whatIf.serving(
      Serving(
        concurrency: concurrency, accelerator: accelerator,
        gpuMicroseconds: seconds.map { UInt64($0 / 1000) }, meteredNanos: energy,
        isProrated: isProrated))
  }

  private mutating func find(_ name: [UInt8]) -> Accelerator? {
    if let known = accelerators[name] { return known }
    let found = estimator.accelerator(String(decoding: name, as: UTF8.self))
    if accelerators.count < 1 << 10 { accelerators[name] = found }
    return found
  }
}
