package import EcoModel
package import SystemFiles

/// Reads one log for visitors, one for each lane.
package struct LogScan {
  private let path: String
  private let options: ReadingOptions

  /// - Parameters:
  ///   - path: the log; `-` is standard input.
  ///   - options: how it is read.
  package init(_ path: String, _ options: ReadingOptions) {
    self.path = path
    self.options = options
  }

  /// Reads every record on both sides at once, on the new one as if it had been served otherwise; one
  /// visitor for each lane, and how many records could not even be held.
  ///
  /// - Throws: `FileError`, `LogError` or `UsageError`, as for `calc`.
  package func pairs(
    old: EcoEstimator, new: EcoEstimator, whatIf: WhatIf, by dimensions: [GroupDimension],
    jobs: Jobs
  ) async throws -> (visitors: [PairVisitor], unread: Int) {
    try await visitors(jobs: jobs, unneeded: GroupDimension.unneeded(dimensions).union([.id])) {
      plan in
      PairVisitor(
        old: RecordReader(plan: plan, estimator: old),
        new: RecordReader(plan: plan, estimator: new, whatIf: whatIf),
        by: dimensions)
    }
  }

  /// The records of an enriched log by id, and how many could not even be held.
  ///
  /// - Throws: as `pairs`.
  package func enriched(
    by dimensions: [GroupDimension]
  ) async throws -> (index: EnrichedIndex, unread: Int) {
    let (visitors, unread) = try await visitors(
      jobs: .one, unneeded: GroupDimension.unneeded(dimensions)
    ) { EnrichedVisitor(EnrichedIndex(by: dimensions), $0) }
    return (visitors.first?.index ?? EnrichedIndex(by: dimensions), unread)
  }

  /// The visitors when they have seen every record, and how many records were too long to be held or
  /// stand where no record may.
  func visitors<Visitor: RecordVisitor>(
    jobs: Jobs, unneeded: Set<Field>, _ makeVisitor: (FieldPlan) -> Visitor
  ) async throws -> (visitors: [Visitor], unread: Int) {
    var options = options
    options.unneeded = unneeded
    let inputs = try await LogInputs([path], options, jobs: jobs)
    return try await inputs.logs[0].visitors(inputs.calls, options, jobs: jobs, makeVisitor)
  }
}

extension LogInput {
  /// Reads the log for visitors, one for each lane; and how many records were too long to be held or
  /// stand where no record may.
  ///
  /// - Parameter calls: the calls of all logs that are read together.
  func visitors<Visitor: RecordVisitor>(
    _ calls: CallTable, _ options: ReadingOptions, jobs: Jobs,
    _ makeVisitor: (FieldPlan) -> Visitor
  ) async throws -> (visitors: [Visitor], unread: Int) {
    let log = try await open(options).log
    guard let (body, plan) = log.opening.log else { return ([], 0) }
    let framer = body.framer
    let reader = log.blocks(framer, blockSize: options.blockSize)
    let pipeline = Pipeline(jobs: jobs.count) {
      RecordScan(body, plan, CallReader(plan, calls, input: number), makeVisitor(plan))
    }
    var unread = 0
    let tail = try await pipeline.run(reader) { finished in
      if case .oversized = finished { unread += 1 }
    }
    if case .json(.elements) = framer, ArrayEnd(tail).fault != nil { unread += 1 }
    var visitors: [Visitor] = []
    pipeline.forEachProcessor { visitors.append($0.visitor) }
    return (visitors, unread)
  }
}
