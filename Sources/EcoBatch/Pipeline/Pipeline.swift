/// Moves one log through: blocks are read in order, processed on as many lanes as there are jobs, and
/// written in order. What is written does not depend on how many lanes there are, nor on where the
/// blocks are cut.
///
/// Data is read into a free lane, a task is started for it, the *oldest* task is awaited, its output
/// written, and its lane is free again: at any time each lane has one owner, and nothing is locked.
struct Pipeline<Processor: BlockProcessor> {
  private let lanes: [Lane<Processor>]

  /// A pipeline of one lane that works in the caller's task, or of `jobs` tasks and one lane to read
  /// into meanwhile.
  init(jobs: Int, makeProcessor: () -> Processor) {
    lanes = (0..<(jobs == 1 ? 1 : jobs + 1)).map { _ in Lane(makeProcessor()) }
  }

  /// Runs to the end of the log.
  ///
  /// - Parameters:
  ///   - reader: where blocks come from.
  ///   - take: what is done with each block's output, in order.
  /// - Returns: what follows the records in the log.
  func run(
    _ reader: inout BlockReader, _ take: (borrowing Finished) throws -> Void
  ) async throws -> [UInt8] {
    if lanes.count == 1 { return try await runAlone(&reader, take) }
    var free = lanes
    var running: [(lane: Lane<Processor>, task: Task<Void, Never>)] = []
    while true {
      if free.isEmpty {
        let oldest = running.removeFirst()
        await oldest.task.value
        try take(.block(oldest.lane.output, bytes: oldest.lane.count))
        free.append(oldest.lane)
      }
      let lane = free.removeLast()
      switch try await reader.next(into: &lane.input) {
      case .block(let count):
        lane.count = count
        running.append((lane, Task.detached { lane.process() }))
        continue
      case .oversized(let start, let lines):
        try await drain(&running, &free, take)
        free.append(lane)
        try take(.oversized(start: start, lines: lines))
      case .end(let tail):
        try await drain(&running, &free, take)
        return tail
      }
    }
  }

  private func drain(
    _ running: inout [(lane: Lane<Processor>, task: Task<Void, Never>)],
    _ free: inout [Lane<Processor>], _ take: (borrowing Finished) throws -> Void
  ) async throws {
    for (lane, task) in running {
      await task.value
      try take(.block(lane.output, bytes: lane.count))
      free.append(lane)
    }
    running.removeAll()
  }

  private func runAlone(
    _ reader: inout BlockReader, _ take: (borrowing Finished) throws -> Void
  ) async throws -> [UInt8] {
    let lane = lanes[0]
    while true {
      switch try await reader.next(into: &lane.input) {
      case .block(let count):
        lane.count = count
        lane.process()
        try take(.block(lane.output, bytes: count))
      case .oversized(let start, let lines): try take(.oversized(start: start, lines: lines))
      case .end(let tail): return tail
      }
    }
  }

  /// Calls `body` with what each lane counted.
  func forEachTally(_ body: (borrowing Tally) -> Void) {
    for lane in lanes { body(lane.processor.tally) }
  }
}

/// What comes out of a pipeline, in order.
enum Finished {
  case block(BlockOutput, bytes: Int)
  case oversized(start: [UInt8], lines: Int)
}

/// A block on its way. It is owned by the pipeline while it is filled and written, and by one task
/// while it is processed, never by both: that is what makes sharing it safe.
private final class Lane<Processor: BlockProcessor>: @unchecked Sendable {
  var input: [UInt8] = []
  var count = 0
  var output = BlockOutput()
  var processor: Processor

  init(_ processor: Processor) { self.processor = processor }

  func process() {
    output.removeAll()
    let text = input
    processor.process(text.span, count, into: &output)
  }
}
