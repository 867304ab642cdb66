internal import SystemFiles

/// Moves one log through: blocks are read in order, processed on as many lanes as there are jobs, and
/// written in order. What is written does not depend on how many lanes there are, nor on where the
/// blocks are cut.
///
/// A lane is a task that reads a block, processes it and writes what came of it. Reading and writing go
/// by turns, block by block, so that each has one owner at any time and nothing is locked. A block
/// stays with one task, and so on one core, from its first byte to its last: to hand it from a reader to
/// a worker and on to a writer costs a quarter more time than the work itself. Only a block that is done
/// before its turn to be written is left to the lane that has the turn.
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
  ///   - take: what is done with what comes out, in order.
  ///   - settle: what is done with a processor that is full; never beside `take`.
  /// - Returns: what follows the records in the log.
  func run(
    _ reader: BlockReader, _ take: @escaping (borrowing Finished) throws -> Void,
    settle: @escaping (inout Processor) throws -> Void = { _ in }
  ) async throws -> [UInt8] {
    let shared = Shared(reader, take, settle)
    if lanes.count == 1 { return try await lanes[0].workAlone(shared) }
    let (reading, writing) = (Turns<Never>(), Turns<Finished>(mostLeft: lanes.count / 2))
    await withTaskGroup { tasks in
      for lane in lanes { tasks.addTask { await lane.work(shared, reading, writing) } }
    }
    if let failure = shared.failure { throw failure }
    return shared.tail
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
enum Finished: Sendable {
  case block(BlockOutput, TextExtent)
  case oversized(start: [UInt8], TextExtent)
}

/// What the lanes share. The reader belongs to the lane whose turn it is to read, all else to the one
/// whose turn it is to write: that is what makes sharing it safe.
private final class Shared<Processor: BlockProcessor>: @unchecked Sendable {
  var reader: BlockReader
  let take: (borrowing Finished) throws -> Void
  let settle: (inout Processor) throws -> Void
  /// What follows the records.
  var tail: [UInt8] = []
  /// What went wrong first, in the order of the log.
  var failure: (any Error)?

  init(
    _ reader: BlockReader, _ take: @escaping (borrowing Finished) throws -> Void,
    _ settle: @escaping (inout Processor) throws -> Void
  ) {
    self.reader = reader
    self.take = take
    self.settle = settle
  }
}

/// A place on the way of blocks. It belongs to one task while that works.
private final class Lane<Processor: BlockProcessor>: @unchecked Sendable {
  private var input: [UInt8] = []
  /// Memory of a block that has been written.
  private var spare: BlockOutput?
  var processor: Processor

  init(_ processor: Processor) { self.processor = processor }

  /// Takes block after block, until the log is over; returns what follows the records.
  func workAlone(_ shared: Shared<Processor>) async throws -> [UInt8] {
    while true {
      switch process(try await shared.reader.next(into: &input)) {
      case .finished(let finished): try take(finished, shared)
      case .end(let tail): return tail
      }
    }
  }

  /// Takes block after block, until the log is over or something fails.
  func work(
    _ shared: Shared<Processor>, _ reading: Turns<Never>, _ writing: Turns<Finished>
  ) async {
    while let number = await reading.next() {
      let next = await read(shared)
      switch next {
      case .success(.end), .failure: await reading.close()
      case .success: await reading.pass()
      }
      let step = next.map(process)
      if case .success(.finished(let finished)) = step, !processor.isFull,
        await writing.leave(finished, for: number)
      {
        continue
      }
      guard await writing.wait(for: number) else { return }
      do {
        switch try step.get() {
        case .finished(let finished): try take(finished, shared)
        case .end(let tail): shared.tail = tail
        }
        while let left = await writing.pass() { try take(left, shared) }
      } catch {
        shared.failure = error
        await reading.close()
        return await writing.close()
      }
    }
  }

  /// What has become of what was read.
  private enum Step {
    case finished(Finished)
    case end(tail: [UInt8])
  }

  private func read(_ shared: Shared<Processor>) async -> Result<BlockReader.Next, FileError> {
    do throws(FileError) {
      return .success(try await shared.reader.next(into: &input))
    } catch {
      return .failure(error)
    }
  }

  private func process(_ next: BlockReader.Next) -> Step {
    switch next {
    case .block(let count, let position):
      var output = spare ?? BlockOutput()
      spare = nil
      output.removeAll()
      let text = input
      processor.process(text.span, count, after: position, into: &output)
      let extent = TextExtent(text.span, count, lines: output.lines)
      return .finished(.block(output, extent))
    case .oversized(let start, let extent): return .finished(.oversized(start: start, extent))
    case .end(let tail): return .end(tail: tail)
    }
  }

  /// Takes a block, of this lane or left by another, when it is its turn.
  private func take(_ finished: Finished, _ shared: Shared<Processor>) throws {
    try shared.take(finished)
    if case .block(let output, _) = finished { spare = output }
    if processor.isFull { try shared.settle(&processor) }
  }
}
