internal import SystemFiles

/// Reads a log block by block, each of whole records.
struct BlockReader {
  /// What comes next.
  enum Next {
    /// So many bytes of whole records are in the buffer, and so many of the log came before them.
    case block(Int, after: Int)
    /// A record too long to be held: its first bytes, and how far it went.
    case oversized(start: [UInt8], TextExtent)
    /// The records are over; what follows them in the log.
    case end(tail: [UInt8])
  }

  /// In bytes; a longer record is a reject.
  static let maximumRecord = 16 << 20
  /// What is kept of such a record.
  private static let keptOfOversized = 4096

  private var source: any ByteSource
  private let framer: Framer
  private let blockSize: Int
  /// What has been read; from `position` on it has not been handed out.
  private var held: [UInt8]
  private var position = 0
  private var isSourceOver: Bool
  /// How many bytes of records have been handed out.
  private var passed = 0
  private var isOver = false

  /// A reader of what follows `head` in a source; `head` has been read already.
  ///
  /// - Parameter isComplete: whether nothing follows it.
  init(
    source: any ByteSource, head: [UInt8], isComplete: Bool, framer: Framer, blockSize: Int
  ) {
    self.source = source
    self.framer = framer
    self.blockSize = isComplete ? min(blockSize, max(1, head.count)) : blockSize
    held = head
    isSourceOver = isComplete
  }

  /// Fills the buffer with the next block. The buffer is readable for `Words.slack` bytes past it.
  mutating func next(into buffer: inout [UInt8]) async throws(FileError) -> Next {
    if isOver { return .end(tail: try await rest()) }
    var count = 0
    var wanted = blockSize
    while true {
      ensure(wanted, &buffer)
      while count < wanted, !isAtEnd { count += try await fill(&buffer, at: count, limit: wanted) }
      if count == 0 { return .end(tail: []) }
      if let cut = framer.cut(buffer.span, count, isAtEnd: isAtEnd) {
        isOver = cut.isLast
        unread(buffer, cut.end, count)
        if cut.end == 0 { return .end(tail: try await rest()) }
        return block(cut.end)
      }
      if count >= Self.maximumRecord {
        if let cut = framer.forcedCut(buffer.span, count) {
          unread(buffer, cut, count)
          return block(cut)
        }
        return try await skipOversized(&buffer, count)
      }
      wanted = min(2 * wanted, Self.maximumRecord)
    }
  }

  private mutating func block(_ count: Int) -> Next {
    defer { passed += count }
    return .block(count, after: passed)
  }

  /// Whether all there is has been handed out.
  private var isAtEnd: Bool { isSourceOver && position == held.count }

  private func ensure(_ count: Int, _ buffer: inout [UInt8]) {
    if buffer.count < count + Words.slack {
      buffer += [UInt8](repeating: 0, count: count + Words.slack - buffer.count)
    }
  }

  /// Hands out what is held, then what the source has; 0 at the end.
  private mutating func fill(
    _ buffer: inout [UInt8], at offset: Int, limit: Int
  ) async throws(FileError) -> Int {
    guard position == held.count else {
      let count = min(limit - offset, held.count - position)
      buffer.replaceSubrange(
        offset..<(offset + count), with: held[position..<(position + count)])
      position += count
      return count
    }
    let count = try await source.read(into: &buffer, at: offset, limit: limit)
    if count == 0 { isSourceOver = true }
    return count
  }

  /// Takes back the end of what has been handed out, to be handed out again.
  private mutating func unread(_ buffer: [UInt8], _ start: Int, _ end: Int) {
    if position < held.count {
      // What is held is handed out before anything else, so all of it was.
      position -= end - start
    } else {
      held.removeAll(keepingCapacity: true)
      held.append(contentsOf: buffer[start..<end])
      position = 0
    }
  }

  /// All that is left of the source.
  private mutating func rest() async throws(FileError) -> [UInt8] {
    var tail: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !isAtEnd, tail.count <= Self.maximumRecord {
      let count = try await fill(&buffer, at: 0, limit: buffer.count)
      tail.append(contentsOf: buffer[0..<count])
    }
    return tail
  }

  /// Reads on to the end of a record that is too long, keeping its start only.
  private mutating func skipOversized(
    _ buffer: inout [UInt8], _ held: Int
  ) async throws(FileError) -> Next {
    let start = Array(buffer[0..<Self.keptOfOversized])
    var extent = TextExtent()
    var count = held
    var skipper = Skipper(framer, buffer.span, count)
    while true {
      if let end = skipper.advance(buffer.span, count) {
        extent += TextExtent(buffer.span, end)
        passed += end
        unread(buffer, end, count)
        return .oversized(start: start, extent)
      }
      extent += TextExtent(buffer.span, count)
      passed += count
      if isAtEnd { return .oversized(start: start, extent) }
      count = try await fill(&buffer, at: 0, limit: buffer.count - Words.slack)
      skipper.rebase()
    }
  }
}

/// Finds the end of a record while its bytes go by.
private struct Skipper {
  private enum Kind {
    case line
    case json
    case events
  }

  private let kind: Kind
  private var walk = JSONFramer.Walk(at: 0)
  private var walked = 0
  /// The start of a line of events whose end has not gone by.
  private var line: [UInt8] = []

  init(_ framer: Framer, _ text: Span<UInt8>, _ end: Int) {
    switch framer {
    case .csv, .json(.lines): kind = .line
    case .json(.events): kind = .events
    case .json:
      kind = .json
      var first = JSONSyntax.skipSpace(text, 0, end)
      if first < end, text[first] == UInt8(ascii: ",") {
        first = JSONSyntax.skipSpace(text, first + 1, end)
      }
      walk = JSONFramer.Walk(at: first)
    }
  }

  /// Where the record ends in this part, or `nil`.
  mutating func advance(_ text: Span<UInt8>, _ end: Int) -> Int? {
    switch kind {
    case .line: return ByteSearch.first(UInt8(ascii: "\n"), in: text, 0..<end).map { $0 + 1 }
    case .events: return endOfStream(text, end)
    case .json:
      let found = walk.advance(text, end)
      if found == nil { walked = end }
      return found
    }
  }

  private mutating func endOfStream(_ text: Span<UInt8>, _ end: Int) -> Int? {
    let held = line.count
    for index in 0..<end { line.append(text[index]) }
    if let found = EventStream.end(line.span, 0, line.count) { return found - held }
    if let last = line.lastIndex(of: UInt8(ascii: "\n")) { line.removeSubrange(...last) }
    // No end of a stream is as long as this, so the start of such a line is enough.
    if line.count > 4096 { line.removeSubrange(4096...) }
    return nil
  }

  /// Goes on at the start of the next part.
  mutating func rebase() { walk.rebase(by: walked) }
}
