internal import EcoModel

/// `eco-calc data`: the tables inside, with their sources.
struct DataCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "json", help: "for machines"),
    OptionSpec(name: "csv", help: "the rows as they stand in the table"),
    OptionSpec(name: "data", value: "DIR", help: "your own tables"),
    OptionSpec(name: "color", value: "WHEN", help: ""),
    OptionSpec(name: "help", short: "h", help: "this page"),
  ]

  static let help = """
    eco-calc data: the tables inside, with their sources

    usage: eco-calc data                          what there is
           eco-calc data models [NAME]            by id, alias or part of an id
           eco-calc data regions [NAME]
           eco-calc data grid [ZONE|REGION]       all years of a zone; without one the newest
           eco-calc data methodologies [ID]       with every constant, unit and source
           eco-calc data formats [NAME]           the logs that are read

    \(Help.lines(specs))

    Exit: 0 done, 1 no such name (the nearest are suggested), 2 usage, 3 files, 4 data.

    """

  enum Topic: String, CaseIterable {
    case models, regions, grid, methodologies, formats
  }

  let typed: TypedArguments

  init(_ words: [String]) throws(UsageError) { typed = try TypedArguments(words, Self.specs) }

  func run() throws -> ExitCode {
    if typed.has("help") { return try EcoCalc.say(Self.help) }
    guard typed.operands.count <= 2 else { throw UsageError("data takes a table and one name") }
    guard !(typed.has("json") && typed.has("csv")) else {
      throw UsageError("--json and --csv exclude each other")
    }
    let topic = try typed.operands.first.map(Self.topic)
    let catalogue = try DataCatalogue(
      EcoEstimator(tables: Tables.load(typed.last("data"))))
    guard let topic else { return try overview(catalogue) }
    return try show(topic, typed.operands.dropFirst().first, catalogue)
  }

  private static func topic(_ name: String) throws(UsageError) -> Topic {
    guard let topic = Topic(rawValue: name) else {
      let names = Topic.allCases.map(\.rawValue)
      throw UsageError(
        "data \(name): no such table\(Nearest.hint(name, names)); known are:"
          + " \(names.joined(separator: ", "))")
    }
    return topic
  }

  private func show(
    _ topic: Topic, _ name: String?, _ catalogue: DataCatalogue
  ) throws -> ExitCode {
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
      let zones = estimator.grid.rows.map { ModelID.folded($0.zone) }
      known = Set(zones + estimator.regions.regions.map(\.name)).sorted()
    case .methodologies:
      let all = Methodology.all
      let found = name.map { name in all.filter { $0.id == name } } ?? all
      if !found.isEmpty {
        listing = catalogue.listing(found, isSingle: name != nil)
        objects = .array(found.map(\.json))
      }
      known = all.map(\.id)
    case .formats:
      listing = DataCatalogue.formats(name)
      known = Set(LogFormats.all.map(\.name)).sorted()
    }
    guard let listing else { throw NoSuchName(topic: topic, name: name ?? "", known: known) }
    if typed.has("json") { return try EcoCalc.say((objects ?? listing.objects).text) }
    return try EcoCalc.say(typed.has("csv") ? listing.csvText : listing.text)
  }

  /// What there is: each table with its rows and its digest.
  private func overview(_ catalogue: DataCatalogue) throws -> ExitCode {
    let estimator = catalogue.estimator
    let counts: [(EcoTables.Name, Int)] = [
      (.models, estimator.catalogue.models.count), (.regions, estimator.regions.regions.count),
      (.gridIntensity, estimator.grid.rows.count),
    ]
    let listing = DataListing(
      columns: ["table", "rows", "sha256"],
      rows: counts.map { [$0.rawValue, "\($1)", estimator.tables.sha256($0)] },
      notes: [
        "", "methodologies  \(Methodology.all.map(\.id).joined(separator: ", "))",
        "log formats    \(Set(LogFormats.all.map(\.name)).count)",
        "version        \(estimator.methodologyVersion)",
      ])
    if typed.has("json") { return try EcoCalc.say(listing.objects.text) }
    return try EcoCalc.say(typed.has("csv") ? listing.csvText : listing.text)
  }
}

/// A name that a table does not have.
struct NoSuchName: Error, CustomStringConvertible {
  let topic: DataCommand.Topic
  let name: String
  let known: [String]

  var description: String {
    let near = Nearest.names(ModelID.folded(name), known, limit: 3)
    let hint = near.isEmpty ? "" : "; the nearest: \(near.joined(separator: ", "))"
    return "no \(name) in \(topic.rawValue)\(hint)"
  }
}

extension DataListing {
  /// The rows as objects by the columns' names.
  var objects: JSONValue {
    .array(
      rows.map { row in .object(zip(columns, row).map { ($0, JSONValue.string($1)) }) })
  }
}

extension Methodology {
  /// All of it, for machines.
  var json: JSONValue {
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
