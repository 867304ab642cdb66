internal import EcoModel

/// Reads one log for visitors, one for each lane.
struct LogScan {
  let plan: RunPlan
  let estimator: EcoEstimator

  private static let headSize = 1 << 17

  /// The visitors when they have seen every record, and how many records were too long to be held.
  func visitors<Visitor: RecordVisitor>(
    of path: String, jobs: Int, by dimensions: [GroupDimension],
    _ makeVisitor: (ReadingPlan, _ hasDecimalComma: Bool) -> Visitor
  ) async throws -> (visitors: [Visitor], oversized: Int) {
    let file = try InputFile(path: path)
    var source: any ByteSource = file
    var head = try await Self.head(&source)
    if let compression = Compression(head) {
      source = try Decompressor(compression, file: file, head: head)
      head = try await Self.head(&source)
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
      source: source, head: opening.rest, isComplete: head.count < Self.headSize, framer: framer,
      blockSize: plan.blockSize)
    var boxes: [VisitorBox<Visitor>] = []
    let pipeline = Pipeline(jobs: jobs) {
      let box = VisitorBox(makeVisitor(reading, hasDecimalComma))
      boxes.append(box)
      // Nothing is counted in it; it says which fields are looked at, the id for matching only.
      let tally = Tally(
        reader: RecordReader(plan: reading, estimator: estimator),
        plan: TallyPlan(groupBy: dimensions, dedupes: Visitor.wantsFigures))
      return RecordScan(body, reading, tally, box)
    }
    var oversized = 0
    let tail = try await pipeline.run(&reader) { finished in
      if case .oversized = finished { oversized += 1 }
    }
    // An array that is not closed counts as a record that is rejected, as it does for calc.
    if case .json(.elements) = framer, !tail.contains(UInt8(ascii: "]")) { oversized += 1 }
    return (boxes.compactMap(\.visitor), oversized)
  }

  private static func head(_ source: inout any ByteSource) async throws -> [UInt8] {
    var head = [UInt8](repeating: 0, count: headSize)
    var count = 0
    while count < headSize {
      let read = try await source.read(into: &head, at: count, limit: headSize)
      if read == 0 { break }
      count += read
    }
    head.removeLast(headSize - count)
    return head
  }
}
