internal import SystemFiles

/// A log whose start has been read, so that it is known what it is.
struct OpenLog {
  /// What the log is called in messages.
  let name: String
  let opening: LogOpening
  /// How it is written, where that is not as it is read.
  let conversion: TextConversion?
  /// Whether the start is all of it.
  let isComplete: Bool
  private let source: any ByteSource

  /// What is read of a log at first.
  static let headSize = 1 << 17
  /// Room that is made for it at first: small logs need no more.
  private static let smallHead = 1 << 14

  /// Whether a call may be told by several of its records.
  var tellsCallsInParts: Bool {
    guard let (body, plan) = opening.log, case .json = body else { return false }
    return plan.tellsCallsInParts
  }

  /// Opens a log and reads its start, through its compression.
  init(_ file: InputFile, _ options: ReadingOptions) async throws {
    var source: any ByteSource = file
    var head: [UInt8] = []
    _ = try await Self.read(&source, into: &head, upTo: Self.headSize)
    if let compression = Compression(head) {
      source = try Decompressor(compression, file: file, head: head)
      head = []
    }
    try await self.init(source, head: head, name: file.name, options)
  }

  /// Reads the start of a log that is not compressed.
  ///
  /// - Parameter head: what of it has been read already.
  init(
    _ source: any ByteSource, head: [UInt8] = [], name: String, _ options: ReadingOptions
  ) async throws {
    var source = source
    self.name = name
    var head = head
    _ = try await Self.read(&source, into: &head, upTo: Self.headSize)
    conversion = TextConversion(head)
    if let conversion {
      source = ConvertedSource(conversion, source, head: head)
      head = []
    }
    (opening, isComplete) = try await Self.open(&source, head: head, name: name, options)
    self.source = source
  }

  /// Reads as much of a log's start as it takes to tell what it is, up to what a record may have.
  private static func open(
    _ source: inout any ByteSource, head: [UInt8], name: String, _ options: ReadingOptions
  ) async throws -> (opening: LogOpening, isComplete: Bool) {
    var head = head
    var size = headSize
    while true {
      let isComplete = try await read(&source, into: &head, upTo: size)
      let extent: HeadExtent =
        isComplete ? .whole : size < BlockReader.maximumRecord ? .part : .most
      if let opening = try LogOpening(head: head, extent, name: name, options) {
        return (opening, isComplete)
      }
      size *= 2
    }
  }

  private init(_ log: OpenLog, _ source: any ByteSource) {
    (name, opening, isComplete) = (log.name, log.opening, log.isComplete)
    conversion = log.conversion
    self.source = source
  }

  /// The same log with all that follows its start kept, so that it can be read more than once.
  func kept() async throws -> OpenLog {
    guard !isComplete else { return self }
    let kept = try KeptBytes()
    var source = source
    var buffer = [UInt8](repeating: 0, count: Self.headSize)
    while true {
      let count = try await source.read(into: &buffer, at: 0, limit: buffer.count)
      if count == 0 { return OpenLog(self, kept) }
      try kept.write(buffer.span.extracting(0..<count))
    }
  }

  /// The same log, to be read from its start once more, where it was kept.
  func rewound() -> OpenLog {
    (source as? KeptBytes)?.rewind()
    return self
  }

  /// Reads the log's records in blocks.
  func blocks(_ framer: Framer, blockSize: Int) -> BlockReader {
    BlockReader(
      source: source, head: opening.rest, isComplete: isComplete, framer: framer,
      blockSize: blockSize)
  }

  /// Makes a head longer; says whether it is all of the log now.
  private static func read(
    _ source: inout any ByteSource, into head: inout [UInt8], upTo size: Int
  ) async throws -> Bool {
    var count = head.count
    defer { head.removeLast(head.count - count) }
    while count < size {
      if count == head.count {
        let room = min(size, max(smallHead, 2 * count))
        head.append(contentsOf: repeatElement(0, count: room - count))
      }
      let read = try await source.read(into: &head, at: count, limit: head.count)
      if read == 0 { return true }
      count += read
    }
    return false
  }
}

extension LogOpening.Body {
  /// How the log's records are cut.
  var framer: Framer {
    switch self {
    case .csv: .csv
    case .json(let framing): .json(framing)
    }
  }
}
