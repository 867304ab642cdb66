/// What the sums of a ledger may come to where they go on for ever, or come from somebody else.
///
/// Far above any log, and far below what 128 bits hold after coefficients, and after sums over lines.
package enum LedgerRange {
  /// Records.
  package static let mostRecords = 1_000_000_000_000_000
  /// Requests, and tokens of one kind: 10²⁴.
  package static let most: Int128 = 1_000_000_000_000 * 1_000_000_000_000
  /// Products of tokens, what is measured, energy and carbon in billionths: 10³⁰.
  package static let mostProducts: Int128 = most * 1_000_000
}

extension Ledger {
  /// Adds a line where no sum gets out of `LedgerRange`; otherwise adds nothing and says `false`.
  ///
  /// - Parameter line: itself in that range.
  package mutating func mergeInRange(_ line: Line) -> Bool {
    var sum = self.line(like: line)
    sum.merge(line)
    guard sum.isInRange else { return false }
    put(sum)
    return true
  }

  /// Whether all sums are in `LedgerRange`.
  package var isInRange: Bool {
    unorderedLines.allSatisfy(\.isInRange) && omitted.values.allSatisfy(\.isInRange)
  }
}

extension Ledger.Line {
  fileprivate var isInRange: Bool {
    let tokens = [sums.usage.uncached, sums.usage.cached, sums.usage.completion]
    let products = [
      sums.usage.promptPairs, sums.usage.contextPairs, sums.readAtPoint, sums.readAtLow,
      sums.readAtHigh, sums.quantity, energy.nanos.magnitude, carbon.nanos.magnitude,
    ]
    return records <= LedgerRange.mostRecords && requests <= LedgerRange.most
      && tokens.allSatisfy { $0 <= LedgerRange.most.magnitude / 2 }
      && products.allSatisfy { $0 <= LedgerRange.mostProducts.magnitude }
  }
}

extension Ledger.Omission {
  fileprivate var isInRange: Bool {
    records <= LedgerRange.mostRecords && requests <= LedgerRange.most
      && tokens <= LedgerRange.most
  }
}
