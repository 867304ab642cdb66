internal import PlainText

/// What is said of a log that is not recognised: what was seen, what it looks like, and what helps.
enum Refusal {
  /// Names a kind of text that no reader here parses, from its bytes; `nil` if it may be a log.
  static func encoding(of head: [UInt8]) -> String? {
    let first = head.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if first.starts(with: "{'".utf8) || first.starts(with: "[{'".utf8) {
      return "it has Python's single quotes and is not JSON; write it with json.dumps"
    }
    return nil
  }

  /// A file that holds something else than is to be read.
  static func holding(_ format: LogFormat, _ options: ReadingOptions) -> String {
    let option = format.holding == .log ? "LOG" : "--\(format.holding.rawValue)"
    return "it is a \(format.holding.rawValue) (\(format.name)), not a \(options.holding.rawValue);"
      + " eco-calc reconcile LOG --bill FILE --statement FILE takes it as \(option)"
  }

  /// A delimited log whose columns no format has.
  static func columns(_ columns: [String], _ options: ReadingOptions) -> String {
    "no known \(options.formatName) has these columns: \(list(columns))"
      + nearest(Set(columns), .csv, options) + options.remedy("COLUMN")
  }

  /// A JSON log whose members no format has.
  static func members(
    _ paths: Set<String>, _ shape: LogFormat.Shape, _ options: ReadingOptions
  ) -> String {
    if let known = shapes.first(where: { $0.signature.isSubset(of: paths) }) { return known.words }
    if let running = GenericFormat.runningTotal(in: paths) {
      return "its counts are running totals (\(running)), so a record is no call; take the last one"
        + " of each session, and say where its fields are with --map FIELD=PATH"
    }
    guard !paths.isEmpty else {
      return
        "no JSON object in it is whole and has members; with --from NAME (eco-calc data formats) it"
        + " is told what is wrong, and where"
    }
    let keys = paths.filter { !$0.contains("=") && !$0.contains(".") && !$0.contains("[]") }
    return "no known \(options.formatName) has these members: \(list(keys.sorted()))"
      + nearest(paths, shape, options) + options.remedy("PATH")
  }

  /// Whether a JSON log is one that is known and not read, whatever counts it has.
  static func isKnown(_ paths: Set<String>) -> Bool {
    shapes.contains { $0.signature.isSubset(of: paths) }
  }

  /// What a named format lacks in a log that has not its signature: what it counts, of a delimited log
  /// each of prompt and completion tokens, or who answered; `nil` where it may be read as that.
  static func misfit(
    _ format: LogFormat, _ shape: LogFormat.Shape, _ paths: Set<String>, needsModel: Bool
  ) -> String? {
    var needed: [[Field]] = needsModel ? [[.model]] : []
    needed +=
      shape == .csv
      ? [[.prompt, .total], [.completion, .total]] : [[.prompt, .completion, .total]]
    let lacks = needed.contains { fields in
      let sources = fields.flatMap { format.fields[$0] ?? [] }
      return !sources.isEmpty && !sources.contains { isListed($0.path, in: paths) }
    }
    guard lacks, format.unusable == nil, !paths.isEmpty else { return nil }
    let wanted = [Field.prompt, .completion].compactMap { format.fields[$0]?.first?.path }
    let missing = format.signature.union(wanted).filter { !paths.contains($0) }
    return "this is not a \(format.name) log: it lacks \(list(missing.sorted()))"
      + near(missing.sorted(), paths)
  }

  /// Refuses a delimited log in which two columns have the name of one that decides a figure.
  static func checkNames(
    of format: LogFormat, in columns: [String], name: String
  ) throws(LogError) {
    let deciding: [Field] = [.model, .provider, .region, .time] + TokenCounts.fields
    let read = Set(
      deciding.flatMap { format.fields[$0] ?? [] }.map { String($0.path.prefix { $0 != "|" }) })
    var seen: Set<String> = []
    for column in columns where read.contains(column) && !seen.insert(column).inserted {
      throw LogError(
        path: name, message: "two columns are called \(column); rename the one that is not meant")
    }
  }

  /// Whether a format misses counts or times of a delimited log that are where their names say.
  ///
  /// - Parameter generic: what the names say.
  static func overlooks(
    _ format: LogFormat, _ columns: Set<String>, _ generic: () -> LogFormat?
  ) -> Bool {
    guard format.holding == .log, format.unusable == nil else { return false }
    let missing = [Field.prompt, .completion, .time].filter { field in
      !(format.fields[field] ?? []).contains { isListed($0.path, in: columns) }
    }
    guard !missing.isEmpty, let generic = generic() else { return false }
    return missing.contains { generic.fields[$0] != nil }
  }

  /// Whether a path is among those of a log. Of JSON in a string, of pairs and of an object whose keys are
  /// data, only the outside is listed.
  private static func isListed(_ path: String, in paths: Set<String>) -> Bool {
    let outside = path.firstIndex { "|{".contains($0) }.map { String(path[..<$0]) }
    return paths.contains(path) || outside.map(paths.contains) ?? false
  }

  /// Logs that are known and hold no calls, or not in a form that can be read.
  private static let shapes: [(signature: Set<String>, words: String)] = [
    (
      ["resourceMetrics"],
      "these are OTLP metrics, which hold sums and no calls; export traces or logs"
    )
  ]

  /// The format that has most of the names, and what of its signature is missing or written otherwise.
  private static func nearest(
    _ names: Set<String>, _ shape: LogFormat.Shape, _ options: ReadingOptions
  ) -> String {
    let folded = Set(names.map(folded))
    let scored = options.formats.all.filter {
      $0.shapes.contains(shape) && !$0.signature.isEmpty
        && options.formats.format($0).holding == options.holding
    }.map { format in
      (format, format.signature.count { folded.contains(Self.folded($0)) })
    }
    // Of formats that have as many of the names, the one that lacks fewest.
    guard
      let best = scored.max(by: {
        ($0.1, $1.0.signature.count, $1.0.name) < ($1.1, $0.0.signature.count, $0.0.name)
      }), best.1 > 0
    else { return "" }
    let missing = best.0.signature.subtracting(names).sorted()
    return "; the nearest is \(best.0.name), which has \(list(missing))"
      + (shape == .csv ? "" : " (names must be equal to the letter)")
  }

  private static func near(_ missing: [String], _ names: Set<String>) -> String {
    let found = missing.compactMap { name in
      names.first { folded($0) == folded(name) }
        ?? Nearest.names(name, names.sorted(), limit: 1).first
    }
    return found.isEmpty ? "" : "; it has \(list(found))"
  }

  private static func folded(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.filter { !" _-".utf8.contains($0) }, as: UTF8.self)
  }

  private static func list(_ names: some Collection<String>) -> String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }
}

extension ReadingOptions {
  /// What is looked for, for people.
  fileprivate var formatName: String { holding == .log ? "log format" : holding.rawValue }

  /// What a caller can do.
  fileprivate func remedy(_ place: String) -> String {
    switch holding {
    case .log:
      "; say which one it is with --from NAME (eco-calc data formats), or where its fields are with"
        + " --map FIELD=\(place)"
    case .bill:
      "; say where its fields are with --bill-map FIELD=\(place); what they are:"
        + " eco-calc data formats focus"
    case .statement: "; what a statement has to say: eco-calc data formats statement"
    }
  }
}
