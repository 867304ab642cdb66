/// What of a log, or of many, was counted: all that a summary says but for its files.
package struct RunCounts: Sendable {
  /// All records.
  package var records = 0
  /// Those with a figure.
  package var estimated = 0
  /// Those that could not be read.
  package var rejected = 0
  package var ledger = Ledger()
  /// What was noted record by record.
  package var warnings = Warnings()
  /// Between which values the concurrencies are that records say.
  package var concurrencies = ConcurrencyRange()
  /// Names of counts that no rule reads.
  package var unreadNames = FirstNames()

  package init() {}

  /// Adds another's.
  package mutating func merge(_ other: RunCounts) {
    records += other.records
    estimated += other.estimated
    rejected += other.rejected
    ledger.merge(other.ledger)
    warnings.merge(other.warnings)
    concurrencies.merge(other.concurrencies)
    unreadNames.merge(other.unreadNames)
  }

  /// Warnings that follow from the sums and are not counted record by record.
  package var impliedWarnings: Warnings {
    var warnings = Warnings()
    for line in ledger.unorderedLines {
      switch line.basis {
      case .local: warnings[.localServing] += line.records
      case .concurrency where concurrencies.looksLikeALimit:
        warnings[.concurrencyOutlier] += line.records
      default: break
      }
    }
    return warnings
  }

  /// All warnings.
  package var allWarnings: Warnings {
    var warnings = warnings
    warnings.merge(impliedWarnings)
    return warnings
  }
}
