package import EcoModel
package import PlainText
package import UsageLogs

/// The tables as they can be looked through: lists, and single rows with their history.
package struct DataCatalogue {
  package let estimator: EcoEstimator
  package let formats: LogFormats
  private let files: [EcoTables.Name: SmallCSV]

  package init(_ estimator: EcoEstimator, formats: LogFormats) throws(DataError) {
    self.estimator = estimator
    self.formats = formats
    var files: [EcoTables.Name: SmallCSV] = [:]
    for name in estimator.tables.edition.files {
      files[name] = try SmallCSV(estimator.tables[name], file: name.rawValue)
    }
    self.files = files
  }

  /// The rows of a file that start on these lines, in its order.
  private func rows(_ name: EcoTables.Name, _ lines: [Int]) -> [SmallCSV.Row] {
    let wanted = Set(lines)
    return files[name]?.rows.filter { wanted.contains($0.line) } ?? []
  }

  private func csv(_ name: EcoTables.Name, _ lines: [Int]) -> [String] {
    [files[name]?.columns.joined(separator: ",") ?? ""] + rows(name, lines).map(\.text)
  }

  /// All columns of the rows that start on these lines.
  package func objects(_ name: EcoTables.Name, _ lines: [Int]) -> JSONValue {
    .array(
      rows(name, lines).map { row in
        .object(
          [("line", .integer(row.line))]
            + (files[name]?.columns ?? []).map { ($0, .string(row[$0])) })
      })
  }

  // MARK: Models

  /// The rows of `models.csv` by who published the size, and their shares.
  package var evidence: String {
    let models = estimator.catalogue.models
    let counts = Dictionary(models.map { ($0.evidence, 1) }, uniquingKeysWith: +)
    return Model.Evidence.allCases.compactMap { evidence in
      counts[evidence].map { count in
        "\(evidence.rawValue) \(count) (\((100 * count + models.count / 2) / models.count) %)"
      }
    }.joined(separator: ", ")
  }

  /// The rows of `id-rules.csv`, in their order.
  package var rules: [[String]] {
    guard let file = files[.idRules] else { return [] }
    return file.rows.map { row in file.columns.map { row[$0] } }
  }

  /// The rules of a kind, or with a pattern; without a name all; `nil` where there are none.
  package func rules(_ name: String?) -> DataListing? {
    let found = name.map { name in rules.filter { $0.prefix(2).contains(name) } } ?? rules
    guard let file = files[.idRules], !found.isEmpty else { return nil }
    return DataListing(
      columns: file.columns, rows: found.map { $0.map { $0.isEmpty ? "-" : $0 } },
      csv: name == nil ? [file.columns.joined(separator: ",")] + file.rows.map(\.text) : [])
  }

  /// The rows of the model of a name; without a name all; `nil` where nothing has that name.
  ///
  /// A name is an id in any spelling that a log may have, else a part of ids.
  package func models(_ name: String?) -> [Model]? {
    let all = estimator.catalogue.models
    guard let name else { return Array(all) }
    if let match = estimator.catalogue.find(name, on: nil) {
      return all.filter { $0.id == match.model.id }
    }
    let part = Spelling.folded(name)
    let found = all.filter { $0.spellings.contains { $0.contains(part) } }
    return found.isEmpty ? nil : found
  }

  package func listing(_ models: [Model]) -> DataListing {
    var listing = DataListing(
      columns: ["id", "total_b", "active_b", "bits", "evidence", "architecture", "valid_from"],
      rows: models.map { model in
        [
          model.id, model.size.map { Self.range($0.total) } ?? "-",
          model.size.map { Self.range($0.active) } ?? "-",
          model.size.map { "\($0.weightBits)" } ?? "-", model.evidence.rawValue,
          model.size?.architecture.rawValue ?? "-", model.validFrom.map { "\($0)" } ?? "-",
        ]
      })
    listing.csv = csv(.models, models.map(\.line))
    if let first = models.first, models.allSatisfy({ $0.id == first.id }) {
      listing.notes = models.flatMap { model in
        [
          "", "\(model.rowName)   models.csv:\(model.line), retrieved \(model.retrieved)",
          "  source   \(model.source)",
          "  note     \(model.note.isEmpty ? "-" : model.note)",
          "  aliases  \(model.aliases.isEmpty ? "-" : model.aliases.joined(separator: " "))",
        ]
          + (model.size.map { ["  widths   KV \($0.kvBytes), W \($0.attentionWidth)"] } ?? [])
      }
    }
    return listing
  }

  private static func range(_ parameters: Model.Parameters) -> String {
    parameters.low == parameters.high
      ? "\(parameters.point)"
      : "\(parameters.point) (\(parameters.low)-\(parameters.high))"
  }

  // MARK: Regions

  package func regions(_ name: String?) -> [Region]? {
    let all = estimator.regions.regions
    guard let name = name.map(Spelling.folded) else { return Array(all) }
    let exact = all.filter { $0.name == name }
    let found = exact.isEmpty ? all.filter { $0.name.contains(name) } : exact
    return found.isEmpty ? nil : found
  }

  package func listing(_ regions: [Region]) -> DataListing {
    DataListing(
      columns: ["region", "provider", "zone", "match", "pue", "pue_year", "source"],
      rows: regions.map { region in
        let site = estimator.site(of: region, nil)
        return [
          region.name, region.provider ?? "-", region.zone, region.match.rawValue,
          site.map { "\($0.pue)" } ?? "-", site?.year.map { "\($0)" } ?? "-", region.source,
        ]
      }, csv: csv(.regions, regions.map(\.line)))
  }

  // MARK: PUE

  /// All years of a site, by a region's name or a part of it.
  package func pues(_ name: String?) -> [SitePUE]? {
    let all = estimator.pues.map { Array($0.rows) } ?? []
    guard let name = name.map(Spelling.folded) else { return all }
    let place = estimator.regions.find(name, provider: nil).map { estimator.regions.regions[$0] }
    let exact = all.filter { $0.region == place?.site ?? name }
    let found = exact.isEmpty ? all.filter { $0.region.contains(name) } : exact
    return found.isEmpty ? nil : found
  }

  package func listing(_ pues: [SitePUE]) -> DataListing {
    DataListing(
      columns: ["region", "provider", "year", "pue", "source"],
      rows: pues.map {
        [
          $0.region, $0.provider ?? "-", $0.year.map { "\($0)" } ?? "-", "\($0.pue)", $0.source,
        ]
      }, csv: csv(.pue, pues.map(\.line)))
  }

  // MARK: Grid

  /// All years of a zone; without a name the newest year of every zone. A region's name leads to its
  /// zone.
  package func grid(_ name: String?) -> [GridIntensity]? {
    let all = estimator.grid.rows
    guard let name else {
      return all.indices.filter { index in
        estimator.grid.find(zone: all[index].zone, year: nil) == index
      }.map { all[$0] }
    }
    let folded = Spelling.folded(name)
    let zone =
      all.first { Spelling.folded($0.zone) == folded }?.zone
      ?? estimator.regions.find(name, provider: nil).map { estimator.regions.regions[$0].zone }
    guard let zone else { return nil }
    return all.filter { $0.zone == zone }
  }

  package func listing(_ grid: [GridIntensity]) -> DataListing {
    DataListing(
      columns: ["zone", "year", "g_per_kwh", "basis", "source"],
      rows: grid.map {
        [$0.zone, "\($0.year)", "\($0.intensity)", $0.basis.rawValue, $0.source]
      }, csv: csv(.gridIntensity, grid.map(\.line)))
  }

  // MARK: Accelerators

  package func accelerators(_ name: String?) -> [Accelerator]? {
    guard let all = estimator.accelerators.rows else { return nil }
    guard let name = name.map(Spelling.folded) else { return Array(all) }
    let exact = all.filter { $0.name == name }
    let found = exact.isEmpty ? all.filter { $0.name.contains(name) } : exact
    return found.isEmpty ? nil : found
  }

  package func listing(_ accelerators: [Accelerator]) -> DataListing {
    DataListing(
      columns: ["name", "board_watts", "draw_share", "service", "source", "note"],
      rows: accelerators.map { row in
        [
          row.name, "\(row.boardWatts)", "\(row.drawShare)", "\(row.service)", row.source,
          row.note.isEmpty ? "-" : row.note,
        ]
      }, csv: csv(.accelerators, accelerators.map(\.line)))
  }

  // MARK: Methodologies and formats

  package func listing(_ methodologies: [Methodology], isSingle: Bool) -> DataListing {
    guard isSingle, let one = methodologies.first else {
      return DataListing(
        columns: ["id", "summary"], rows: methodologies.map { [$0.id, $0.summary] })
    }
    let constants = one.constants + Methodology.sharedConstants
    return DataListing(
      columns: ["constant", "value", "unit", "meaning", "source"],
      rows: constants.map { [$0.name, $0.text, $0.unit, $0.meaning, $0.source] },
      notes: ["", one.summary, ""] + one.formula.split(separator: "\n").map { "  \($0)" })
  }

  /// How formats are written.
  private static let language: [String] =
    [
      "",
      "eco-calc data formats NAME prints the rules of one: a file that --from FILE reads, and"
        + " --map FIELD=PATH adds a rule.", "",
    ]
    + TextTable.indented(
      [["field", "meaning"]] + FormatRule.meanings.map { [$0.name, $0.meaning] })
    + [""]
    + TextTable.indented([["path", "meaning"]] + FormatRule.paths.map { [$0.path, $0.meaning] })

  /// All formats, or the rules of one as a file that `--from` reads.
  package func listing(formats name: String?) -> DataListing? {
    if let name {
      let rows = formats.named(name).flatMap { format in
        format.rules.map { [name, $0.name, $0.path, ""] }
      }
      return rows.isEmpty ? nil : DataListing(columns: LogFormats.columns, rows: rows, isFile: true)
    }
    return DataListing(
      columns: ["format", "written as", "told by"],
      rows: formats.all.map(formats.format).map { format in
        [
          format.name, format.shapes.map(\.rawValue).sorted().joined(separator: ", "),
          format.unusable ?? format.signature.sorted().joined(separator: ", "),
        ]
      }, notes: Self.language)
  }
}

extension Methodology {
  /// All of it, for machines.
  package var json: JSONValue {
    .object([
      ("id", .string(id)), ("summary", .string(summary)), ("formula", .string(formula)),
      (
        "constants",
        .array(
          (constants + Methodology.sharedConstants).map {
            .object([
              ("name", .string($0.name)), ("value", .string($0.text)), ("unit", .string($0.unit)),
              ("meaning", .string($0.meaning)), ("source", .string($0.source)),
            ])
          })
      ),
    ])
  }
}
