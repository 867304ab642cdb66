internal import EcoModel

/// Reads one log for visitors, one for each lane.
struct LogScan {
  let plan: RunPlan
  let estimator: EcoEstimator

  /// The visitors when they have seen every record, and how many records were too long to be held.
  func visitors<Visitor: RecordVisitor>(
    of path: String, jobs: Int, by dimensions: [GroupDimension],
    _ makeVisitor: (ReadingPlan, _ hasDecimalComma: Bool) -> Visitor
  ) async throws -> (visitors: [Visitor], oversized: Int) {
    let log = try await OpenLog(InputFile(path: path), plan: plan)
    guard let (body, reading) = log.opening.log else { return ([], 0) }
    var hasDecimalComma = false
    if case .csv(let layout) = body { hasDecimalComma = layout.dialect.hasDecimalComma }
    let framer = body.framer(reading)
    let reader = log.blocks(framer, blockSize: plan.blockSize)
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
    let tail = try await pipeline.run(reader) { finished in
      if case .oversized = finished { oversized += 1 }
    }
    // An array that is not closed counts as a record that is rejected, as it does for calc.
    if case .json(.elements) = framer, !tail.contains(UInt8(ascii: "]")) { oversized += 1 }
    return (boxes.compactMap(\.visitor), oversized)
  }
}
