internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// The part of a report that lets its reader check the figures: the method, its constants, the table
/// rows that were used, and what identifies the files.
struct ReportEvidence {
  let summary: Summary
  let lines: [RangedLine]
  let command: [String]

  /// More rows than this are counted and not shown; they are in the tables.
  private static let mostRows = 200

  private var methodology: Methodology { summary.estimator.methodology }

  var sections: [ReportSection] {
    [
      ReportSection(id: "method", title: "Method", body: method),
      ReportSection(
        id: "sources", title: "Sources",
        body: folded("Constants of the method", constants) + folded("Rows of the tables", rows)),
      ReportSection(id: "files", title: "Files and command", body: files),
    ]
  }

  private func folded(_ name: String, _ body: String) -> String {
    "<details>\n<summary>\(name)</summary>\n\(body)</details>\n"
  }

  private var method: String {
    """
    <p>\(HTML.escaped(methodology.summary)). Energy is that of serving a request, at the meter of the \
    data centre; carbon is that energy times the location-based, life-cycle, annual average intensity \
    of the region’s grid. Training, hardware, water, network and client are not in it. A request whose \
    model, size, region or usage is not known has no figure, never a guess. Every figure is worked out \
    exactly and rounded once, to nine decimals, half to even. \(interval) It is no confidence interval. \
    Accuracy grades the inputs, not the total error.</p>
    <pre><code>\(HTML.escapedLines(methodology.formula))</code></pre>

    """
  }

  /// What the methodology's interval covers.
  private var interval: String {
    if methodology.knowsServing {
      return """
        The interval covers what is published of a model’s size, the precision where nobody published \
        it, 16 to 256 concurrent sequences where nobody says how it was served, and what lies between \
        the accelerators and the meter.
        """
    }
    guard methodology.constants.contains(where: { $0.name == "above" }) else {
      return
        "The interval is from the lowest to the highest published size, and covers nothing else."
    }
    return """
      The interval is from the lowest to the highest published size, widened by the middle four fifths \
      of measured over predicted; it does not cover another way of serving.
      """
  }

  private var constants: String {
    var table = HTMLTable(
      id: "constants-table", caption: "Constants of \(HTML.escaped(methodology.id))",
      columns: ["name", "value", "unit", "meaning", "source"], texts: 5)
    table.rows = (methodology.constants + Methodology.sharedConstants).map {
      [$0.name, $0.text, $0.unit, $0.meaning, $0.source].map(HTML.escaped)
    }
    return table.html
  }

  // MARK: Table rows

  private var bases: [Rate.Basis] { lines.map(\.line.rate.basis) }

  private var rows: String { models + regions + grid }

  private var models: String {
    var table = HTMLTable(
      id: "models-table", caption: "Models (models.csv)",
      columns: [
        "id", "valid from", "evidence", "architecture", "source", "retrieved", "total, 10⁹",
        "total low", "total high", "active, 10⁹", "active low", "active high", "bits", "KV", "W",
      ], texts: 6)
    let rows = unique(bases, by: \.model.line)
    table.rows = rows.prefix(Self.mostRows).map { basis in
      let (model, size) = (basis.model, basis.size)
      let parameters = size.map {
        [
          $0.total.point, $0.total.low, $0.total.high, $0.active.point, $0.active.low,
          $0.active.high, $0.weightBits,
        ].map { "\($0)" } + ["\($0.kvBytes)", "\($0.attentionWidth)"]
      }
      return [
        HTML.escaped(model.id), model.validFrom?.description ?? "always", model.evidence.rawValue,
        size?.architecture.rawValue ?? "", HTML.source(model.source), model.retrieved.description,
      ] + (parameters ?? [String](repeating: "", count: 9))
    }
    return table.html + more(rows.count)
  }

  private var regions: String {
    var table = HTMLTable(
      id: "regions-table", caption: "Regions (regions.csv)",
      columns: ["region", "provider", "zone", "match", "source", "PUE used"], texts: 5)
    // A site has a PUE for each year.
    let rows = unique(bases) { $0.region.line << 32 | ($0.site?.line ?? 0) }
    table.rows = rows.prefix(Self.mostRows).map { basis in
      [
        HTML.escaped(basis.region.name), HTML.escaped(basis.region.provider ?? "any"),
        HTML.escaped(basis.region.zone), basis.region.match.rawValue,
        HTML.source(basis.region.source), "\(basis.pue)",
      ]
    }
    return table.html + more(rows.count)
  }

  private var grid: String {
    var table = HTMLTable(
      id: "grid-table", caption: "Grid intensity (grid-intensity.csv)",
      columns: ["zone", "basis", "source", "year", "g/kWh"], texts: 3)
    let rows = unique(bases, by: \.grid.line)
    table.rows = rows.prefix(Self.mostRows).map { basis in
      [
        HTML.escaped(basis.grid.zone), basis.grid.basis.rawValue, HTML.source(basis.grid.source),
        "\(basis.grid.year)", "\(basis.grid.intensity)",
      ]
    }
    return table.html + more(rows.count)
  }

  /// One of each, in the order of the tables.
  private func unique(_ bases: [Rate.Basis], by line: (Rate.Basis) -> Int) -> [Rate.Basis] {
    Dictionary(bases.map { (line($0), $0) }, uniquingKeysWith: { first, _ in first })
      .sorted { $0.key < $1.key }.map(\.value)
  }

  private func more(_ count: Int) -> String {
    count > Self.mostRows ? "<p>and \(count - Self.mostRows) more rows of this table.</p>\n" : ""
  }

  // MARK: Files

  private var files: String {
    var tables = HTMLTable(
      id: "tables-table", caption: "Tables", columns: ["file", "SHA-256"], texts: 2)
    tables.rows = summary.tables.map { [$0.file, code($0.sha256)] }
    var inputs = HTMLTable(
      id: "inputs-table", caption: "Inputs",
      columns: ["path", "format", "SHA-256", "bytes", "records"], texts: 3)
    inputs.rows = summary.logs.map { log in
      [
        HTML.escaped(log.path), HTML.escaped(log.format), code(log.sha256), "\(log.bytes)",
        "\(log.totals.records)",
      ]
    }
    var outputs = HTMLTable(
      id: "outputs-table", caption: "Outputs", columns: ["path", "SHA-256", "bytes"], texts: 2)
    outputs.rows = summary.outputs.map {
      [HTML.escaped($0.path), code($0.sha256), "\($0.bytes)"]
    }
    var warnings = HTMLTable(
      id: "warnings-table", caption: "Warnings", columns: ["code", "records"])
    warnings.rows = summary.totals.allWarnings.counts.map { [$0.code, "\($0.count)"] }
    return """
      <p>The command:</p>
      <pre><code>\(HTML.escaped(commandLine))</code></pre>
      \(tables.html)\(inputs.html)\(outputs.rows.isEmpty ? "" : outputs.html)\
      \(warnings.rows.isEmpty ? "" : warnings.html)
      """
  }

  private func code(_ hash: String?) -> String {
    hash.map { "<code>\($0)</code>" } ?? "not asked for"
  }

  private var commandLine: String {
    (["eco-calc"] + command).map(\.shellWord).joined(separator: " ")
  }
}
