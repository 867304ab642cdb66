internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// The options that say how logs are read, whatever the command does with them.
enum ReadingArguments {
  /// Options of one command that mean something else in another.
  ///
  /// - Throws: `UsageError` with the names that would do, `MethodologyError`.
  static func options(_ typed: TypedArguments) throws -> ReadingOptions {
    var options = ReadingOptions()
    options.formats = try LogFormats.load(typed.last("data"))
    if let path = typed.last("from"), path.contains("/") || path.hasSuffix(".csv") {
      options.formats = try LogFormats(InputFile.contents(path), file: path)
      let names = options.formats.names
      options.format = names.count == 1 ? names[0] : nil
    } else if let name = typed.last("from") {
      guard name == GenericFormat.name || !options.formats.named(name).isEmpty else {
        throw UsageError(
          "--from \(name): no such log format\(Nearest.known(name, options.formats.names))")
      }
      options.format = name
    }
    options.maps = try typed.all("map").map(map)
    for assumption in typed.all("assume") { try assume(assumption, &options.assumptions) }
    if options.assumptions.region.map(Spelling.folded) == Providers.word {
      options.assumptions.providers = try Providers.load(typed.last("data"))
    }
    options.assumptions.measuredUnknown = typed.has("measured-unknown")
    if let id = typed.last("methodology") { options.methodology = try .shipped(id) }
    options.blockSize =
      try typed.number("block-size", 1...ReadingOptions.largestBlock) ?? options.blockSize
    return options
  }

  static func map(_ text: String) throws(UsageError) -> FormatRule {
    let (name, path) = try pair("map", text)
    guard FormatRule.names.contains(name) else {
      throw UsageError(
        "--map \(text): no field \(name)\(Nearest.known(name, FormatRule.names))")
    }
    return FormatRule(name, path)
  }

  private static func assume(
    _ text: String, _ assumptions: inout Assumptions
  ) throws(UsageError) {
    let (name, value) = try pair("assume", text)
    switch name {
    case "region": assumptions.region = value
    case "provider": assumptions.provider = value
    case "model": assumptions.model = value
    case "concurrency":
      assumptions.concurrency = try concurrency(value, of: "--assume \(text)")
    case "accelerator": assumptions.accelerator = value
    default:
      throw UsageError(
        "--assume \(text): only region, provider, model, concurrency or accelerator can be assumed")
    }
  }

  /// - Parameter option: it as it was typed, for the message.
  static func concurrency(_ text: String, of option: String) throws(UsageError) -> Concurrency {
    let nanos = DecimalText.nanos(text.utf8, places: 3)
    guard let sequences = nanos.flatMap({ Concurrency(Decimal9(nanos: $0)) }) else {
      throw UsageError("\(option): expected sequences from 1 to 16384 with at most 3 places")
    }
    return sequences
  }

  static func pair(
    _ option: String, _ text: String
  ) throws(UsageError) -> (String, String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
      text.index(after: equals) < text.endIndex
    else { throw UsageError("--\(option) \(text): expected FIELD=VALUE") }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}
