internal import EcoModel
internal import PlainText
internal import UsageLogs

extension Reconciliation {
  /// The comparison as text, or one of its tables as CSV, or all of it as JSON.
  package func text(_ form: ReconcileOptions.Form) -> String {
    switch form {
    case .text: plain
    case .csv: table(options.table).csv
    case .json: json.text
    }
  }

  /// Rows that are shown to people: those with the most tokens that differ.
  private static var shownRows: Int { 20 }

  private var plain: String {
    var text = headline
    if !options.bills.isEmpty { text += "\n" + classes + differences }
    text += "\n" + figures
    if !options.statements.isEmpty { text += shares }
    let notes = notes.map { "note: \($0)\n" }
    return text + (notes.isEmpty ? "" : "\n" + notes.joined())
  }

  private var headline: String {
    let totals = totals
    guard !options.bills.isEmpty else {
      return "\(Self.count(totals.logged)) tokens in the logs; no bill to hold them against\n"
    }
    let share = Readable.share(totals.covered, of: totals.billed)
    return "the logs have \(share) of the billed tokens: \(Self.count(totals.covered)) of"
      + " \(Self.count(totals.billed))\n"
  }

  private var classes: String {
    let counts = ReconcileClass.allCases.map { comparison in
      let alike = rows.filter { $0.comparison == comparison }
      return [
        comparison.rawValue, "\(alike.count)",
        Self.count(alike.reduce(0) { $0 + $1.billed.total }),
        Self.count(alike.reduce(0) { $0 + $1.logged.tokens.total }),
      ]
    }
    return TextTable.aligned([["", "rows", "billed tokens", "logged tokens"]] + counts, texts: 1)
  }

  /// The rows that do not match, those with the most tokens first.
  private var differences: String {
    let differing = rows.filter { $0.comparison != .matched }.sorted {
      let (a, b) = ($0.notInLog + $0.notInBill, $1.notInLog + $1.notInBill)
      return a != b ? a > b : $0.key < $1.key
    }
    guard !differing.isEmpty else { return "" }
    let shown = differing.prefix(Self.shownRows).map { row in
      row.key.shown + [
        row.comparison.rawValue, Self.count(row.billed.total), Self.count(row.logged.tokens.total),
        row.billed.total > 0 ? Readable.share(row.covered, of: row.billed.total) : "–",
      ]
    }
    let header = [
      "period", "provider", "model", "region", "class", "billed tokens", "logged tokens",
      "in the log",
    ]
    let more = differing.count - shown.count
    return "\n" + TextTable.aligned([header] + shown, texts: 5)
      + (more > 0 ? "… and \(more) more; --csv has them all\n" : "")
  }

  // MARK: Figures

  private var figures: String {
    bound.map { row in
      let name = row.key.texts.filter { !$0.isEmpty }.joined(separator: ", ")
      var lines: [[String]] = []
      func add(_ name: String, _ carbon: EndsOf<GramsCO2e>) {
        lines.append([
          name, Readable.text(carbon.point, low: carbon.low, high: carbon.high),
        ])
      }
      add("our figure for the log", row.logged)
      if row.hasBill { add("scaled to the bill", row.scaled.carbon) }
      if row.scaled.unscaled != 0, row.hasBill {
        lines.append(["without a figure", "\(Self.count(row.scaled.unscaled)) billed tokens"])
      }
      if let stated = row.stated {
        func add(_ name: String, _ figure: Int128?) {
          lines.append([
            name, figure.map { Readable.text(GramsCO2e(nanos: $0)) } ?? "not stated",
          ])
        }
        add("stated, location-based", stated.locationBased)
        add("stated, market-based", stated.marketBased)
        for (part, carbon) in row.parts ?? [] {
          let sign = carbon > 0 ? "+" : ""
          lines.append([
            "  " + part.meaning, sign + Readable.text(GramsCO2e(nanos: carbon)),
          ])
        }
      }
      return "carbon\(name.isEmpty ? "" : ", \(name)")\n"
        + TextTable.indented(lines).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private var shares: String {
    let rows = bound.flatMap(AllocationRow.rows)
    guard !rows.isEmpty else { return "" }
    func grams(_ nanos: Int128?) -> String { nanos.map { "\(GramsCO2e(nanos: $0))" } ?? "–" }
    let shown = rows.prefix(Self.shownRows).map { row in
      [
        row.bound.texts.filter { !$0.isEmpty }.joined(separator: ", "),
        row.owner == .key ? (row.key.isEmpty ? "no key" : row.key) : row.owner.meaning,
        grams(row.locationBased), grams(row.marketBased),
      ]
    }
    let more = rows.count - shown.count
    return "\nthe provider's figures, spread \(AllocationRow.rule)\n"
      + TextTable.aligned(
        [["", "", "location-based g", "market-based g"]] + shown, texts: 2)
      + (more > 0 ? "… and \(more) more; --csv --table allocation has them all\n" : "")
  }
}

extension ReconcileKey {
  /// For people: what is not told is a dash.
  fileprivate var shown: [String] {
    [period, provider, model, region].map { $0.isEmpty ? "–" : $0 }
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
