/// All that the energy of requests at one rate and served in one way depends on, added up, so that an
/// interval is worked out once for a whole log and not for each record.
package struct ChargeSums: Sendable, Hashable {
  /// Of tokens and of their products.
  package var usage = UsageSums()
  /// Of completion tokens times the parameters read for each, where the concurrency is said: at the
  /// sizes' point and ends. So the memory does not grow with different concurrencies.
  package var readAtPoint: UInt128 = 0
  package var readAtLow: UInt128 = 0
  package var readAtHigh: UInt128 = 0
  /// Of microseconds of GPUs, or of metered nanowatt-hours.
  package var quantity: UInt128 = 0

  package init() {}

  package mutating func add(_ other: Self) {
    usage.add(other.usage)
    readAtPoint += other.readAtPoint
    readAtLow += other.readAtLow
    readAtHigh += other.readAtHigh
    quantity += other.quantity
  }

  func parametersRead(_ end: RangeEnd) -> UInt128 {
    switch end {
    case .low: readAtLow
    case .point: readAtPoint
    case .high: readAtHigh
    }
  }
}
