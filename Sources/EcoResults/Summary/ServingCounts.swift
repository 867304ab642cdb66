internal import EcoModel
internal import PlainText
internal import UsageLogs

/// How many records have figures from which knowledge of their serving: the data quality that reporters
/// are asked for.
struct ServingCounts {
  let totals: TallyTotals
  let lines: [Ledger.Line]

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
            ] + more(basis, lines))
        )
      })
  }

  private func more(
    _ basis: Serving.Basis, _ lines: [Ledger.Line]
  ) -> [(String, JSONValue)] {
    let quantity = lines.reduce(UInt128(0)) { $0 + $1.sums.quantity }
    switch basis {
    case .assumed, .local: return []
    case .concurrency:
      guard let least = totals.concurrencies.least, let most = totals.concurrencies.most else {
        return []
      }
      return [("least", .number("\(least)")), ("most", .number("\(most)"))]
    case .gpuSeconds:
      return [("gpu_seconds", .number("\(Decimal9(nanos: Int128(quantity) * 1000))"))]
    case .metered:
      return [("accelerator_wh", .number("\(WattHours(nanos: Int128(quantity)))"))]
    }
  }
}

extension TallyTotals {
  /// Warnings that follow from the sums and are not counted record by record.
  var impliedWarnings: Warnings {
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
  var allWarnings: Warnings {
    var warnings = warnings
    warnings.merge(impliedWarnings)
    return warnings
  }
}
