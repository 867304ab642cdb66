/// Cuts Server-Sent Events out of the pieces that a connection delivers.
struct EventSplitter {
  private var pending: [UInt8] = []
  private var scanned = 0
  /// Where the line begins that is not complete yet.
  private var lineStart = 0
  private let limit: Int

  /// - Parameter limit: the size in bytes that an event may have.
  init(limit: Int) { self.limit = limit }

  struct EventTooLarge: Error {}

  /// The events that are complete once these bytes have come, each with its blank line.
  mutating func feed(_ bytes: some Sequence<UInt8>) throws(EventTooLarge) -> [ServerSentEvent] {
    pending += bytes
    var events: [ServerSentEvent] = []
    var start = 0
    var index = scanned
    while index < pending.count {
      guard Self.isLineEnd(pending[index]) else {
        index += 1
        continue
      }
      // A CR may be the first half of a CRLF whose second half has not come yet.
      if pending[index] == UInt8(ascii: "\r") {
        if index + 1 == pending.count { break }
        if pending[index + 1] == UInt8(ascii: "\n") { index += 1 }
      }
      let isBlank = pending[lineStart..<index].allSatisfy(Self.isLineEnd)
      index += 1
      lineStart = index
      if isBlank {
        events.append(ServerSentEvent(bytes: Array(pending[start..<index])))
        start = index
      }
    }
    pending.removeFirst(start)
    scanned = index - start
    lineStart -= start
    if pending.count > limit { throw EventTooLarge() }
    return events
  }

  /// What came after the last complete event.
  var rest: [UInt8] { pending }

  private static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}

/// One event, or one comment, of a stream.
struct ServerSentEvent: Equatable {
  /// The event as it came, with its blank line.
  private(set) var bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// An event of data alone.
  init(data: String) { bytes = Array("data: \(data)\n\n".utf8) }

  /// The lines of its `data` fields, joined; `nil` where it has none.
  var data: [UInt8]? {
    let lines = lines.compactMap(Self.dataLine)
    return lines.isEmpty ? nil : Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  var isDone: Bool { data == Array("[DONE]".utf8) }

  /// The event with other data; its other fields stay.
  func replacingData(_ data: [UInt8]) -> ServerSentEvent {
    var result: [UInt8] = []
    for line in lines where Self.dataLine(line) == nil { result += line + [UInt8(ascii: "\n")] }
    for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      result += Array("data: ".utf8) + line + [UInt8(ascii: "\n")]
    }
    return ServerSentEvent(bytes: result + [UInt8(ascii: "\n")])
  }

  private var lines: [ArraySlice<UInt8>] {
    bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }

  private static func dataLine(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let name = Array("data:".utf8)
    guard line.starts(with: name) else { return nil }
    let value = line.dropFirst(name.count)
    return value.first == UInt8(ascii: " ") ? value.dropFirst() : value
  }
}
