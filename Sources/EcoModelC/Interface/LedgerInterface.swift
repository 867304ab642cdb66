public import CEcoModel
internal import EcoModel
internal import PlainText
internal import Synchronization

/// An empty ledger.
@c @implementation
public func eco_ledger_new(_ estimator: OpaquePointer!) -> OpaquePointer! {
  unsafe object(estimator, EstimatorBox.self).map { unsafe handle(LedgerBox($0.estimator)) }
}

/// Takes a ledger back.
@c @implementation
public func eco_ledger_free(_ ledger: OpaquePointer!) { unsafe release(ledger, LedgerBox.self) }

/// Adds a request.
@c @implementation
public func eco_ledger_add(
  _ ledger: OpaquePointer!, _ rate: OpaquePointer!, _ usage: UnsafePointer<eco_usage>!,
  _ serving: UnsafePointer<eco_serving>!
) -> Int32 {
  code { () throws(Refused) in
    guard let ledger = unsafe object(ledger, LedgerBox.self),
      let rate = unsafe object(rate, RateBox.self),
      rate.rate.methodologyVersion == ledger.estimator.methodologyVersion
    else { throw .badArgument }
    let cost = unsafe try rate.estimate(usage, serving)
    guard ledger.state.withLock({ $0.counts.add(cost) }) else { throw .overflow }
  }
}

/// Adds a record without a figure.
@c @implementation
public func eco_ledger_add_omitted(
  _ ledger: OpaquePointer!, _ reason: Int32, _ requests: Int64, _ tokens: Int64
) -> Int32 {
  code { () throws(Refused) in
    guard let ledger = unsafe object(ledger, LedgerBox.self),
      let reason = Unclassified(code: reason),
      (1...Int64(TokenUsage.maximumRequests)).contains(requests),
      (0...2 * Int64(TokenUsage.maximumTokens)).contains(tokens)
    else { throw .badArgument }
    let isAdded = ledger.state.withLock {
      $0.counts.add(reason, requests: Int(requests), tokens: Int(tokens))
    }
    guard isAdded else { throw .overflow }
  }
}

/// Adds all that another holds.
@c @implementation
public func eco_ledger_merge(_ into: OpaquePointer!, _ from: OpaquePointer!) -> Int32 {
  code { () throws(Refused) in
    guard let into = unsafe object(into, LedgerBox.self),
      let from = unsafe object(from, LedgerBox.self),
      into.estimator.methodologyVersion == from.estimator.methodologyVersion
    else { throw .badArgument }
    try into.add(from.state.withLock { $0 })
  }
}

extension LedgerBox {
  /// Adds what another holds, or nothing.
  func add(_ other: LedgerState) throws(Refused) {
    try state.withLock { (state: inout LedgerState) throws(Refused) in
      guard let counts = state.counts.adding(other.counts) else { throw .overflow }
      if state.counts.records == 0 { state.reading = other.reading }
      if other.counts.records > 0 {
        state.reading = state.reading.filter { other.reading[$0.key] == $0.value }
      }
      state.counts = counts
    }
  }
}

/// Sums and counts.
@c @implementation
public func eco_ledger_totals(
  _ ledger: OpaquePointer!, _ totals: UnsafeMutablePointer<eco_totals>!
) -> Int32 {
  code { () throws(Refused) in
    guard let ledger = unsafe object(ledger, LedgerBox.self), let totals = unsafe totals else {
      throw .badArgument
    }
    unsafe totals.pointee = eco_totals(ledger.state.withLock { $0.counts })
  }
}

extension eco_totals {
  init(_ counts: RunCounts) {
    self.init()
    let lines = counts.ledger.lines
    let sums = LedgerTotals(lines)
    records = Int64(counts.records)
    estimated = Int64(counts.estimated)
    rejected = Int64(counts.rejected)
    requests = eco_int128(sums.requests)
    prompt_tokens = eco_int128(sums.promptTokens)
    cached_prompt_tokens = eco_int128(sums.cachedPromptTokens)
    completion_tokens = eco_int128(sums.completionTokens)
    energy_nwh = eco_int128(sums.energy.nanos)
    energy_low_nwh = eco_int128(sums.energyLow.nanos)
    energy_high_nwh = eco_int128(sums.energyHigh.nanos)
    carbon_ng = eco_int128(sums.carbon.nanos)
    carbon_low_ng = eco_int128(sums.carbonLow.nanos)
    carbon_high_ng = eco_int128(sums.carbonHigh.nanos)
    let embodied = EmbodiedTotals(lines)
    embodied_ng = eco_int128(embodied.carbon.nanos)
    embodied_low_ng = eco_int128(embodied.low.nanos)
    embodied_high_ng = eco_int128(embodied.high.nanos)
    var (labels, bases) = ([Int64](repeating: 0, count: 3), [Int64](repeating: 0, count: 5))
    for line in lines {
      labels[line.accuracy.ordinal] += Int64(line.records)
      bases[line.basis.ordinal] += Int64(line.records)
    }
    var reasons = [Int64](repeating: 0, count: 8)
    for (reason, omission) in counts.ledger.omitted {
      reasons[Int(reason.code)] = Int64(omission.records)
    }
    accuracy_records = (labels[0], labels[1], labels[2])
    basis_records = (bases[0], bases[1], bases[2], bases[3], bases[4])
    omitted_records = (
      reasons[0], reasons[1], reasons[2], reasons[3], reasons[4], reasons[5], reasons[6],
      reasons[7]
    )
  }
}

/// Writes it as a summary.
@c @implementation
public func eco_ledger_write(
  _ ledger: OpaquePointer!, _ text: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  guard let ledger = unsafe object(ledger, LedgerBox.self) else { return 0 }
  let state = ledger.state.withLock { $0 }
  let json = CountsJSON(state.counts, ledger.estimator).json(readBy: state.reading)
  return unsafe write(json.text, text, size)
}

/// Adds what a summary holds.
@c @implementation
public func eco_ledger_read(
  _ ledger: OpaquePointer!, _ text: UnsafePointer<CChar>!, _ length: Int,
  _ error: UnsafeMutablePointer<CChar>!, _ error_size: Int
) -> Int32 {
  code { () throws(Refused) in
    guard let ledger = unsafe object(ledger, LedgerBox.self),
      let bytes = unsafe bytes(text, length)
    else { throw .badArgument }
    let read: LedgerState
    do throws(SummaryError) {
      read = try LedgerState(reading: bytes, ledger.estimator)
    } catch let fault {
      unsafe write(fault.description, error, error_size)
      throw .badData
    }
    try ledger.add(read)
  }
}
