internal import EcoModel
internal import EcoResults
internal import PlainText
internal import UsageLogs

/// What is said when a run has ended: what was read, what it comes to, what was left out and why.
struct ClosingWords {
  private let summary: Summary
  private let hints: Hints

  init(_ summary: Summary) {
    self.summary = summary
    hints = summary.hints
  }

  /// For somebody who looks on. What most is missing for is said once, before the rest.
  var all: String {
    let shortfall = hints.shortfall ?? ""
    let rest = hints.lines.filter { !shortfall.hasSuffix($0) }
    let lines = read + [figures, records] + (shortfall.isEmpty ? [] : [shortfall])
    return (lines + rest.map { "- \($0)" }).map { "\($0.printable)\n" }.joined()
  }

  /// What should not go unseen even where nobody looks on.
  var important: String {
    let lines = [hints.leftOut, hints.shortfall].compactMap { $0 }
    return lines.map { "eco-calc: \($0.printable)\n" }.joined()
  }

  private var read: [String] {
    let generic = summary.logs.filter { !$0.fields.isEmpty }.map { log in
      "\(log.path) was read by what its fields are called: "
        + log.fields.map { "\($0.name)=\($0.path)" }.joined(separator: ", ")
    }
    return generic + [hints.read].compactMap { $0 }
  }

  /// What nobody knows is not zero.
  private var figures: String {
    guard summary.totals.estimated > 0 else {
      return "no figures, \(summary.estimator.methodologyVersion)"
    }
    let totals = LedgerTotals(summary.totals.ledger.unorderedLines)
    let energy = Readable.text(totals.energy, low: totals.energyLow, high: totals.energyHigh)
    let carbon = Readable.text(totals.carbon, low: totals.carbonLow, high: totals.carbonHigh)
    return "\(energy), \(carbon) CO₂e, \(summary.estimator.methodologyVersion)"
  }

  private var records: String {
    let omitted = summary.totals.ledger.omitted
    let reasons = Unclassified.allCases.compactMap { reason in
      omitted[reason].map { "\(reason.code) \(Readable.text(Int128($0.records)))" }
    }
    func count(_ records: Int) -> String { Readable.text(Int128(records)) }
    let totals = summary.totals
    return "\(Readable.text(Int128(totals.records), "record")):"
      + " \(count(totals.estimated)) with a figure,"
      + " \(count(omitted.values.reduce(0) { $0 + $1.records })) without"
      + "\(reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"),"
      + " \(count(totals.rejected)) rejected"
  }
}
