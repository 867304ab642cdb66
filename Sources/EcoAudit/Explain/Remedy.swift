package import EcoModel
internal import PlainText
package import UsageLogs

/// What would give a request its figure: the line to add to a table, the option to add to a command,
/// the names that are near. It is advice to a person, and never applied.
package struct Remedy {
  /// A line for a table.
  struct Line {
    let table: EcoTables.Name
    let text: String
    /// The line of the table after which it goes: the rows are sorted.
    let after: Int
    /// What in it has to be replaced before it is true.
    let note: String
  }

  let reason: Unclassified
  /// What is missing.
  var missing = ""
  /// What the name was looked up as.
  var triedForms: [String] = []
  var line: Line?
  /// An option, and what it does.
  var option: (text: String, effect: String)?
  var nearest: [String] = []

  /// What would help a request that was refused for a reason.
  package init(_ reason: Unclassified, _ request: ExplainRequest, _ estimator: EcoEstimator) {
    self.reason = reason
    switch reason {
    case .unknownModel: describeModel(request, estimator)
    case .undisclosedParameters: describeUndisclosed(request, estimator)
    case .unknownRegion: describeRegion(request, estimator)
    case .noGridData: describeGrid(request, estimator)
    case .noUsage:
      missing =
        request.promptTokens == nil && request.completionTokens == nil
        ? "token counts" : "a token: all counts are 0"
      option = ("--prompt-tokens N --completion-tokens N", "say what was used")
    case .notCompletion:
      missing =
        "nothing: the request made no text (an embedding, image, audio or moderation call), and"
        + " the method is about text"
    case .notInferred:
      missing = "nothing: the response was replayed from a cache, and no model ran"
    }
  }

  private mutating func describeModel(_ request: ExplainRequest, _ estimator: EcoEstimator) {
    triedForms = estimator.catalogue.triedForms(of: request.model)
    if let match = estimator.catalogue.find(request.model, on: nil) {
      let model = match.model
      missing =
        "a row of \(model.id) that holds on \(request.date.text ?? "that day"): the first is from"
        + " \(estimator.catalogue.models.first { $0.id == model.id }?.validFrom?.description ?? "later")"
      return
    }
    // Of the rules' words the last are a bare name: a row is for the whole id.
    let wanted =
      estimator.tables.edition == .november2026 ? triedForms.last : triedForms.first
    missing = "a row for \"\(wanted ?? request.model)\" in models.csv"
    let models = Array(estimator.catalogue.models)
    let names = Set(models.flatMap { $0.spellings })
    nearest = Self.nearest(triedForms, names.sorted())
    let id = wanted ?? ""
    line = Self.modelLine(id.isEmpty ? "maker/model" : id, models, estimator.tables.edition)
    if let name = nearest.first { option = ("--model \(name)", "if that is the model") }
  }

  private mutating func describeUndisclosed(_ request: ExplainRequest, _ estimator: EcoEstimator) {
    guard let match = estimator.catalogue.find(request.model, on: nil) else { return }
    let model = match.model
    missing =
      "the size of \(model.id): the model is known (models.csv:\(model.line)), and nobody credible"
      + " has published its parameters"
    let others = estimator.catalogue.models.filter { $0.id != model.id }
    let written = Self.modelLine(model.id, others, estimator.tables.edition)
    line = Line(
      table: .models, text: written.text, after: model.line,
      note: "in place of line \(model.line); \(written.note)")
  }

  private mutating func describeRegion(_ request: ExplainRequest, _ estimator: EcoEstimator) {
    let regions = Array(estimator.regions.regions)
    option = ("--assume region=world", "take the world's average; the label is then gross")
    guard let name = (request.region ?? request.assumptions.region).map(Spelling.folded),
      !name.isEmpty
    else {
      missing = "a region: the request states none (in a log: --map region=COLUMN)"
      return
    }
    missing = "a row for \"\(name)\" in regions.csv"
    nearest = Nearest.names(name, Set(regions.map(\.name)).sorted(), limit: 3)
    let near = nearest.first.flatMap { near in
      regions.first { $0.name == near && $0.provider == nil }
    }
    let after = regions.last { $0.name < name || ($0.name == name && $0.provider == nil) }
    let fields = [
      name, "", near?.zone ?? "ZONE", near?.match.rawValue ?? "own", "", "",
      "https://example.org/where-it-says-so",
    ]
    line = Line(
      table: .regions, text: fields.map(CSVText.quoted).joined(separator: ","),
      after: after?.line ?? 1,
      note: near.map {
        "the zone is that of \($0.name), the nearest known name: put the place's own, and the source"
      } ?? "put the zone of grid-intensity.csv that feeds the place, and the source")
  }

  private mutating func describeGrid(_ request: ExplainRequest, _ estimator: EcoEstimator) {
    let place = (request.region ?? request.assumptions.region).flatMap {
      estimator.regions.find($0, provider: request.provider ?? request.assumptions.provider)
    }
    guard let place else { return }
    let zone = estimator.regions.regions[place].zone
    let year = request.date.year.map { "\($0)" } ?? "YEAR"
    let rows = estimator.grid.rows.filter { $0.zone == zone }
    let first = rows.first { $0.basis == .lifecycle }
    missing =
      "a factor of zone \(zone) for \(year) or earlier"
      + (first.map { "; the first is of \($0.year)" } ?? "")
    let previous = estimator.grid.rows.last { row in
      row.zone < zone || (row.zone == zone && row.year < request.date.year ?? Int.max)
    }
    line = Line(
      table: .gridIntensity, text: "\(zone),\(year),G_PER_KWH,lifecycle,SOURCE",
      after: previous?.line ?? 1, note: "put the factor and the key of its source")
  }
}

extension Remedy {
  /// The names nearest to any of the forms, with and without the part before the slash.
  private static func nearest(_ forms: [String], _ known: [String]) -> [String] {
    var found: [String] = []
    for form in forms.reversed() {
      let bare = form.split(separator: "/").last.map(String.init) ?? form
      for name in Nearest.names(form, known, limit: 3) + Nearest.names(bare, known, limit: 3)
      where !found.contains(name) {
        found.append(name)
      }
    }
    return Array(found.prefix(3))
  }

  /// A line for a model: with the size where the name says one, else with the places to fill in.
  private static func modelLine(_ id: String, _ models: [Model], _ edition: Edition) -> Line {
    let retrieved = models.map(\.retrieved).max()?.description ?? "2026-11-21"
    let bits = edition == .november2026 ? [] : ["assumed", ""]
    let tail = ["", "https://example.org/where-it-says-so", retrieved, ""] + bits
    let after = models.last { $0.id < id }?.line ?? 1
    let fields: [String]
    let note: String
    if let (total, active) = SizeInName.sizes(id) {
      let architecture = AssumedArchitecture.of(total)
      fields =
        [id, ""] + [String](repeating: "\(total)", count: 3)
        + [String](repeating: "\(active)", count: 3)
        + ["16", "\(architecture.kvBytes)", "\(architecture.attentionWidth)", "name", "assumed"]
      note =
        "the size is read off the name, so the label is gross; replace the source, and the"
        + " evidence where someone has published the size"
    } else {
      fields = [
        id, "", "TOTAL", "TOTAL_LOW", "TOTAL_HIGH", "ACTIVE", "ACTIVE_LOW", "ACTIVE_HIGH", "16",
        "KV_BYTES", "WIDTH", "single", "assumed",
      ]
      note =
        "fill in the parameters in 10⁹, and the widths by METHODOLOGY.md, Models; the name says"
        + " no size and none is guessed"
    }
    return Line(
      table: .models, text: (fields + tail).map(CSVText.quoted).joined(separator: ","),
      after: after, note: note)
  }
}

extension Model {
  /// The names under which it is found.
  package var spellings: [String] {
    [id] + aliases + (id.split(separator: "/").last.map { [String($0)] } ?? [])
  }
}
