@testable import EcoModel
@testable import SystemFiles
@testable import UsageLogs

/// A log that is in memory, handed out in pieces.
struct MemorySource: ByteSource {
  let bytes: [UInt8]
  var position = 0
  /// The largest piece.
  var piece = Int.max

  mutating func read(
    into buffer: inout [UInt8], at offset: Int, limit: Int
  ) async throws(FileError) -> Int {
    let count = min(limit - offset, bytes.count - position, piece)
    for index in 0..<count { buffer[offset + index] = bytes[position + index] }
    position += count
    return count
  }
}

/// What a run over a log in memory comes to.
struct MemoryRun: Equatable, Sendable {
  struct Reject: Equatable, Sendable {
    let line: Int
    let column: Int
    let code: String
    let raw: [UInt8]
  }

  var format = "none"
  var output: [UInt8] = []
  var rejects: [Reject] = []
  var records = 0
  var estimated = 0
  var rejected = 0
  var energy = ""
  /// How many records have each warning.
  var warnings: [Int] = []
  /// Whether each record has lines of its own.
  var isOfLines = false
  /// Whether the log is of JSON texts, in which a record may be a part of one.
  var isOfTexts = false
  /// Why the log cannot be read as one, where that is so.
  var error: String?

  static let estimator = EcoEstimator()

  /// Reads a log to its end.
  static func of(
    _ bytes: [UInt8], blockSize: Int = 1 << 20, piece: Int = .max, from format: String? = nil,
    region: String? = "eu-west", tally: TallyOptions = TallyOptions()
  ) async -> MemoryRun {
    var options = LogRun.Options()
    options.tally = tally
    options.reading.format = format
    options.reading.assumptions.region = region
    options.reading.blockSize = blockSize
    let output = MemorySink()
    let rejects = MemoryRejects()
    var run = MemoryRun()
    do {
      func open() async throws -> OpenLog {
        try await OpenLog(MemorySource(bytes: bytes, piece: piece), name: "log", options.reading)
      }
      var scan = CallScan(jobs: .one, blockSize: blockSize)
      try await scan.read(open(), input: 0) {}
      options.calls = scan.table
      let log = try await open()
      switch log.opening.log?.body {
      case .csv, .json(.lines): run.isOfLines = true
      case .json(.elements), .json(.documents): run.isOfTexts = true
      case .json(.events), nil: break
      }
      let result = try await LogRun(
        options, estimator: estimator, output: RowOutput(file: output, form: nil, with: tally.with),
        rejects: rejects, progress: { _ in }
      ).run(log, path: "log")
      run.format = result.format
      run.records = result.totals.records
      run.estimated = result.totals.estimated
      run.rejected = result.totals.rejected
      run.warnings = Warning.allCases.map { result.totals.warnings[$0] }
      run.energy = "\(LedgerTotals(result.totals.ledger.lines).energy)"
    } catch {
      run.error = "\(error)"
    }
    run.output = output.bytes
    run.rejects = rejects.all
    return run
  }
}

/// What is written, in memory.
private final class MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: Span<UInt8>) {
    for index in bytes.indices { self.bytes.append(bytes[index]) }
  }
  func finish() {}
  func commit() {}
}

/// Rejects with their places, in memory.
private final class MemoryRejects: RejectSink {
  private(set) var all: [MemoryRun.Reject] = []

  func add(_ rejects: RejectList, name: String, after start: TextExtent) {
    for reject in rejects {
      let (line, column) = start.position(of: reject)
      all.append(
        MemoryRun.Reject(line: line, column: column, code: reject.code.rawValue, raw: reject.raw))
    }
  }
}

/// What must hold for a run over any bytes at all.
enum Conservation {
  /// What does not hold; empty where all does.
  ///
  /// - Parameter blocks: the sizes of blocks, and of pieces, that must not make a difference.
  static func faults(
    _ bytes: [UInt8], from format: String? = nil,
    blocks: [(Int, Int)] = [(1, 1), (7, 3), (64, 4096)]
  ) async -> [String] {
    let whole = await MemoryRun.of(bytes, from: format)
    var faults: [String] = []
    for (blockSize, piece) in blocks {
      let parts = await MemoryRun.of(bytes, blockSize: blockSize, piece: piece, from: format)
      if parts != whole {
        faults.append("blocks of \(blockSize): \(parts.summary), not \(whole.summary)")
      }
    }
    if whole.error == nil {
      if whole.rejected != whole.rejects.count { faults.append("uncounted rejects") }
      if whole.estimated + whole.rejected > whole.records { faults.append("more than there is") }
      let isJSON = MemoryRun.isJSON(bytes)
      if let restored = whole.withoutFigures(bytes) {
        // A text over several lines, or a record in a part of one, is no line to be left out.
        let kept = whole.kept(of: bytes) ?? (isJSON ? restored : [])
        if restored != kept { faults.append("bytes of the input have not come through") }
      }
      if let (written, expected) = whole.texts(of: bytes), written != expected {
        faults.append("texts of the input have not come through")
      }
    }
    return faults
  }
}

extension MemoryRun {
  fileprivate var summary: String {
    "\(error ?? format): \(records) records, \(rejected) rejected"
      + " (\(rejects.map { "\($0.line):\($0.column) \($0.code)" }.joined(separator: ", "))),"
      + " \(output.count) bytes"
  }

  /// Whether the first byte that is no white space opens an object.
  fileprivate static func isJSON(_ bytes: [UInt8]) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// Whether a log may have a block of its own, perhaps with an escaped key.
  private static func mayHaveBlock(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.contains("eco") || text.contains("\\u00")
  }

  /// Whether the log is of lines and has no block of its own: then what was put in can be told.
  private func isPlain(_ bytes: [UInt8]) -> Bool { isOfLines && !Self.mayHaveBlock(bytes) }

  /// The output less what was put in; `nil` where that cannot be told from the log's own bytes.
  fileprivate func withoutFigures(_ input: [UInt8]) -> [UInt8]? {
    guard isPlain(input) else { return nil }
    let isJSON = Self.isJSON(input)
    var result: [UInt8] = []
    for (number, line) in output.split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated()
    {
      if number > 0 { result.append(0x0A) }
      result += isJSON ? Self.withoutBlock(Array(line)) : Self.withoutFields(Array(line))
    }
    return result
  }

  /// What a log of texts that are not bound to lines has in it, and what should be: its bytes less the
  /// rejected records, but for what stands between texts. `nil` where that cannot be told.
  fileprivate func texts(of input: [UInt8]) -> (written: [UInt8], expected: [UInt8])? {
    guard format != "none", !isOfLines, !Self.mayHaveBlock(input)
    else { return nil }
    let lineStarts = Self.lineStarts(input)
    var expected: [UInt8] = []
    var cursor = 0
    var depth = 0
    for reject in rejects where !reject.raw.isEmpty {
      guard reject.line <= lineStarts.count else { return nil }
      // The fault is in the record, whose start is the nearest place before it with its bytes.
      var start = min(lineStarts[reject.line - 1] + reject.column - 1, input.count)
      while start >= cursor, !input[start...].starts(with: reject.raw) { start -= 1 }
      guard start >= cursor else { return nil }
      expected += input[cursor..<start]
      if isOfTexts { depth += Self.openObjects(input[cursor..<start]) }
      // A record inside an object stays there.
      if depth > 0 { expected += reject.raw }
      cursor = start + reject.raw.count
    }
    let between: Set<UInt8> = [0x20, 0x0A, 0x0D, 0x09, 0x2C]
    var written = Self.withoutBlock(output).filter { !between.contains($0) }
    expected = (expected + input[cursor...]).filter { !between.contains($0) }
    // An array that was not closed is, and that is said.
    let close = UInt8(ascii: "]")
    if rejects.last?.code == "malformed_json", written.last == close, expected.last != close {
      written.removeLast()
    }
    return (written, expected)
  }

  /// How many more objects start than end in a piece of JSON that starts outside strings.
  private static func openObjects(_ piece: ArraySlice<UInt8>) -> Int {
    var (depth, isInString, isEscaped) = (0, false, false)
    for byte in piece {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isInString: isEscaped = true
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "{") where !isInString: depth += 1
      case UInt8(ascii: "}") where !isInString: depth -= 1
      default: break
      }
    }
    return depth
  }

  private static func withoutBlock(_ line: [UInt8]) -> [UInt8] {
    let key = Array(#""eco":{"#.utf8)
    var line = line
    while let start = (0..<max(0, line.count - key.count)).first(where: {
      line[$0] == key[0] && line[$0...].starts(with: key)
    }), let close = line[start...].firstIndex(of: UInt8(ascii: "}")) {
      let comma = start > 0 && line[start - 1] == UInt8(ascii: ",") ? 1 : 0
      line.removeSubrange((start - comma)...close)
    }
    return line
  }

  private static let reasons = Set(Unclassified.allCases.map(\.code))

  /// A delimited line without its last six fields, where they are ours.
  private static func withoutFields(_ line: [UInt8]) -> [UInt8] {
    let end = line.last == 0x0D ? line.count - 1 : line.count
    for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09] {
      var starts: [Int] = []
      var index = end
      while index > 0, starts.count < 6 {
        index -= 1
        if line[index] == delimiter { starts.append(index) }
      }
      guard starts.count == 6 else { continue }
      let fields = line[starts[5]..<end].split(
        separator: delimiter, omittingEmptySubsequences: false
      ).map { String(decoding: $0, as: UTF8.self) }
      let isHeader = fields[1] == "eco.energy_wh"
      let isEstimate = fields[5] == estimator.methodologyVersion && fields[6].isEmpty
      let isOmission = fields[1...5].allSatisfy(\.isEmpty) && reasons.contains(fields[6])
      if isHeader || isEstimate || isOmission {
        return Array(line[..<starts[5]] + line[end...])
      }
    }
    return line
  }

  private static func lineStarts(_ input: [UInt8]) -> [Int] {
    [0] + input.indices.filter { input[$0] == 0x0A }.map { $0 + 1 }
  }

  private func isLine(_ raw: [UInt8], at start: Int, of input: [UInt8]) -> Bool {
    (start == 0 || input[start - 1] == 0x0A) && input[start...].starts(with: raw)
  }

  /// The input less the rejected records and their line ends; `nil` where one is no line of it.
  fileprivate func kept(of input: [UInt8]) -> [UInt8]? {
    let lineStarts = Self.lineStarts(input)
    var kept: [UInt8] = []
    var cursor = 0
    for reject in rejects {
      guard reject.line <= lineStarts.count else { return nil }
      // The fault is in the record, whose start is the nearest place before it with its bytes.
      var start = min(lineStarts[reject.line - 1] + reject.column - 1, input.count)
      while start >= cursor, !isLine(reject.raw, at: start, of: input) { start -= 1 }
      guard start >= cursor else { return nil }
      kept += input[cursor..<start]
      cursor = start + reject.raw.count
      if cursor < input.count, input[cursor] == 0x0D { cursor += 1 }
      if cursor < input.count, input[cursor] == 0x0A { cursor += 1 }
    }
    return kept + input[cursor...]
  }
}
