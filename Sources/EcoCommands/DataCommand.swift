internal import EcoAudit
internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc data`: the tables inside, with their sources.
enum DataCommand {
  static let specs: [OptionSpec] = [
    .json, OptionSpec(name: "csv", help: "the rows as they stand in the table"),
    OptionSpec(name: "ids", help: "coverage: of a list, one id a line or CSV with weights"),
    OptionSpec(name: "data", value: "DIR", help: "your own tables"),
    .from, .map, .methodology, .color, .help,
  ]

  enum Topic: String, CaseIterable {
    case models, regions, grid, pue, accelerators, methodologies, formats, rules, providers,
      coverage, focus
  }

  static func run(_ typed: TypedArguments) async throws -> ExitCode {
    guard typed.operands.count <= 2 else { throw UsageError("data takes a table and one name") }
    guard !(typed.has("json") && typed.has("csv")) else {
      throw UsageError("--json and --csv exclude each other")
    }
    let topic = try typed.operands.first.map(Self.topic)
    let methodology = try typed.last("methodology").map(Methodology.shipped) ?? .newest
    let estimator = try EcoEstimator(
      tables: Tables.load(typed.last("data"), for: methodology), methodology: methodology)
    let shown: (listing: DataListing, objects: JSONValue?)
    if topic == .coverage {
      guard typed.operands.count == 2 else {
        throw UsageError("data coverage takes a log, or with --ids a list: data coverage FILE")
      }
      let coverage = try await CoverageCommand.coverage(of: typed.operands[1], typed, estimator)
      shown = (coverage.listing, coverage.objects)
    } else {
      let catalogue = try DataCatalogue(
        estimator, formats: LogFormats.load(typed.last("data")))
      let providers = try Providers.load(typed.last("data"))
      shown =
        try topic == .providers
        ? (Self.listing(providers, typed.operands.dropFirst().first), nil)
        : topic == .focus
          ? (Self.focus, FocusColumn.metadata)
          : topic.map { try show($0, typed.operands.dropFirst().first, catalogue) }
            ?? (overview(catalogue), nil)
    }
    let text =
      typed.has("json")
      ? (shown.objects ?? shown.listing.objects).text
      : typed.has("csv") ? shown.listing.csvText : shown.listing.text
    try OutputFile.write(text, to: nil)
    return .success
  }

  private static func topic(_ name: String) throws(UsageError) -> Topic {
    guard let topic = Topic(rawValue: name) else {
      let names = Topic.allCases.map(\.rawValue)
      throw UsageError("data \(name): no such table\(Nearest.known(name, names))")
    }
    return topic
  }

  /// A table, or the rows of a name; `objects` where machines get more than its columns.
  private static func show(
    _ topic: Topic, _ name: String?, _ catalogue: DataCatalogue
  ) throws(NoSuchName) -> (listing: DataListing, objects: JSONValue?) {
    var listing: DataListing?
    var objects: JSONValue?
    let known: [String]
    let estimator = catalogue.estimator
    switch topic {
    case .models:
      let found = catalogue.models(name)
      listing = found.map(catalogue.listing)
      objects = found.map { catalogue.objects(.models, $0.map(\.line)) }
      known = Set(estimator.catalogue.models.flatMap(\.spellings)).sorted()
    case .regions:
      let found = catalogue.regions(name)
      listing = found.map(catalogue.listing)
      objects = found.map { catalogue.objects(.regions, $0.map(\.line)) }
      known = Set(estimator.regions.regions.map(\.name)).sorted()
    case .grid:
      let found = catalogue.grid(name)
      listing = found.map(catalogue.listing)
      objects = found.map { catalogue.objects(.gridIntensity, $0.map(\.line)) }
      let zones = estimator.grid.rows.map { Spelling.folded($0.zone) }
      known = Set(zones + estimator.regions.regions.map(\.name)).sorted()
    case .pue:
      let found = catalogue.pues(name)
      listing = found.map(catalogue.listing)
      objects = found.map { catalogue.objects(.pue, $0.map(\.line)) }
      known = Set(catalogue.pues(nil)?.map(\.region) ?? []).sorted()
    case .accelerators:
      let found = catalogue.accelerators(name)
      listing = found.map(catalogue.listing)
      objects = found.map { catalogue.objects(.accelerators, $0.map(\.line)) }
      known = estimator.accelerators.rows?.map(\.name) ?? []
    case .methodologies:
      let all = Methodology.all
      let found = name.map { name in all.filter { $0.id == name } } ?? all
      if !found.isEmpty {
        listing = catalogue.listing(found, isSingle: name != nil)
        objects = .array(found.map(\.json))
      }
      known = all.map(\.id)
    case .formats:
      listing = catalogue.listing(formats: name)
      known = catalogue.formats.names
    case .rules:
      listing = catalogue.rules(name)
      known = []
    case .coverage, .providers, .focus: known = []
    }
    guard let listing else { throw NoSuchName(topic: topic, name: name ?? "", known: known) }
    return (listing, objects)
  }

  /// Where providers serve, or one of them.
  private static func listing(_ providers: Providers, _ name: String?) throws(NoSuchName)
    -> DataListing
  {
    let rows = name.map { name in providers.find(name).map { [$0] } ?? [] } ?? providers.rows
    guard !rows.isEmpty else {
      throw NoSuchName(topic: .providers, name: name ?? "", known: providers.rows.map(\.name))
    }
    return DataListing(
      columns: ["provider", "region", "may_be", "retrieved", "source", "note"],
      rows: rows.map {
        [
          $0.name, $0.region, $0.mayBe.joined(separator: " "), $0.retrieved, $0.source, $0.note,
        ]
      })
  }

  /// The columns that --to focus writes.
  private static let focus = DataListing(
    columns: ["column", "type", "unit", "meaning"],
    rows: FocusColumn.all.map { [$0.name, $0.kind.rawValue, $0.unit, $0.meaning] })

  /// What there is: each table with its rows and its digest.
  private static func overview(_ catalogue: DataCatalogue) -> DataListing {
    let estimator = catalogue.estimator
    let counts: [(EcoTables.Name, Int)] =
      [
        (.models, estimator.catalogue.models.count), (.regions, estimator.regions.regions.count),
        (.gridIntensity, estimator.grid.rows.count),
      ] + (estimator.pues.map { [(.pue, $0.rows.count)] } ?? [])
      + (estimator.accelerators.rows.map { [(.accelerators, $0.count)] } ?? [])
      + (catalogue.rules.isEmpty ? [] : [(.idRules, catalogue.rules.count)])
    return DataListing(
      columns: ["table", "rows", "sha256"],
      rows: counts.map { [$0.rawValue, "\($1)", estimator.tables.sha256($0)] }
        + [[LogFormats.fileName, "\(catalogue.formats.rowCount)", catalogue.formats.sha256]],
      notes: [
        "", "models by evidence: \(catalogue.evidence)",
        "", "methodologies  \(Methodology.all.map(\.id).joined(separator: ", "))",
        "log formats    \(catalogue.formats.names.count)",
        "version        \(estimator.methodologyVersion)",
      ])
  }
}

/// A name that a table does not have.
struct NoSuchName: Fault {
  let topic: DataCommand.Topic
  let name: String
  let known: [String]

  var family: FaultFamily { .result }
  var description: String {
    let near = Nearest.names(Spelling.folded(name), known, limit: 3)
    let hint = near.isEmpty ? "" : "; the nearest: \(near.joined(separator: ", "))"
    return "no \(name) in \(topic.rawValue)\(hint)"
  }
}
