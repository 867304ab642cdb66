import EcoModel

/// The page of all records of a key that a filter lets through.
struct RecordsPage {
  /// So many records are shown on a page, and so many are added up and exported.
  static let length = 50
  static let most = 50_000

  let key: String
  let filter: RecordFilter
  let page: Int
  let figures: Figures
  let models: [String]
  let regions: [String]
  let overview: Overview
  let records: [GenerationRecord]

  var html: String {
    HTML.page(
      "Records",
      """
      <h1>Records of \(HTML.escaped(key))</h1>
      <p>\(filter.from) to \(filter.to), days in UTC. Figures are estimates; where none can be made
      there is none, and the reason.</p>
      \(form)\(summary)\(navigation)\(table)\(pages)\(groups)
      """)
  }

  private var form: String {
    func choice(_ name: String, _ label: String, _ values: [String], _ chosen: String?) -> String {
      let options = values.map { value in
        let isChosen = value == chosen ? " selected" : ""
        return "<option\(isChosen)>\(HTML.escaped(value))</option>"
      }.joined()
      return """
        <div><label for="\(name)">\(label)</label>
        <select id="\(name)" name="\(name)"><option value="">all</option>\(options)</select></div>

        """
    }
    func day(_ name: String, _ label: String, _ day: UTCDay) -> String {
      """
      <div><label for="\(name)">\(label)</label>
      <input type="date" id="\(name)" name="\(name)" value="\(day)"></div>

      """
    }
    let statuses = GenerationRecord.Status.allCases.map(\.rawValue)
    return """
      <form action="/dashboard">
      \(day("from", "From", filter.from))\(day("to", "To", filter.to))\
      \(choice("model", "Model", models, filter.model))\
      \(choice("region", "Region", regions, filter.region))\
      \(choice("status", "Status", statuses, filter.status?.rawValue))\
      <div><button>Show</button></div>
      </form>

      """
  }

  private var summary: String {
    let all = overview.all
    var terms = [
      ("Requests", "\(all.requests)"),
      (
        "With figures",
        "\(all.withFigures) (\(Figures.share(all.withFigures, of: all.requests)) of the requests, "
          + "\(Figures.share(all.tokensWithFigures, of: all.tokens)) of the tokens)"
      ),
      ("Energy", all.withFigures > 0 ? "\(figures.text(all.energy)) Wh" : "no figures"),
      ("Carbon", all.withFigures > 0 ? "\(figures.text(all.carbon)) g CO₂e" : "no figures"),
    ]
    if let interval = all.interval {
      terms += [
        (
          "Energy, interval",
          "\(figures.text(interval.energyLow, interval.energyHigh)) Wh"
        ),
        (
          "Carbon, interval",
          "\(figures.text(interval.carbonLow, interval.carbonHigh)) g CO₂e"
        ),
      ]
    }
    let cut =
      all.requests >= Self.most
      ? "<p>There are more records than \(Self.most); these are the newest.</p>\n" : ""
    return "<h2>Totals</h2>\n" + cut + HTML.list(terms)
  }

  private var navigation: String {
    let other = figures.isExact ? [] : [("digits", "all")]
    return """
      <nav aria-label="Forms">
      <a href="\(HTML.link("/dashboard", filter.query + other))">\
      \(figures.isExact ? "Show three digits" : "Show all digits")</a>
      <a href="\(HTML.link("/dashboard/records.csv", filter.query))" download>Save as CSV</a>
      </nav>

      """
  }

  private var table: String {
    let rows = records.map { record in
      let link = HTML.link("/dashboard/records/\(record.generationID)")
      return [
        "<a href=\"\(link)\">\(record.createdAt)</a>",
        HTML.escaped(record.resolvedModel ?? record.requestedModel ?? "–"),
        HTML.escaped(record.provider ?? "–"), HTML.escaped(record.region ?? "–"),
        record.status.rawValue + (record.usageEstimated ? ", tokens estimated" : ""),
        record.eco.map { $0.accuracy } ?? Figures.reason(record.ecoOmitted),
        record.totalTokens.map(String.init) ?? "–",
        record.eco.map { figures.text($0.energy, as: WattHours.self) } ?? "–",
        record.eco.map { figures.text($0.carbon, as: GramsCO2e.self) } ?? "–",
      ]
    }
    return HTML.table(
      "Records, the newest first",
      [
        "Time", "Model", "Provider", "Region", "Status", "Accuracy, or why there are no figures",
        "Tokens", "Energy, Wh", "Carbon, g",
      ], numbers: 6, rows)
  }

  private var pages: String {
    func link(_ number: Int, _ text: String) -> String {
      let query =
        filter.query + [("page", "\(number)")] + (figures.isExact ? [("digits", "all")] : [])
      return "<a href=\"\(HTML.link("/dashboard", query))\">\(text)</a>"
    }
    let newer = page > 1 ? link(page - 1, "Newer") : ""
    let older = records.count == Self.length ? link(page + 1, "Older") : ""
    return "<nav aria-label=\"Pages\">\(newer) \(older)</nav>\n"
  }

  private var groups: String {
    let reasons = overview.all.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return table("By model", "Model", overview.byModel)
      + table("By region", "Region", overview.byRegion) + table("By day", "Day", overview.byDay)
      + HTML.table(
        "Why there are no figures", ["Reason", "Requests"], numbers: 1,
        reasons.map { [Figures.reason($0.key), "\($0.value)"] })
  }

  private func table(_ caption: String, _ name: String, _ groups: [String: Totals]) -> String {
    let rows = groups.sorted { $0.key < $1.key }.map { name, totals in
      let isEmpty = totals.withFigures == 0
      return [
        name.isEmpty ? "none" : HTML.escaped(name), "\(totals.requests)",
        Figures.share(totals.withFigures, of: totals.requests), "\(totals.tokens)",
        isEmpty ? "–" : figures.text(totals.energy),
        totals.interval.map { figures.text($0.energyLow, $0.energyHigh) } ?? "–",
        isEmpty ? "–" : figures.text(totals.carbon),
        totals.interval.map { figures.text($0.carbonLow, $0.carbonHigh) } ?? "–",
      ]
    }
    return HTML.table(
      caption,
      [
        name, "Requests", "With figures", "Tokens", "Energy, Wh", "Interval, Wh", "Carbon, g",
        "Interval, g",
      ], numbers: 1, rows)
  }
}
