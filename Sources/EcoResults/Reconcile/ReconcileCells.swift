internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What people see of the comparison, as rows of texts: in a terminal and on a page.
extension Reconciliation {
  static var classColumns: [String] { ["", "rows", "billed tokens", "logged tokens"] }

  var classRows: [[String]] {
    zip(ReconcileClass.allCases, classes).map { comparison, sums in
      [
        comparison.rawValue, "\(sums.rows)", Self.count(sums.billed), Self.count(sums.logged),
      ]
    }
  }

  static var differenceColumns: [String] {
    [
      "period", "provider", "model", "region", "class", "billed tokens", "logged tokens",
      "in the log",
    ]
  }

  /// Of the rows that do not match those with the most tokens, the most first; and how many there are.
  func differing(atMost most: Int) -> (rows: [ReconcileRow], count: Int) {
    var first: [(amount: Int128, number: Int)] = []
    var count = 0
    for number in rows.indices where rows[number].comparison != .matched {
      count += 1
      let amount = rows[number].notInLog + rows[number].notInBill
      if first.count == most, let last = first.last, last.amount >= amount { continue }
      // Of equal ones the first row comes first.
      let place = first.firstIndex { $0.amount < amount } ?? first.count
      first.insert((amount, number), at: place)
      if first.count > most { first.removeLast() }
    }
    return (first.map { rows[$0.number] }, count)
  }

  /// What is not told is a dash.
  func cells(_ row: ReconcileRow) -> [String] {
    let texts = texts(row.key)
    let (billed, logged) = (row.billed.total, row.logged.tokens.total)
    return [texts.period, texts.provider, texts.model, texts.region].map { $0.isEmpty ? "–" : $0 }
      + [
        row.comparison.rawValue, Self.count(billed), Self.count(logged),
        billed > 0 ? Readable.share(row.covered, of: billed) : "–",
      ]
  }
}

extension BoundRow.Key {
  /// Where and when, in words; empty for all.
  var name: String { texts.filter { !$0.isEmpty }.joined(separator: ", ") }
}

extension BoundRow {
  /// Our figure, the provider's, and the parts of their difference: what each is, and its carbon.
  var cells: [[String]] {
    var lines: [[String]] = []
    func add(_ name: String, _ carbon: EndsOf<GramsCO2e>) {
      lines.append([
        name, Readable.text(carbon.point, low: carbon.low, high: carbon.high),
      ])
    }
    add("our figure for the log", logged)
    if hasBill { add("scaled to the bill", scaled.carbon) }
    if let market = ourMarket {
      let share = Readable.share(market.energy, of: ourEnergy.point.nanos)
      lines.append([
        "  the same by your factors",
        Readable.text(GramsCO2e(nanos: market.carbon)) + (share == "100 %" ? "" : " (\(share))"),
      ])
    }
    if scaled.unscaled != 0, hasBill {
      lines.append(["without a figure", "\(Reconciliation.count(scaled.unscaled)) billed tokens"])
    }
    if let stated {
      func add(_ name: String, _ figure: Int128?) {
        lines.append([
          name, figure.map { Readable.text(GramsCO2e(nanos: $0)) } ?? "not stated",
        ])
      }
      add("stated, location-based", stated.locationBased)
      add("stated, market-based", stated.marketBased)
      for (part, carbon) in parts ?? [] {
        let sign = carbon > 0 ? "+" : ""
        lines.append([
          "  " + part.meaning, sign + Readable.text(GramsCO2e(nanos: carbon)),
        ])
      }
    }
    return lines
  }
}

extension AllocationRow {
  static var columns: [String] { ["", "", "location-based g", "market-based g"] }

  var cells: [String] {
    func grams(_ nanos: Int128?) -> String { nanos.map { "\(GramsCO2e(nanos: $0))" } ?? "–" }
    return [
      bound.name, owner == .key ? (key.isEmpty ? "no key" : key) : owner.meaning,
      grams(locationBased), grams(marketBased),
    ]
  }
}

extension BoundRow.Part {
  fileprivate var meaning: String {
    switch self {
    case .amount: "billed and not logged, less logged and not billed"
    case .scope1: "scope 1"
    case .scope3: "scope 3"
    case .energy: "another energy"
    case .gridFactor: "another factor of the grid"
    case .unexplained: "unexplained"
    }
  }
}

extension AllocationRow.Owner {
  fileprivate var meaning: String {
    switch self {
    case .key: "a key"
    case .notInLog: "(billed, not in the log)"
    case .withoutFigure: "(in the log, without a figure)"
    }
  }
}
