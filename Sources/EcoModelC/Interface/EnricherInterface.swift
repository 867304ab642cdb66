public import CEcoModel
internal import EcoModel
internal import Synchronization

/// An enricher.
@c @implementation
public func eco_enricher_new(_ estimator: OpaquePointer!) -> OpaquePointer! {
  unsafe object(estimator, EstimatorBox.self).map { unsafe handle(EnricherBox($0.estimator)) }
}

/// Takes an enricher back.
@c @implementation
public func eco_enricher_free(_ enricher: OpaquePointer!) {
  unsafe release(enricher, EnricherBox.self)
}

/// Sets how rows are understood.
@c @implementation
public func eco_enricher_set(
  _ enricher: OpaquePointer!, _ option: UnsafePointer<CChar>!, _ option_length: Int,
  _ value: UnsafePointer<CChar>!, _ value_length: Int
) -> Int32 {
  code { () throws(Refused) in
    guard let box = unsafe object(enricher, EnricherBox.self),
      let option = unsafe text(option, option_length),
      let value = unsafe text(value, value_length),
      box.state.withLock({ $0.set(option, value) })
    else { throw .badArgument }
  }
}

/// From a batch of columns to their figures.
@c @implementation
public func eco_enricher_run(
  _ enricher: OpaquePointer!, _ schema: UnsafePointer<ArrowSchema>!,
  _ array: UnsafePointer<ArrowArray>!, _ out_schema: UnsafeMutablePointer<ArrowSchema>!,
  _ out: UnsafeMutablePointer<ArrowArray>!, _ error: UnsafeMutablePointer<CChar>!,
  _ error_size: Int
) -> Int32 {
  code { () throws(Refused) in
    guard let box = unsafe object(enricher, EnricherBox.self), let schema = unsafe schema,
      let array = unsafe array, let out_schema = unsafe out_schema, let out = unsafe out
    else { throw .badArgument }
    let columns: FigureColumns
    do throws(ArrowFault) {
      let batch = unsafe try Batch(schema.pointee, array.pointee)
      columns = try box.run(batch)
    } catch let fault {
      unsafe write(fault.message, error, error_size)
      throw fault.isOverflow ? .overflow : .badData
    }
    unsafe (out_schema.pointee, out.pointee) = columns.arrays()
  }
}

extension EnricherBox {
  /// The figures of a batch; where that fails, nothing is counted.
  fileprivate func run(_ batch: Batch) throws(ArrowFault) -> FigureColumns {
    try state.withLock { (state: inout EnricherState) throws(ArrowFault) in
      var next = state
      let columns = try next.run(batch)
      guard next.isInRange else {
        columns.discard()
        throw .overflow
      }
      state = next
      return columns
    }
  }
}

/// A copy of the ledger so far.
@c @implementation
public func eco_enricher_ledger(_ enricher: OpaquePointer!) -> OpaquePointer! {
  guard let box = unsafe object(enricher, EnricherBox.self) else { return nil }
  let state = box.state.withLock {
    LedgerState(counts: $0.totals, reading: $0.options.reading)
  }
  return unsafe handle(LedgerBox(box.estimator, state))
}
