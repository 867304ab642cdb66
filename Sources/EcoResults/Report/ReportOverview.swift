internal import EcoModel
internal import PlainText
internal import UsageLogs

/// The part of a report that is read by all: what it came to, when, where, what dominates, and what
/// is missing.
struct ReportOverview {
  let summary: Summary
  let days: ReportDays
  let lines: [RangedLine]
  let totals: LedgerTotals

  var sections: [ReportSection] {
    var sections: [ReportSection] = []
    let findings = ReportFindings(summary: summary, lines: lines, totals: totals).sentences
    if !findings.isEmpty {
      let items = findings.map { "<li>\($0)</li>\n" }.joined()
      sections.append(
        ReportSection(id: "findings", title: "What stands out", body: "<ul>\n\(items)</ul>\n"))
    }
    if let time { sections.append(time) }
    if totals.records > 0 {
      sections.append(ranking("model", "By model") { $0.rate.basis.model.id })
      sections.append(ranking("region", "By region", by: ReportRows.region))
    }
    return sections + [ReportSection(id: "coverage", title: "What has no figure", body: gaps)]
  }

  // MARK: Headline

  /// The answer in a sentence, and four figures.
  var headline: String {
    guard totals.records > 0 else {
      return """
        <p class="headline">None of \(Readable.text(Int128(summary.totals.records))) records has a figure.</p>
        \(coverage(totals))
        """
    }
    let (energy, carbon) = (Readable.text(totals.energy), Readable.text(totals.carbon))
    let energies = Readable.range(totals.energyLow, totals.energyHigh, inUnitOf: totals.energy)
    let masses = Readable.range(totals.carbonLow, totals.carbonHigh, inUnitOf: totals.carbon)
    let requests = Readable.text(totals.requests, "request")
    return """
      <p class="headline">\(requests)\(period) used about \
      <strong>\(energy)</strong> of electricity and emitted \
      <strong>\(carbon) CO₂e</strong>.</p>
      \(coverage(totals))<dl class="cards">
      \(card("Energy", energy, interval: energies, "at the meter of the data centre"))\
      \(card("Carbon", carbon, interval: masses, "CO₂e, location-based"))\
      \(card(
        "For each 1,000 tokens", Readable.text(totals.carbonPer1kTokens),
        Readable.text(totals.energyPer1kTokens)))\
      \(card(
        "Tokens", Readable.text(totals.tokens),
        "\(Readable.share(totals.completionTokens, of: totals.tokens)) completion,"
          + " \(Readable.share(totals.cachedPromptTokens, of: totals.promptTokens)) of the prompts cached"))\
      </dl>
      <p class="soft">\(source) The interval says how far off it may be: read every \
      figure with it.</p>

      """
  }

  /// What the figures are: estimates, metered, or how much of each.
  private var source: String {
    summary.hints.metered.map { "\(HTML.escaped($0))." } ?? "An estimate from token counts."
  }

  private func card(
    _ name: String, _ value: String, interval: String? = nil, _ note: String
  ) -> String {
    let range = interval.map { "<dd>\($0)</dd>" } ?? ""
    return "<div><dt>\(name)</dt><dd class=\"big\">\(value)</dd>\(range)<dd>\(note)</dd></div>\n"
  }

  private var period: String {
    let dated = days.dated.map(\.name)
    guard let first = dated.first, let last = dated.last else { return "" }
    return first == last ? " on \(first)" : " from \(first) to \(last)"
  }

  private func coverage(_ totals: LedgerTotals) -> String {
    let omitted = summary.totals.ledger.omitted.values
    let tokens = omitted.reduce(totals.tokens) { $0 + $1.tokens }
    let requests = omitted.reduce(totals.requests) { $0 + $1.requests }
    return """
      <p>\(Readable.share(totals.tokens, of: tokens)) of the tokens and \
      \(Readable.share(totals.requests, of: requests)) of the requests have a figure; what has none is in \
      no total.</p>

      """
  }

  // MARK: Time

  /// More days than this are drawn as months.
  private static let mostDays = 400

  private var time: ReportSection? {
    let dated = days.dated.filter { $0.sums.records > 0 }
    guard dated.count > 1, totals.records > 0 else { return nil }
    let isByMonth = dated.count > Self.mostDays
    let columns = isByMonth ? days.months : dated
    let drawn = columns.map { column in
      ReportChart.Column(
        value: column.sums.carbon.nanos,
        ends: column.ends.map { ($0.carbonLow, $0.carbonHigh) },
        covered: (column.sums.records - column.sums.omitted, column.sums.records))
    }
    let peak = columns.max { ($0.sums.carbon, $1.name) < ($1.sums.carbon, $0.name) }
    let top = peak.map { "\(Readable.text($0.sums.carbon)) on \($0.name)" } ?? ""
    return ReportSection(
      id: "time", title: "Over time",
      body: """
        <figure class="time">
        <figcaption>Carbon by \(isByMonth ? "month" : "day"), at most \(top). \(columns.allSatisfy { $0.ends != nil }
          ? "The band is its interval."
          : "There are too many models and places for an interval of each.") \
        The strip below is full where every record has a figure.</figcaption>
        \(ReportChart.columns(drawn))
        <div class="axis"><span>\(columns.first?.name ?? "")</span><span>\(columns.last?.name ?? "")</span></div>
        </figure>

        """)
  }

  // MARK: Rankings

  /// More groups than this are added up in a last one.
  private static let mostBars = 12

  private func ranking(
    _ id: String, _ title: String, by name: (Ledger.Line) -> String
  ) -> ReportSection {
    let rows = ReportRows.of(lines, limit: Self.mostBars, order: \.carbon, by: name).rows
    let most = rows.map { max($0.carbon, $0.ends?.carbonHigh ?? 0) }.max() ?? 1
    let all = rows.reduce(0) { $0 + $1.carbon }
    let body = rows.map { row in
      let bar = ReportChart.bar(
        value: row.carbon, low: row.ends?.carbonLow, high: row.ends?.carbonHigh, most: most)
      return """
        <tr><th scope="row">\(HTML.escaped(row.name))</th><td class="bar">\(bar)</td>\
        <td class="n">\(carbon(row))</td><td class="n more">\(Readable.share(row.carbon, of: all))</td>\
        <td class="n more">\(Readable.text(WattHours(nanos: row.energy)))</td></tr>

        """
    }.joined()
    return ReportSection(
      id: "by-\(id)", title: title,
      body: """
        <table class="ranking" id="\(id)-ranking">
        <caption>Carbon \(title.lowercased()), with the interval as a whisker</caption>
        <thead><tr><th scope="col">\(id)</th><td class="bar"></td><th scope="col" class="n">carbon</th>\
        <th scope="col" class="n share">share</th><th scope="col" class="n energy">energy</th></tr></thead>
        <tbody>
        \(body)</tbody>
        </table>

        """)
  }

  private func carbon(_ row: ReportRow) -> String {
    let value = GramsCO2e(nanos: row.carbon)
    guard let ends = row.ends else { return Readable.text(value) }
    return Readable.text(
      value, low: GramsCO2e(nanos: ends.carbonLow), high: GramsCO2e(nanos: ends.carbonHigh))
  }

  // MARK: Gaps

  private var gaps: String {
    let omitted = summary.totals.ledger.omitted
    let tokens = omitted.values.reduce(totals.tokens) { $0 + $1.tokens }
    func item(_ records: Int, _ note: String, _ words: String, _ remedy: String?) -> String {
      let remedy = remedy.map {
        "<br/><span class=\"soft\">What helps: \(HTML.escaped($0)).</span>"
      }
      return """
        <li><strong>\(Readable.text(Int128(records)))</strong> \(records == 1 ? "record" : "records")\(note): \
        they \(words).\(remedy ?? "")</li>

        """
    }
    var items = Unclassified.allCases.compactMap { reason in
      omitted[reason].map { omission in
        item(
          omission.records, ", \(Readable.share(omission.tokens, of: tokens)) of the tokens",
          reason.words, reason.remedy)
      }
    }
    if summary.totals.rejected > 0 {
      items.append(
        item(
          summary.totals.rejected, "", "could not be read",
          "the file of rejects says where each stands, and what is wrong with it"))
    }
    return items.isEmpty ? "<p>Every record has a figure.</p>\n" : "<ul>\n\(items.joined())</ul>\n"
  }
}
