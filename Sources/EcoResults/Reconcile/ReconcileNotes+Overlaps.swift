internal import EcoModel
internal import UsageLogs

/// What may have been billed twice: nothing is taken off, for it may as well be right.
extension Reconciliation {
  var notesOnOverlaps: [String] { notesOnCopies + notesOnSums }

  private struct Usage: Hashable {
    let about: BillLine.About
    let period: PaperPeriod?
    let tokens: TokenAmounts
  }

  /// Amounts that several bills have alike.
  private var notesOnCopies: [String] {
    guard bills.count > 1 else { return [] }
    var owners: [Usage: String] = [:]
    return bills.compactMap { bill in
      var (count, tokens, owner) = (0, Int128(0), "")
      for line in bill.lines {
        for amount in line.amounts where amount.tokens.total != 0 {
          let usage = Usage(about: line.about, period: amount.period, tokens: amount.tokens)
          guard let first = owners[usage] else {
            owners[usage] = bill.path
            continue
          }
          (count, tokens, owner) = (count + 1, tokens + amount.tokens.total, first)
        }
      }
      guard count > 0 else { return nil }
      return
        "\(bill.path): \(Self.count(tokens)) of its tokens are in \(owner) too, of the same time,"
        + " model and place and to the token; if both bill the same use, it is counted twice"
    }
  }

  /// Periods that hold others of the same usage.
  private var notesOnSums: [String] {
    let lines = Dictionary(grouping: bills.flatMap(\.lines), by: \.about)
    var tokens: Int128 = 0
    for amounts in lines.values.map({ $0.flatMap(\.amounts) }) {
      let holders = Self.holders(Set(amounts.compactMap(\.period)))
      guard !holders.isEmpty else { continue }
      for amount in amounts {
        if let period = amount.period, holders.contains(period) { tokens += amount.tokens.total }
      }
    }
    guard tokens != 0 else { return [] }
    return [
      "\(Self.count(tokens)) tokens are billed for times that hold others of the same model and place; if"
        + " they are the sums of these, they are counted twice"
    ]
  }

  /// Those periods that hold another one.
  private static func holders(_ periods: Set<PaperPeriod>) -> Set<PaperPeriod> {
    guard periods.contains(where: { $0.first != $0.last }) else { return [] }
    let order = periods.sorted { $0.first != $1.first ? $0.first < $1.first : $0.last > $1.last }
    var holders: Set<PaperPeriod> = []
    // The earliest end of all that begin no earlier.
    var end: UTCDay?
    for period in order.reversed() {
      if let end, end <= period.last, period.first != period.last { holders.insert(period) }
      end = min(end ?? period.last, period.last)
    }
    return holders
  }
}
