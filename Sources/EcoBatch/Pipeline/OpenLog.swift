/// A log whose start has been read, so that it is known what it is.
struct OpenLog {
  let file: InputFile
  let opening: LogOpening
  /// Whether the start is all of it.
  let isComplete: Bool
  private let source: any ByteSource

  /// What is read of a log before anything is decided about it.
  static let headSize = 1 << 17

  /// Opens a log and reads its start, through its compression.
  init(_ file: InputFile, plan: RunPlan) async throws {
    var source: any ByteSource = file
    var head = try await Self.head(&source)
    if let compression = Compression(head) {
      source = try Decompressor(compression, file: file, head: head)
      head = try await Self.head(&source)
    }
    self.file = file
    self.source = source
    isComplete = head.count < Self.headSize
    opening = try LogOpening(
      head: head, isComplete: isComplete, name: file.name, plan: plan)
  }

  /// Reads the log's records in blocks.
  func blocks(_ framer: Framer, blockSize: Int) -> BlockReader {
    BlockReader(
      source: source, head: opening.rest, isComplete: isComplete, framer: framer,
      blockSize: blockSize)
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

extension LogOpening.Body {
  /// How the log's records are cut.
  func framer(_ reading: ReadingPlan) -> Framer {
    switch self {
    case .csv: .csv
    case .json(.lines):
      LineRuns(identity: reading.format.callIdentity).map(Framer.runs) ?? .json(.lines)
    case .json(let framing): .json(framing)
    case .events: .events
    }
  }
}
