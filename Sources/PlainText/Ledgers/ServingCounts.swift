internal import EcoModel

/// How many records have figures from which knowledge of their serving: the data quality that reporters
/// are asked for.
struct ServingCounts {
  private let counts: RunCounts
  private let lines: [Ledger.Line]

  init(_ counts: RunCounts, _ lines: [Ledger.Line]) {
    self.counts = counts
    self.lines = lines
  }

  var json: JSONValue {
    .object(
      Serving.Basis.allCases.compactMap { basis in
        let lines = lines.filter { $0.basis == basis }
        guard !lines.isEmpty else { return nil }
        let sums = LedgerTotals(withoutRanges: lines)
        return (
          basis.rawValue,
          .object(
            [
              ("records", .integer(sums.records)), ("requests", .integer(sums.requests)),
              ("energy_wh", .number("\(sums.energy)")), ("carbon_g", .number("\(sums.carbon)")),
            ] + more(basis, lines, sums))
        )
      })
  }

  private func more(
    _ basis: Serving.Basis, _ lines: [Ledger.Line], _ totals: LedgerTotals
  ) -> [(String, JSONValue)] {
    let quantity = lines.reduce(UInt128(0)) { $0 + $1.sums.quantity }
    switch basis {
    case .assumed, .local: return []
    case .concurrency:
      guard let least = counts.concurrencies.least, let most = counts.concurrencies.most else {
        return []
      }
      return [("least", .number("\(least)")), ("most", .number("\(most)"))]
    case .gpuSeconds:
      return [("gpu_seconds", .number("\(Decimal9(nanos: Int128(quantity) * 1000))"))]
    case .metered:
      return [("accelerator_wh", .number("\(WattHours(nanos: Int128(quantity)))"))]
        + prorated(totals.prorated)
    }
  }

  /// What of metered energy is a share of what several requests took together.
  private func prorated(_ part: MeteredPart) -> [(String, JSONValue)] {
    guard part.records > 0 else { return [] }
    let members: [(String, JSONValue)] = [
      ("records", .integer(part.records)), ("requests", .integer(part.requests)),
      ("energy_wh", .number("\(part.energy)")), ("carbon_g", .number("\(part.carbon)")),
      ("accelerator_wh", .number("\(WattHours(nanos: Int128(part.accelerators)))")),
    ]
    return [("prorated", .object(members))]
  }
}
