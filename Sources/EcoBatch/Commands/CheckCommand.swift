internal import EcoModel

/// `eco-calc check`: replays conformance vectors and names what differs.
struct CheckCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "data", value: "DIR", help: "replay over your own tables"),
    OptionSpec(name: "quiet", short: "q", help: "say nothing where all agree"),
    OptionSpec(name: "color", value: "WHEN", help: ""),
    OptionSpec(name: "help", short: "h", help: "this page"),
  ]

  static let help = """
    eco-calc check: replay conformance vectors

    usage: eco-calc check [VECTORS] [--data DIR]

    \(Help.lines(specs))

    Without VECTORS the two shipped sets are replayed: one over the bundled tables, one over tables
    of its own that reach every corner. VECTORS is a CSV file as METHODOLOGY.md describes under
    "How to verify"; - is standard input. With --data and the shipped sets, the rows in which DIR
    differs from the bundled tables are named, with the cases that they change.
    Exit: 0 all agree, 1 a difference, 2 usage, 3 files, 4 data or vectors that cannot be read.

    """

  let typed: TypedArguments

  init(_ words: [String]) throws(UsageError) { typed = try TypedArguments(words, Self.specs) }

  func run() throws -> ExitCode {
    if typed.has("help") { return try EcoCalc.say(Self.help) }
    guard typed.operands.count <= 1 else {
      throw UsageError("check takes one file of vectors; run it once for each")
    }
    let tables = try Tables.load(typed.last("data"))
    let report: CheckReport
    if let path = typed.operands.first {
      let name = path == "-" ? "<stdin>" : path.split(separator: "/").last.map(String.init) ?? path
      let vectors = try ConformanceVector.all(InputFile.contents(path), file: name)
      report = CheckReport([try VectorSet(name: name, vectors: vectors, tables: tables)])
    } else {
      report = try CheckReport(Self.shipped(tables), tables: tables)
    }
    if !(typed.has("quiet") && report.isClean) { _ = try EcoCalc.say(report.text) }
    return report.isClean ? .success : .difference
  }

  /// The sets that came with this version, the first over tables that may be a caller's own.
  static func shipped(
    _ tables: EcoTables, methodologies: [Methodology] = Methodology.all
  ) throws -> [VectorSet] {
    [
      try VectorSet(
        name: "bundled",
        vectors: ConformanceVector.all(BundledFile.bundledVectors.bytes, file: "bundled.csv"),
        tables: tables, methodologies: methodologies, hasOtherTables: tables != .bundled),
      try VectorSet(
        name: "synthetic",
        vectors: ConformanceVector.all(BundledFile.syntheticVectors.bytes, file: "synthetic.csv"),
        tables: .synthetic, methodologies: methodologies),
    ]
  }
}

/// What a replay came to.
struct CheckReport {
  let sets: [VectorSet]
  let failed: [FailedVector]
  /// Rows in which a caller's tables differ from the bundled ones, and the cases that use them.
  private(set) var rows: [(row: TableDifference, cases: [String])] = []

  /// - Parameter tables: what the shipped sets are replayed over, to be held against the bundled
  ///   tables; `nil` for a file of vectors, which are of the tables that it is replayed over.
  init(_ sets: [VectorSet], tables: EcoTables? = nil) {
    self.sets = sets
    failed = sets.flatMap { $0.replay() }
    guard let tables, tables != .bundled, let own = sets.first,
      let old = try? VectorSet(name: "", vectors: own.vectors, tables: .bundled)
    else { return }
    var users: [String: [String]] = [:]
    let differing = Set(failed.filter { $0.set == own.name }.map(\.vector.name))
    for vector in own.vectors where differing.contains(vector.name) {
      var keys: Set<String> = []
      for set in [own, old] {
        guard let (rate, _) = try? set.resolved(vector)?.get() else { continue }
        keys.formUnion(TableDifference.keys(of: rate.basis))
      }
      for key in keys { users[key, default: []].append(vector.name) }
    }
    rows = TableDifference.all(tables).map { ($0, users[$0.fullKey] ?? []) }
  }

  var isClean: Bool { failed.isEmpty && rows.isEmpty }

  var text: String {
    let counts = sets.map { "\($0.vectors.count) \($0.name)" }.joined(separator: ", ")
    let total = sets.reduce(0) { $0 + $1.vectors.count }
    guard !isClean else { return "\(total) cases agree (\(counts))\n" }
    var lines: [String] = []
    if !failed.isEmpty {
      lines += Explanation.table(
        [["case", "field", "expected", "actual", "deviation"]] + failed.flatMap(\.rows))
      lines += ["", "\(failed.count) of \(total) cases differ (\(counts))"]
    }
    lines += tableLines
    if rows.isEmpty { lines += diagnosis }
    return lines.joined(separator: "\n") + "\n"
  }

  private var tableLines: [String] {
    guard !rows.isEmpty else { return [] }
    return ["", "rows that differ from the bundled tables:"]
      + rows.flatMap { row, cases in
        let used =
          cases.isEmpty
          ? "no case changes by it"
          : "changes \(cases.count) \(cases.count == 1 ? "case" : "cases"):"
            + " \(cases.prefix(5).joined(separator: "; "))\(cases.count > 5 ? "; …" : "")"
        return ["  \(row.table.rawValue):\(row.line): \(row.key): \(row.change)", "    \(used)"]
      }
  }

  /// Where the fault is, as far as the differences tell.
  private var diagnosis: [String] {
    var lines = labels
    guard let suspects = Suspects(failed) else { return lines }
    lines += [""] + suspects.lines
    guard suspects.isEmpty else { return lines }
    let first = failed.filter { !$0.terms.isEmpty && $0.hasOtherFigures }.prefix(5)
    if !first.isEmpty { lines += ["", "what the first differing cases are made of:"] }
    lines += first.map { "  \($0.vector.name): \($0.terms)" }
    return lines
  }

  /// What decided the labels that differ.
  private var labels: [String] {
    let lines = failed.prefix(20).compactMap { failure -> String? in
      guard failure.differences.contains(where: { $0.field == "accuracy" }),
        let rate = failure.rate, let usage = failure.usage
      else { return nil }
      let explanation = Explanation(rate, usage)
      return "  \(failure.vector.name): \(explanation.label.rawValue), \(explanation.decision)"
    }
    return lines.isEmpty ? [] : ["", "labels by the rules:"] + lines
  }
}
