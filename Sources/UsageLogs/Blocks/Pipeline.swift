internal import SystemFiles

/// Moves one log through: blocks are read in order, processed on as many lanes as there are jobs, and
/// written in order. What is written does not depend on how many lanes there are, nor on where the
/// blocks are cut.
///
/// A lane is a task that reads a block, processes it and writes what came of it. Reading and writing go
/// by turns, block by block, so that each has one owner at any time and nothing is locked. A block stays
/// with one task, and so on one core, from its first byte to its last: to hand it from a reader to a
/// worker and on to a writer costs a quarter more time than the work itself.
struct Pipeline<Processor: BlockProcessor> {
  private let lanes: [Lane<Processor>]

  /// A pipeline of as many lanes as jobs; a single one works in the caller's task.
  init(jobs: Int, makeProcessor: () -> Processor) {
    lanes = (0..<jobs).map { _ in Lane(makeProcessor()) }
  }

  /// Runs to the end of the log.
  ///
  /// - Parameters:
  ///   - reader: where blocks come from.
  ///   - take: what is done with each block's output, in order, and with the processor that it came
  ///     from.
  /// - Returns: what follows the records in the log.
  func run(
    _ reader: BlockReader, _ take: @escaping (borrowing Finished, inout Processor) throws -> Void
  ) async throws -> [UInt8] {
    if lanes.count == 1 { return try await runAlone(reader, take) }
    let shared = Shared(reader, take)
    let (reading, writing) = (Turns(), Turns())
    let count = lanes.count
    await withTaskGroup { tasks in
      for (first, lane) in lanes.enumerated() {
        tasks.addTask {
          await lane.work(first, count, shared, reading, writing)
        }
      }
    }
    if let failure = shared.failure { throw failure }
    return shared.tail
  }

  private func runAlone(
    _ reader: BlockReader, _ take: (borrowing Finished, inout Processor) throws -> Void
  ) async throws -> [UInt8] {
    var reader = reader
    let lane = lanes[0]
    while true {
      switch try await reader.next(into: &lane.input) {
      case .block(let count, let position):
        lane.process(count, after: position)
        try take(.block(lane.output, lane.extent), &lane.processor)
      case .oversized(let start, let extent):
        try take(.oversized(start: start, extent), &lane.processor)
      case .end(let tail): return tail
      }
    }
  }

  /// Changes the processor of each lane, between two logs of one kind.
  func changeEach(_ body: (inout Processor) -> Void) {
    for lane in lanes { body(&lane.processor) }
  }

  /// Calls `body` with the processor of each lane, in the order of the lanes.
  func forEachProcessor<Failure: Error>(
    _ body: (borrowing Processor) throws(Failure) -> Void
  ) throws(Failure) {
    for lane in lanes { try body(lane.processor) }
  }
}

/// What comes out of a pipeline, in order.
enum Finished {
  case block(BlockOutput, TextExtent)
  case oversized(start: [UInt8], TextExtent)
}

/// What the lanes share. The reader belongs to the lane whose turn it is to read, all else to the one
/// whose turn it is to write: that is what makes sharing it safe.
private final class Shared<Processor: BlockProcessor>: @unchecked Sendable {
  var reader: BlockReader
  let take: (borrowing Finished, inout Processor) throws -> Void
  /// What follows the records.
  var tail: [UInt8] = []
  /// What went wrong first, in the order of the log.
  var failure: (any Error)?

  init(
    _ reader: BlockReader, _ take: @escaping (borrowing Finished, inout Processor) throws -> Void
  ) {
    self.reader = reader
    self.take = take
  }
}

/// A place on the way of blocks. It belongs to one task while that works.
private final class Lane<Processor: BlockProcessor>: @unchecked Sendable {
  var input: [UInt8] = []
  private(set) var output = BlockOutput()
  /// Of the block.
  private(set) var extent = TextExtent()
  var processor: Processor

  init(_ processor: Processor) { self.processor = processor }

  /// Processes the block in `input`.
  func process(_ count: Int, after position: Int) {
    output.removeAll()
    let text = input
    processor.process(text.span, count, after: position, into: &output)
    extent = TextExtent(text.span, count, lines: output.lines)
  }

  /// Takes every `step`th block from the `first` on, until the log is over or something fails.
  func work(
    _ first: Int, _ step: Int, _ shared: Shared<Processor>, _ reading: Turns, _ writing: Turns
  ) async {
    var number = first
    while await reading.wait(for: number) {
      let next = await read(shared)
      switch next {
      case .success(.end), .failure: await reading.close()
      case .success: await reading.pass()
      }
      if case .success(.block(let count, let position)) = next {
        process(count, after: position)
      }
      guard await writing.wait(for: number) else { return }
      do {
        switch try next.get() {
        case .block: try shared.take(.block(output, extent), &processor)
        case .oversized(let start, let extent):
          try shared.take(.oversized(start: start, extent), &processor)
        case .end(let tail): shared.tail = tail
        }
      } catch {
        shared.failure = error
        await reading.close()
        return await writing.close()
      }
      await writing.pass()
      number += step
    }
  }

  private func read(_ shared: Shared<Processor>) async -> Result<BlockReader.Next, FileError> {
    do throws(FileError) {
      return .success(try await shared.reader.next(into: &input))
    } catch {
      return .failure(error)
    }
  }
}
