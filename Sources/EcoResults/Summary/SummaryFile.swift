internal import EcoModel
package import PlainText
internal import SystemFiles
internal import UsageLogs

/// A summary that cannot be used: which, and what is wrong with it.
package struct SummaryError: Fault {
  let path: String
  let message: String

  package var family: FaultFamily { .data }
  package var description: String { "\(path): \(message)" }
}

/// A summary that was written by `--summary`, read back.
struct SummaryFile {
  let path: String
  let methodologyVersion: String
  /// The SHA-256 of each table, by file name.
  let tables: [String: String]
  private let json: JSONValue

  init(path: String) throws {
    try self.init(path: path, bytes: InputFile.contents(path))
  }

  init(path: String, bytes: [UInt8]) throws(SummaryError) {
    self.path = path
    do throws(JSONError) {
      json = try JSONValue(reading: bytes)
    } catch {
      throw SummaryError(
        path: path,
        message: "not an eco-calc summary (byte \(error.offset + 1): \(error.message))")
    }
    guard let version = json["methodology_version"]?.string,
      let tables = json["tables"]?.elements, json["rates"]?.elements != nil
    else {
      throw SummaryError(
        path: path,
        message: "not an eco-calc summary: it lacks methodology_version, tables or rates"
      )
    }
    methodologyVersion = version
    self.tables = Dictionary(
      tables.compactMap { table in
        table["file"]?.string.flatMap { file in table["sha256"]?.string.map { (file, $0) } }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether a file begins as a summary does. Standard input is not looked at: it can be read once.
  static func isSummary(_ path: String) throws -> Bool {
    guard path != "-" else { return false }
    let file = try InputFile(path: path)
    guard file.size != nil else { return false }
    var head = [UInt8](repeating: 0, count: 1 << 14)
    let count = try file.read(into: &head, at: 0, limit: head.count)
    return ["records", "estimated", "passed_through"].allSatisfy(
      PathLister.paths(ofObject: Array(head[..<count])).contains)
  }

  /// The methodology's own id, without the suffix of a caller's tables.
  var methodologyID: String {
    methodologyVersion.firstIndex(of: "+").map { String(methodologyVersion[..<$0]) }
      ?? methodologyVersion
  }

  /// Whether the tables are the ones that the summary was made with.
  func isMade(with tables: EcoTables) -> Bool {
    tables.edition.files.allSatisfy { self.tables[$0.rawValue] == tables.sha256($0) }
  }

  /// An estimator that gives the summary's own figures, over the tables of a directory that may be the
  /// right ones; `nil`: the bundled ones.
  func estimator(directory: String?, option: String) throws -> EcoEstimator {
    guard !methodologyVersion.contains("+grid.") else {
      throw SummaryError(
        path: path,
        message: "made with factors by time (--grid); such summaries cannot be merged or compared:"
          + " run calc over all logs at once")
    }
    let methodology = try Methodology.shipped(methodologyID)
    let tables = try Tables.load(directory, for: methodology)
    guard isMade(with: tables) else {
      throw SummaryError(
        path: path,
        message: "made with other tables than the ones at hand; name theirs with \(option) DIR")
    }
    return try EcoEstimator(tables: tables, methodology: methodology)
  }
}

// MARK: What it counts

extension SummaryFile {
  /// What the run counted, with its rates found again in the estimator's tables.
  ///
  /// Everything that can be worked out from the sums (ends of intervals, shares, totals) is, and must
  /// be what the summary says: a summary that was edited is found here.
  func totals(_ estimator: EcoEstimator) throws(SummaryError) -> TallyTotals {
    var totals = TallyTotals()
    totals.records = try count(json, "records")
    totals.estimated = try count(json, "estimated")
    totals.rejected = try count(json, "rejected")
    totals.concurrencies = try concurrencies()
    totals.warnings = try warnings()
    for name in json["unread_members"]?.elements ?? [] {
      if let name = name.string { totals.unreadNames.insert(name) }
    }
    for reason in Unclassified.allCases where json["omitted"]?[reason.code] != nil {
      let usage = json["coverage"]?["omitted"]?[reason.code] ?? .null
      totals.ledger.merge(
        Ledger.Omission(
          records: try count(json["omitted"] ?? .null, reason.code),
          requests: try number(usage, "requests"), tokens: try number(usage, "tokens")),
        for: reason)
    }
    for (index, line) in (json["rates"]?.elements ?? []).enumerated() {
      totals.ledger.merge(try self.line(line, index, estimator))
    }
    for (code, count) in totals.impliedWarnings.counts {
      if let warning = Warning(rawValue: code) { totals.warnings[warning] -= count }
    }
    try check(totals, estimator)
    return totals
  }

  /// The inputs as the run had them.
  func logs() throws(SummaryError) -> [LogResult] {
    var logs: [LogResult] = []
    for input in json["inputs"]?.elements ?? [] {
      var log = LogResult(path: try text(input, "path"))
      log.format = try text(input, "format")
      log.bytes = try count(input, "bytes")
      log.totals.records = try count(input, "records")
      log.sha256 = input["sha256"]?.string
      for (name, path) in input["fields"]?.members ?? [] {
        log.fields.append(FormatRule(name, path.string ?? ""))
      }
      log.conversion = input["written_as"]?.string.flatMap(TextConversion.init(rawValue:))
      if input["skipped_lines"] != nil { log.skippedLines = try count(input, "skipped_lines") }
      logs.append(log)
    }
    return logs
  }

  /// The files that the run did not read.
  func unread() throws(SummaryError) -> [(path: String, reason: String)] {
    var files: [(path: String, reason: String)] = []
    for file in json["not_read"]?.elements ?? [] {
      files.append((try text(file, "path"), try text(file, "reason")))
    }
    return files
  }

  /// The outputs as the run had them.
  func outputs() throws(SummaryError) -> [(path: String, bytes: Int, sha256: String?)] {
    var outputs: [(path: String, bytes: Int, sha256: String?)] = []
    for output in json["outputs"]?.elements ?? [] {
      outputs.append(
        (try text(output, "path"), try count(output, "bytes"), output["sha256"]?.string))
    }
    return outputs
  }

  private func line(
    _ json: JSONValue, _ index: Int, _ estimator: EcoEstimator
  ) throws(SummaryError) -> Ledger.Line {
    var validFrom: String?
    if case .string(let day) = json["model_valid_from"] { validFrom = day }
    guard case .bool(let assumed) = json["region_assumed"],
      let accuracy = json["accuracy"]?.string.flatMap(Accuracy.init(rawValue:))
    else {
      throw SummaryError(path: path, message: "rates[\(index)]: no region_assumed or no accuracy")
    }
    var spread: [(zone: String, year: Int)] = []
    for row in json["grid_between"]?.elements ?? [] {
      spread.append((try text(row, "zone"), try count(row, "grid_year")))
    }
    let identity = RateIdentity(
      model: try text(json, "model"), modelValidFrom: validFrom,
      bits: try namedBits(json), region: try text(json, "region"),
      provider: json["provider"]?.string, zone: try text(json, "zone"),
      gridYear: try count(json, "grid_year"),
      pueYear: json["pue_year"] == nil ? nil : try count(json, "pue_year"),
      factorAge: try count(json, "factor_age"), regionAssumed: assumed,
      isLocal: json["basis"]?.string == Serving.Basis.local.rawValue, spread: spread)
    let (serving, accelerator) = try self.serving(json, index, estimator)
    let isMeasured = serving.basis >= .gpuSeconds
    guard let rate = estimator.rate(identity, sizeNeeded: !isMeasured) else {
      throw SummaryError(
        path: path,
        message: "rates[\(index)]: \(identity.model) in \(identity.region) is not in the tables")
    }
    let best = rate.basis.measured(serving, accelerator).map(\.accuracy) ?? rate.accuracy
    // The size guard takes a label down and nothing else does.
    guard accuracy == best || (best == .accurate && accuracy == .medium) else {
      throw SummaryError(
        path: path,
        message: "rates[\(index)]: the label \"\(accuracy)\" does not follow from these table rows")
    }
    var charged = ChargeSums()
    var sums = UsageSums()
    let prompt = try number(json, "prompt_tokens").magnitude
    sums.cached = try number(json, "cached_prompt_tokens").magnitude
    guard sums.cached <= prompt else {
      throw SummaryError(path: path, message: "rates[\(index)]: more cached than prompt tokens")
    }
    sums.uncached = prompt - sums.cached
    sums.completion = try number(json, "completion_tokens").magnitude
    sums.promptPairs = try number(json, "prompt_pairs", atMost: Self.mostPairs).magnitude
    sums.contextPairs = try number(json, "context_pairs", atMost: Self.mostPairs).magnitude
    charged.usage = sums
    switch serving.basis {
    case .assumed, .local: break
    case .concurrency:
      charged.readAtPoint = try number(json, "parameters_read", atMost: Self.mostPairs).magnitude
      charged.readAtLow = try number(json, "parameters_read_low", atMost: Self.mostPairs).magnitude
      charged.readAtHigh = try number(json, "parameters_read_high", atMost: Self.mostPairs)
        .magnitude
    case .gpuSeconds:
      charged.quantity = try number(json, "gpu_microseconds", atMost: Self.mostPairs).magnitude
    case .metered:
      charged.quantity = try number(json, "accelerator_nwh", atMost: Self.mostPairs).magnitude
    }
    var line = Ledger.Line(
      rate: rate, accuracy: accuracy, serving: serving, accelerator: accelerator,
      records: try count(json, "records"),
      requests: try number(json, "requests"),
      energy: WattHours(nanos: try nanos(json, "energy_wh")),
      carbon: GramsCO2e(nanos: try nanos(json, "carbon_g")), sums: charged)
    if json["carbon_market_g"] != nil {
      line.addMarket(
        energy: try nanos(json, "carbon_market_energy_wh"),
        carbon: try nanos(json, "carbon_market_g"))
    }
    return line
  }

  /// How a line's requests were served; older methodologies do not say, because they do not know.
  private func serving(
    _ json: JSONValue, _ index: Int, _ estimator: EcoEstimator
  ) throws(SummaryError) -> (ServingClass, Accelerator?) {
    guard estimator.methodology.knowsServing else { return (ServingClass(basis: .assumed), nil) }
    guard let basis = json["basis"]?.string.flatMap(Serving.Basis.init(rawValue:)) else {
      throw SummaryError(path: path, message: "rates[\(index)]: no basis")
    }
    let name = json["accelerator"]?.string
    let accelerator = name.flatMap(estimator.accelerator)
    guard (name == nil) == (accelerator == nil), basis != .gpuSeconds || accelerator != nil else {
      throw SummaryError(
        path: path,
        message: "rates[\(index)]: the accelerator \(name ?? "") is not in the tables")
    }
    var isShared = false
    if case .bool(true) = json["shared"] { isShared = true }
    return (
      ServingClass(basis: basis, accelerator: accelerator?.name, isShared: isShared), accelerator
    )
  }

  /// The warnings that were counted record by record; the others follow from the sums.
  private func warnings() throws(SummaryError) -> Warnings {
    var warnings = Warnings()
    for (code, _) in json["warnings"]?.members ?? [] {
      guard let warning = Warning(rawValue: code) else {
        throw SummaryError(path: path, message: "warnings: unknown code \(code)")
      }
      warnings[warning] = try count(json["warnings"] ?? .null, code)
    }
    return warnings
  }

  /// Between which values the concurrencies are that records said.
  private func concurrencies() throws(SummaryError) -> ConcurrencyRange {
    let stated = json["serving"]?[Serving.Basis.concurrency.rawValue] ?? .null
    func value(_ key: String) -> Concurrency? {
      stated[key]?.nanos.flatMap { Concurrency(Decimal9(nanos: $0)) }
    }
    let (least, most) = (value("least"), value("most"))
    guard (stated["records"] == nil) == (least == nil), (least == nil) == (most == nil) else {
      throw SummaryError(path: path, message: "serving: no range of concurrencies")
    }
    return ConcurrencyRange(least: least, most: most)
  }

  /// Holds a summary to what follows from its own sums.
  private func check(_ totals: TallyTotals, _ estimator: EcoEstimator) throws(SummaryError) {
    let expected = Summary(
      estimator: estimator, formats: nil, logs: [], totals: totals, outputs: []
    ).json
    for key in [
      "passed_through", "omitted", "totals", "accuracy", "coverage", "serving", "embodied",
      "warnings",
      "rates",
    ]
    where json[key]?.line != expected[key]?.line {
      let found = json[key] ?? .null
      let place = expected[key].flatMap { found.firstDifference(from: $0) } ?? ""
      throw SummaryError(
        path: path, message: "\(key)\(place) is not what follows from its own sums: was it edited?")
    }
  }
}

// MARK: Members that must be there

extension SummaryFile {
  /// Far above any log, and far below what 128 bits hold after coefficients and sums over files.
  private static let most: Int128 = 1_000_000_000_000 * 1_000_000_000_000
  private static let mostPairs: Int128 = most * 1_000_000

  private func text(_ json: JSONValue, _ key: String) throws(SummaryError) -> String {
    guard let text = json[key]?.string else { throw lacks(key) }
    return text
  }

  private func number(
    _ json: JSONValue, _ key: String, atMost most: Int128 = most
  ) throws(SummaryError) -> Int128 {
    guard let value = json[key]?.integer, value <= most else { throw lacks(key) }
    return value
  }

  /// The bits that an id named, where the line says any.
  private func namedBits(_ json: JSONValue) throws(SummaryError) -> NamedBits? {
    guard json["weight_bits"] != nil || json["arithmetic_bits"] != nil else { return nil }
    func bits(_ key: String) throws(SummaryError) -> Decimal9 {
      let bits = Decimal9(nanos: try nanos(json, key))
      guard NamedBits.range.contains(bits) else { throw lacks(key) }
      return bits
    }
    return NamedBits(weights: try bits("weight_bits"), arithmetic: try bits("arithmetic_bits"))
  }

  private func count(_ json: JSONValue, _ key: String) throws(SummaryError) -> Int {
    guard let value = json[key]?.integer, value <= 1_000_000_000_000_000 else { throw lacks(key) }
    return Int(value)
  }

  private func nanos(_ json: JSONValue, _ key: String) throws(SummaryError) -> Int128 {
    guard let value = json[key]?.nanos, value <= Self.mostPairs else { throw lacks(key) }
    return value
  }

  private func lacks(_ key: String) -> SummaryError {
    SummaryError(path: path, message: "\"\(key)\" is missing or out of range")
  }
}

extension JSONValue {
  /// Where a value first differs from another, as a path.
  fileprivate func firstDifference(from other: JSONValue) -> String? {
    switch (self, other) {
    case (.object(let own), .object(let others)):
      for (key, value) in others {
        guard let found = self[key] else { return ".\(key)" }
        if let inner = found.firstDifference(from: value) { return ".\(key)\(inner)" }
      }
      return own.count == others.count ? nil : ""
    case (.array(let own), .array(let others)) where own.count == others.count:
      for (index, (a, b)) in zip(own, others).enumerated() {
        if let inner = a.firstDifference(from: b) { return "[\(index)]\(inner)" }
      }
      return nil
    default: return line == other.line ? nil : ""
    }
  }
}
