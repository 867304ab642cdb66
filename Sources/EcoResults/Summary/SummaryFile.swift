internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// A summary that was written by `--summary`, read back.
struct SummaryFile {
  private let reader: CountsReader

  init(path: String) throws {
    reader = try CountsReader(InputFile.contents(path), path: path)
  }

  var path: String { reader.path }
  var methodologyVersion: String { reader.methodologyVersion }
  /// The SHA-256 of each table, by file name.
  var tables: [String: String] { reader.tables }
  private var json: JSONValue { reader.json }

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
    guard reader.isMade(with: tables) else {
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
  func totals(_ estimator: EcoEstimator) throws(SummaryError) -> TallyTotals {
    var totals = TallyTotals()
    totals.counts = try reader.counts(estimator)
    return totals
  }

  /// The inputs as the run had them.
  func logs() throws(SummaryError) -> [LogResult] {
    var logs: [LogResult] = []
    for input in json["inputs"]?.elements ?? [] {
      var log = LogResult(path: try reader.text(input, "path"))
      log.format = try reader.text(input, "format")
      log.bytes = try reader.count(input, "bytes")
      log.totals.records = try reader.count(input, "records")
      log.sha256 = input["sha256"]?.string
      for (name, path) in input["fields"]?.members ?? [] {
        log.fields.append(FormatRule(name, path.string ?? ""))
      }
      log.conversion = input["written_as"]?.string.flatMap(TextConversion.init(rawValue:))
      if input["skipped_lines"] != nil {
        log.skippedLines = try reader.count(input, "skipped_lines")
      }
      logs.append(log)
    }
    return logs
  }

  /// The files that the run did not read.
  func unread() throws(SummaryError) -> [(path: String, reason: String)] {
    var files: [(path: String, reason: String)] = []
    for file in json["not_read"]?.elements ?? [] {
      files.append((try reader.text(file, "path"), try reader.text(file, "reason")))
    }
    return files
  }

  /// The outputs as the run had them.
  func outputs() throws(SummaryError) -> [(path: String, bytes: Int, sha256: String?)] {
    var outputs: [(path: String, bytes: Int, sha256: String?)] = []
    for output in json["outputs"]?.elements ?? [] {
      outputs.append(
        (
          try reader.text(output, "path"), try reader.count(output, "bytes"),
          output["sha256"]?.string
        ))
    }
    return outputs
  }
}
