internal import PlainText
internal import UsageLogs

/// The comparison as one page to attach: the answer first, every digit folded below.
extension Reconciliation {
  package var page: String {
    var sections: [ReportSection] = []
    let (bound, notes) = (bound, notes)
    if !options.bills.isEmpty {
      sections.append(
        ReportSection(
          id: "completeness", title: "What of the bill is in the logs", body: completenessHTML))
    }
    sections.append(
      ReportSection(id: "carbon", title: "Our figure and the provider's", body: carbonHTML(bound)))
    if !options.statements.isEmpty {
      sections.append(
        ReportSection(id: "shares", title: "The provider's figure, spread", body: sharesHTML(bound))
      )
    }
    if !notes.isEmpty {
      let items = notes.map { "<li>\(HTML.escaped($0))</li>\n" }.joined()
      sections.append(
        ReportSection(id: "notes", title: "What cannot be told", body: "<ul>\n\(items)</ul>\n"))
    }
    sections.append(ReportSection(id: "digits", title: "Every digit", body: digits(bound)))
    return HTMLPage(
      title: "LLM requests: logs, bills and statements",
      headline: "<p class=\"headline\">\(HTML.escaped(headline))</p>\n",
      sections: sections,
      footer: """
        Made by eco-calc \(Release.version), methodology \(HTML.escaped(methodologyVersion)). Nothing \
        is changed to make the sides equal.
        """
    ).html
  }

  /// Rows that are shown before the rest is under “Every digit” only.
  private static var shownRows: Int { 60 }

  /// A table of texts for people, cut where it is long.
  private func shown(
    _ id: String, _ caption: String, _ columns: [String], texts: Int, _ rows: [[String]],
    of count: Int? = nil
  ) -> String {
    var table = HTMLTable(id: id, caption: caption, columns: columns, texts: texts)
    table.rows = rows.prefix(Self.shownRows).map { $0.map(HTML.escaped) }
    let more = (count ?? rows.count) - table.rows.count
    return table.html
      + (more > 0 ? "<p class=\"soft\">… and \(more) more, under “Every digit”.</p>\n" : "")
  }

  private var completenessHTML: String {
    let differing = differing(atMost: Self.shownRows)
    let classes = shown(
      "classes", "Rows by how they compare", ["class"] + Self.classColumns.dropFirst(), texts: 1,
      classRows)
    guard differing.count > 0 else { return classes }
    return classes
      + shown(
        "differences", "What does not match, most tokens first", Self.differenceColumns, texts: 5,
        differing.rows.map(cells), of: differing.count)
  }

  private func carbonHTML(_ bound: [BoundRow]) -> String {
    bound.enumerated().map { number, row in
      shown(
        "carbon-\(number)", HTML.escaped(row.key.name.isEmpty ? "All" : row.key.name),
        ["figure", "carbon, CO₂e"], texts: 1, row.cells)
    }.joined()
  }

  private func sharesHTML(_ bound: [BoundRow]) -> String {
    let rows = bound.flatMap(AllocationRow.rows)
    guard !rows.isEmpty else { return "<p>No statement is of what the logs have.</p>\n" }
    return "<p>Spread \(HTML.escaped(AllocationRow.rule)).</p>\n"
      + shown(
        "spread", "Whose it is", ["of", "whose"] + AllocationRow.columns.dropFirst(2), texts: 2,
        rows.map(\.cells))
  }

  private func digits(_ bound: [BoundRow]) -> String {
    ReconcileOptions.Table.allCases.map { name in
      let table = table(name, bound)
      var html = HTMLTable(
        id: "\(name.rawValue)-table", caption: name.rawValue, columns: table.columns,
        texts: table.texts.count)
      html.rows = (0..<table.count).map { number in
        table.row(number).map { $0.text.isEmpty ? "–" : HTML.escaped($0.text) }
      }
      return HTMLPage.folded(name.rawValue, html.html)
    }.joined()
  }
}
