internal import EcoModel

/// The options of `calc`, and how the words of a command line become a plan.
enum CalcArguments {
  static let specs: [OptionSpec] = [
    OptionSpec(
      name: "output", short: "o", value: "PATH",
      help: "write there instead of stdout; a directory for several inputs"),
    OptionSpec(
      name: "from", short: "f", value: "NAME",
      help: "the log format, where it is not to be told by the log itself"),
    OptionSpec(
      name: "to", short: "t", value: "FORM", help: "csv, jsonl or json; default: as the input"),
    OptionSpec(
      name: "map", value: "FIELD=COLUMN", help: "where a field is; repeatable; dotted path for JSON"
    ),
    OptionSpec(
      name: "assume", value: "FIELD=VALUE",
      help: "region, provider or model of rows that lack it; repeatable"),
    OptionSpec(
      name: "methodology", short: "m", value: "ID",
      help: "an older or another methodology; see: eco-calc data"),
    OptionSpec(
      name: "data", value: "DIR", help: "your own models.csv, grid-intensity.csv, regions.csv"),
    OptionSpec(
      name: "significant-digits", value: "N", help: "round the printed figures, never the totals"),
    OptionSpec(
      name: "by", value: "LIST",
      help: "totals per day, month, model, provider, region, key, accuracy"),
    OptionSpec(name: "dedupe", help: "count exact repeats of an id once; reject conflicting ones"),
    OptionSpec(
      name: "rejects", value: "PATH",
      help: "records that cannot be read; default: OUTPUT.rejects.jsonl"),
    OptionSpec(
      name: "max-rejects", value: "N|P%", help: "more rejects than that: exit 1 (default 0)"),
    OptionSpec(
      name: "max-omitted", value: "P%", help: "more records without a figure than that: exit 1"),
    OptionSpec(name: "strict", help: "stop at the first bad record and write nothing"),
    OptionSpec(name: "summary", value: "PATH|-", help: "totals, coverage and reasons as JSON"),
    OptionSpec(name: "report", value: "FILE.html", help: "the same as one page to attach"),
    OptionSpec(name: "sha256", help: "add the SHA-256 of inputs and outputs to the summary"),
    OptionSpec(
      name: "jobs", short: "j", value: "N", help: "threads; the output is the same for any N"),
    OptionSpec(name: "quiet", short: "q", help: "no progress and no closing words"),
    OptionSpec(name: "color", value: "WHEN", help: "auto, always or never; NO_COLOR is respected"),
    OptionSpec(name: "block-size", value: "BYTES", help: ""),
    OptionSpec(name: "help", short: "h", help: "this page"),
    OptionSpec(name: "version", help: "the version"),
  ]

  /// What `explain` has an option for, a log says itself, or the caller assumes.
  static let instead = [
    "--region": "--assume region=NAME", "--provider": "--assume provider=NAME",
    "--model": "--assume model=ID",
  ]

  /// A plan for words as typed.
  static func plan(_ typed: TypedArguments, command: [String]) throws -> RunPlan {
    var plan = RunPlan(inputs: typed.operands.isEmpty ? ["-"] : typed.operands)
    plan.command = command
    plan.output = typed.last("output")
    plan.rejects = typed.last("rejects")
    plan.summary = typed.last("summary")
    plan.report = typed.last("report")
    if plan.report == "-" {
      throw UsageError("--report -: standard output is for data; name a file")
    }
    plan.dataDirectory = typed.last("data")
    plan.isStrict = typed.has("strict")
    plan.hashesFiles = typed.has("sha256")
    plan.isQuiet = typed.has("quiet")
    plan.tally.dedupes = typed.has("dedupe")
    if let name = typed.last("from") {
      guard !LogFormats.named(name).isEmpty else {
        let names = Set(LogFormats.all.map(\.name)).sorted()
        throw UsageError(
          "--from \(name): no such log format\(Nearest.hint(name, names)); known are:"
            + " \(names.joined(separator: ", "))")
      }
      plan.format = name
    }
    plan.outputForm = try choice("to", typed, RunPlan.OutputForm.self)
    plan.maps = try typed.all("map").map(map)
    for assumption in typed.all("assume") { try assume(assumption, &plan.assumptions) }
    if let id = typed.last("methodology") { plan.methodology = try methodology(id) }
    plan.tally.significantDigits = try number("significant-digits", typed, 1...18)
    plan.tally.groupBy = try groups(typed.all("by"))
    plan.maximumRejects = try gate("max-rejects", typed) ?? plan.maximumRejects
    plan.maximumOmitted = try gate("max-omitted", typed) ?? plan.maximumOmitted
    plan.jobs = try number("jobs", typed, 1...256) ?? min(Processors.count, 256)
    plan.blockSize =
      try number("block-size", typed, 1...BlockReader.maximumRecord) ?? plan.blockSize
    return plan
  }

  /// The methodology with an id.
  static func methodology(_ id: String) throws(MethodologyError) -> Methodology {
    guard let found = Methodology.named(id) else { throw MethodologyError(id: id) }
    return found
  }

  private static func map(_ text: String) throws -> (field: Field, path: String) {
    let (name, path) = try pair("map", text)
    guard let field = Field.mappable.first(where: { $0.name == name })?.field else {
      let names = Field.mappable.map(\.name)
      throw UsageError(
        "--map \(text): no field \(name)\(Nearest.hint(name, names)); known are:"
          + " \(names.joined(separator: ", "))")
    }
    return (field, path)
  }

  private static func assume(_ text: String, _ assumptions: inout Assumptions) throws {
    let (name, value) = try pair("assume", text)
    switch name {
    case "region": assumptions.region = value
    case "provider": assumptions.provider = value
    case "model": assumptions.model = value
    default: throw UsageError("--assume \(text): only region, provider or model can be assumed")
    }
  }

  private static func pair(_ option: String, _ text: String) throws -> (String, String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
      text.index(after: equals) < text.endIndex
    else { throw UsageError("--\(option) \(text): expected FIELD=VALUE") }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  private static func groups(_ lists: [String]) throws -> [GroupDimension] {
    var dimensions: [GroupDimension] = []
    for name in lists.flatMap({ $0.split(separator: ",").map(String.init) }) {
      guard let dimension = GroupDimension(rawValue: name) else {
        let names = GroupDimension.allCases.map(\.rawValue)
        throw UsageError(
          "--by \(name)\(Nearest.hint(name, names)); known are: \(names.joined(separator: ", "))")
      }
      if !dimensions.contains(dimension) { dimensions.append(dimension) }
    }
    return dimensions
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String, _ typed: TypedArguments, _: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = typed.last(option) else { return nil }
    guard let value = Choice(rawValue: text) else {
      throw UsageError(
        "--\(option) \(text): expected \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  private static func number(
    _ option: String, _ typed: TypedArguments, _ range: ClosedRange<Int>
  ) throws -> Int? {
    guard let text = typed.last(option) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        "--\(option) \(text): expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private static func gate(_ option: String, _ typed: TypedArguments) throws -> RunPlan.Gate? {
    guard let text = typed.last(option) else { return nil }
    guard let gate = RunPlan.Gate(text) else {
      throw UsageError("--\(option) \(text): expected a number, or a percentage such as 5%")
    }
    return gate
  }
}

/// A methodology that was never shipped.
struct MethodologyError: Error, CustomStringConvertible {
  let id: String

  var description: String {
    let known = Methodology.all.map(\.id)
    return
      "no methodology \(id)\(Nearest.hint(id, known)); known are: \(known.joined(separator: ", "))"
  }
}
