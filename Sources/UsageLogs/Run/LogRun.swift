package import EcoModel
internal import PlainText
package import SystemFiles

/// What is known about one log when it has been read.
package struct LogResult: Sendable {
  package let path: String
  /// The format's name, or `none` for an empty log.
  package var format = "none"
  /// Where each field was found, for a log that is read by what its members are called.
  package var fields: [FormatRule] = []
  package var bytes = 0
  package var totals = TallyTotals()
  package var sha256: String?
  /// How it is written, where that is not as it is read.
  package var conversion: TextConversion?
  /// Lines above the header.
  package var skippedLines = 0

  package init(path: String) { self.path = path }
}

/// Reads one log, enriches its records and writes them.
package struct LogRun {
  private let options: Options
  private let estimator: EcoEstimator
  private let output: RowOutput
  private let rejects: any RejectSink
  private let progress: (InputFile) -> Void

  /// How a log is run through.
  package struct Options {
    package var reading = ReadingOptions()
    package var tally = TallyOptions()
    /// The calls of logs whose format tells one in several records.
    package var calls: CallTable?
    /// How many threads; the output is the same for any number.
    package var jobs = Jobs.one
    /// Whether the log's SHA-256 is wanted.
    package var hashesFiles = false

    /// How logs are opened: only what the tally asks for is looked up, and a header has its fields.
    package var opening: ReadingOptions {
      var options = reading
      options.unneeded = tally.unneeded
      options.with = tally.with
      return options
    }

    package init() {}
  }

  /// - Parameter progress: called after each block with the file, which knows how far it was read.
  package init(
    _ options: Options, estimator: EcoEstimator, output: RowOutput, rejects: any RejectSink,
    progress: @escaping (InputFile) -> Void
  ) {
    self.options = options
    self.estimator = estimator
    self.output = output
    self.rejects = rejects
    self.progress = progress
  }

  /// Runs one log through, to its end.
  ///
  /// - Throws: `FileError` where a file cannot be read or written, `LogError` where the log cannot be
  ///   recognised, `UsageError` where the options do not fit it, `TallyLimit` where there is more to count
  ///   than memory is for, `RejectStop`.
  package func run(_ input: LogInput) async throws -> LogResult {
    let (file, log) = try await input.open(options.opening)
    var result = try await run(log, path: input.path, number: input.number) { progress(file) }
    result.bytes = file.bytesRead
    result.sha256 = file.finishHash()
    return result
  }

  /// Runs through a log that has been opened.
  ///
  /// - Parameters:
  ///   - number: which of the inputs it is.
  ///   - afterBlock: called after each block.
  func run(
    _ log: OpenLog, path: String, number: Int = 0, _ afterBlock: @escaping () -> Void = {}
  ) async throws -> LogResult {
    var result = LogResult(path: path)
    result.conversion = log.conversion
    result.skippedLines = log.opening.skippedLines
    if let (body, plan) = log.opening.log {
      result.format = plan.format.name
      if plan.format.name == GenericFormat.name {
        result.fields = plan.format.rules.filter { $0.field != nil }
      }
      result.totals = try await process(log, body, plan, number, afterBlock)
      result.totals.finish()
      if let slot = result.totals.unseen?.min(), result.totals.records > result.totals.rejected {
        let path = plan.slots[slot].source.path
        throw UsageError(
          "\(log.name): --map names \(path), which no record has"
            + Nearest.hint(path, log.opening.paths(body).sorted()))
      }
    } else {
      try output.addBlank(log.opening.prefix)
    }
    return result
  }

  private func process(
    _ log: OpenLog, _ body: LogOpening.Body, _ plan: FieldPlan, _ number: Int,
    _ afterBlock: @escaping () -> Void
  ) async throws -> TallyTotals {
    let form = try output.begin(body, prefix: log.opening.prefix)
    let writer = EcoWriter(methodologyVersion: estimator.methodologyVersion)
    func tally() -> Tally {
      Tally(reader: RecordReader(plan: plan, estimator: estimator), options: options.tally)
    }
    let framer = body.framer
    switch body {
    case .csv(let layout):
      return try await drive(log, framer, afterBlock) {
        CSVProcessor(layout: layout, tally: tally(), writer: writer, form: form)
      }
    case .json(let framing):
      return try await drive(log, framer, afterBlock) {
        JSONProcessor(
          framing: framing, tally: tally(),
          calls: CallReader(plan, options.calls, input: number), writer: writer, form: form)
      }
    }
  }

  private func drive<Processor: EnrichingProcessor>(
    _ log: OpenLog, _ framer: Framer, _ afterBlock: @escaping () -> Void,
    _ makeProcessor: () -> Processor
  ) async throws -> TallyTotals {
    var isArray = false
    if case .json(.elements) = framer { isArray = true }
    let (opening, name) = (log.opening, log.name)
    let blockSize = options.reading.blockSize
    let reader = log.blocks(framer, blockSize: blockSize)
    // What repeats is known to one lane only, and a log that is in hand already needs no more.
    let isAlone = options.tally.repeats != nil || log.isComplete && opening.rest.count <= blockSize
    let pipeline = Pipeline(jobs: isAlone ? 1 : options.jobs.count, makeProcessor: makeProcessor)
    var totals = TallyTotals()
    var position = opening.extent
    let tail = try await pipeline.run(reader) { finished in
      switch finished {
      case .block(let block, let extent):
        if options.tally.repeats?.isOverfull == true { throw TooManyIDs() }
        try rejects.add(block.rejects, name: name, after: position)
        try output.add(block)
        position += extent
        afterBlock()
      case .oversized(let start, let extent):
        totals.countRejected()
        try rejects.add(RejectList(Reject(oversized: start)), name: name, after: position)
        position += extent
      }
    } settle: { processor in
      try totals.add(processor.tally)
      processor.tally.removeAll()
    }
    let end = isArray ? ArrayEnd(tail) : nil
    if let fault = end?.fault {
      totals.countRejected()
      try rejects.add(RejectList(fault), name: name, after: position)
    }
    try output.end(end?.bytes ?? tail, isArray: isArray)
    try pipeline.forEachProcessor { processor throws(TallyLimit) in
      try totals.add(processor.tally)
      totals.unreadNames.merge(processor.unreadNames)
    }
    return totals
  }
}
