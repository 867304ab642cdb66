/// The least and the largest concurrency of records.
package struct ConcurrencyRange: Sendable, Equatable {
  package private(set) var least: Concurrency?
  package private(set) var most: Concurrency?

  package init(least: Concurrency? = nil, most: Concurrency? = nil) {
    self.least = least
    self.most = most
  }

  package mutating func add(_ value: Concurrency?) {
    merge(ConcurrencyRange(least: value, most: value))
  }

  package mutating func merge(_ other: ConcurrencyRange) {
    least = [least, other.least].compactMap(\.self).min()
    most = [most, other.most].compactMap(\.self).max()
  }

  /// Whether all records say the same power of two of 256 or more, as a limit does and a mean does not.
  package var looksLikeALimit: Bool {
    guard let least, least == most else { return false }
    let (whole, rest) = least.thousandths.quotientAndRemainder(dividingBy: 1000)
    return rest == 0 && whole >= 256 && whole & (whole - 1) == 0
  }
}
