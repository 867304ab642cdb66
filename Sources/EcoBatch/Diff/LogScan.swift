internal import EcoModel

/// Reads one log for visitors, one for each lane.
struct LogScan {
  let plan: RunPlan
  let estimator: EcoEstimator

  /// The visitors when they have seen every record, and how many records were too long to be held.
  func visitors<Visitor: RecordVisitor>(
    of path: String, jobs: Int, _ makeVisitor: (ReadingPlan, _ hasDecimalComma: Bool) -> Visitor
  ) async throws -> (visitors: [Visitor], oversized: Int) {
    let file = try InputFile(path: path)
    var source: any ByteSource = file
    var head = try await LogRun.head(&source)
    if let compression = Compression(head) {
      source = try Decompressor(compression, file: file, head: head)
      head = try await LogRun.head(&source)
    }
    let opening = try LogOpening(head: head, name: file.name, plan: plan)
    guard let (body, reading) = opening.log else { return ([], 0) }
    let framer: Framer
    var hasDecimalComma = false
    switch body {
    case .csv(let layout):
      framer = .csv
      hasDecimalComma = layout.dialect.hasDecimalComma
    case .json(let framing): framer = .json(framing)
    case .events: framer = .events
    }
    var reader = BlockReader(
      source: source, head: opening.rest, isComplete: head.count < LogRun.headSize,
      framer: framer, blockSize: plan.blockSize)
    var boxes: [VisitorBox<Visitor>] = []
    let pipeline = Pipeline(jobs: jobs) {
      let box = VisitorBox(makeVisitor(reading, hasDecimalComma))
      boxes.append(box)
      return RecordScan(
        body, reading,
        Tally(reader: RecordReader(plan: reading, estimator: estimator), plan: TallyPlan()), box)
    }
    var oversized = 0
    let tail = try await pipeline.run(&reader) { finished in
      if case .oversized = finished { oversized += 1 }
    }
    // An array that is not closed counts as a record that is rejected, as it does for calc.
    if case .json(.elements) = framer, !tail.contains(UInt8(ascii: "]")) { oversized += 1 }
    return (boxes.compactMap(\.visitor), oversized)
  }
}
