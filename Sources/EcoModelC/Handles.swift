internal import CEcoModel
internal import EcoModel
internal import PlainText
internal import Synchronization

/// What an `eco_estimator` points to.
final class EstimatorBox: Sendable {
  let estimator: EcoEstimator
  init(_ estimator: EcoEstimator) { self.estimator = estimator }
}

/// What an `eco_rate` points to.
final class RateBox: Sendable {
  let rate: Rate
  let accelerators: Table<Accelerator>?

  init(_ rate: Rate, _ estimator: EcoEstimator) {
    self.rate = rate
    accelerators = estimator.accelerators.rows
  }
}

/// What an `eco_ledger` points to.
final class LedgerBox: Sendable {
  let estimator: EcoEstimator
  let state: Mutex<LedgerState>

  init(_ estimator: EcoEstimator, _ state: LedgerState = LedgerState()) {
    self.estimator = estimator
    self.state = Mutex(state)
  }
}

/// What a ledger holds.
struct LedgerState: Sendable {
  var counts = RunCounts()
  /// The digests of the tables by which its records were read, where it is the same for all of them.
  var reading: [String: String] = [:]
}

extension LedgerState {
  /// What a summary holds.
  ///
  /// - Throws: what is wrong with it, other tables or another methodology than the estimator's too.
  init(reading bytes: [UInt8], _ estimator: EcoEstimator) throws(SummaryError) {
    let reader = try CountsReader(bytes, path: "ledger")
    guard reader.methodologyVersion == estimator.methodologyVersion,
      reader.isMade(with: estimator.tables)
    else {
      throw SummaryError(
        path: reader.path,
        message: "made with \(reader.methodologyVersion) and its tables, not with"
          + " \(estimator.methodologyVersion) and those at hand")
    }
    counts = try reader.counts(estimator)
    reading = reader.tables.filter { ReadingTables.all.contains($0.key) }
  }
}

/// Gives an object to the caller, who frees it.
func handle<Box: AnyObject>(_ box: Box) -> OpaquePointer {
  unsafe OpaquePointer(Unmanaged.passRetained(box).toOpaque())
}

/// The object of a handle that the caller holds; `nil` for NULL.
@inline(__always)
func object<Box: AnyObject>(_ handle: OpaquePointer?, _: Box.Type) -> Box? {
  guard let handle = unsafe handle else { return nil }
  // The header asks for a handle that was made here and has not been freed.
  return unsafe Unmanaged<Box>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
}

/// Takes an object back.
func release<Box: AnyObject>(_ handle: OpaquePointer?, _: Box.Type) {
  guard let handle = unsafe handle else { return }
  unsafe Unmanaged<Box>.fromOpaque(UnsafeRawPointer(handle)).release()
}
