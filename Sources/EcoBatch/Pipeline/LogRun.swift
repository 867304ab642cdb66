internal import EcoModel

/// What is known about one log when it has been read.
struct LogResult: Sendable {
  let path: String
  /// The format's name, or `none` for an empty log.
  var format = "none"
  var bytes = 0
  var totals = TallyTotals()
  var sha256: String?
}

/// A log that cannot be read as one: which, and what is wrong.
struct LogError: Error, CustomStringConvertible {
  let path: String
  let message: String

  var description: String { "\(path): \(message)" }
}

/// Reads one log, enriches its records and writes them.
struct LogRun {
  let plan: RunPlan
  let estimator: EcoEstimator
  let output: RowOutput
  let rejects: RejectOutput
  let progress: Progress

  func run(_ path: String) async throws -> LogResult {
    let file = try InputFile(path: path, hashes: plan.hashesFiles)
    progress.start(file)
    let log = try await OpenLog(file, plan: plan)
    var result = LogResult(path: path)
    if let (body, reading) = log.opening.log {
      result.format = reading.format.name
      result.totals = try await process(log, body, reading)
    } else {
      try output.addBlank(log.opening.prefix)
    }
    result.bytes = file.bytesRead
    result.sha256 = file.finishHash()
    return result
  }

  private func process(
    _ log: OpenLog, _ body: LogOpening.Body, _ reading: ReadingPlan
  ) async throws -> TallyTotals {
    let form = output.form(of: body)
    let writer = EcoWriter(methodologyVersion: estimator.methodologyVersion)
    func tally() -> Tally {
      Tally(reader: RecordReader(plan: reading, estimator: estimator), plan: plan.tally)
    }
    switch body {
    case .csv(let layout):
      return try await drive(log, body.framer(reading)) {
        CSVProcessor(layout: layout, tally: tally(), writer: writer, form: form)
      }
    case .json(let framing):
      return try await drive(log, body.framer(reading)) {
        JSONProcessor(
          framing: framing, plan: reading, tally: tally(), writer: writer, form: form)
      }
    case .events:
      return try await drive(log, body.framer(reading)) {
        EventProcessor(plan: reading, tally: tally(), writer: writer, form: form)
      }
    }
  }

  /// What an array ends with, and what is wrong with what stands there instead or behind it.
  private static func endOfArray(_ tail: [UInt8]) -> (end: [UInt8], fault: Reject?) {
    func fault(_ offset: Int, _ message: String) -> Reject {
      let before = tail[..<offset]
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      return Reject(
        line: before.count { $0 == UInt8(ascii: "\n") }, column: offset - lineStart + 1,
        code: .malformedJSON, message: message, raw: Array(tail[offset...].prefix(4096)))
    }
    guard let close = tail.firstIndex(of: UInt8(ascii: "]")) else {
      return (tail, fault(0, "the array is not closed"))
    }
    let behind = JSONSyntax.skipSpace(tail.span, close + 1, tail.count)
    if behind == tail.count { return (tail, nil) }
    return (
      Array(tail[..<behind]), fault(behind, "expected nothing more after the array")
    )
  }

  private func drive<Processor: BlockProcessor>(
    _ log: OpenLog, _ framer: Framer, _ makeProcessor: () -> Processor
  ) async throws -> TallyTotals {
    var isArray = false
    if case .json(.elements) = framer { isArray = true }
    let (opening, name) = (log.opening, log.file.name)
    try output.begin(opening.prefix, isArray: isArray)
    let reader = log.blocks(framer, blockSize: plan.blockSize)
    // What repeats is known to one lane only, and a log that is in hand already needs no more.
    let isAlone = plan.tally.dedupes || log.isComplete && opening.rest.count <= plan.blockSize
    let pipeline = Pipeline(jobs: isAlone ? 1 : plan.jobs, makeProcessor: makeProcessor)
    var totals = TallyTotals()
    var position = opening.extent
    let tail = try await pipeline.run(reader) { finished in
      switch finished {
      case .block(let block, let bytes, let extent):
        try rejects.add(block.rejects, name: name, behind: position)
        try output.add(block)
        position += extent
        progress.advance(bytes)
      case .oversized(let start, let extent):
        totals.records += 1
        totals.rejected += 1
        let reject = Reject(
          line: 0, column: 1, code: .tooLong,
          message: "a record of more than \(BlockReader.maximumRecord) bytes; only its start is"
            + " kept here", raw: start)
        try rejects.add([reject], name: name, behind: position)
        position += extent
      }
    }
    let (end, fault) = isArray ? Self.endOfArray(tail) : (tail, nil)
    if let fault {
      totals.records += 1
      totals.rejected += 1
      try rejects.add([fault], name: name, behind: position)
    }
    try output.end(end, isArray: isArray)
    pipeline.forEachTally { totals.add($0) }
    return totals
  }
}
