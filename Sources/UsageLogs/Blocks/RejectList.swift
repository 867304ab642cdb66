/// The rejects of one block, in its order.
///
/// A log may be nothing but bad records of two bytes, so that one takes 20 bytes here and its own, and
/// messages that are the same are kept once.
package struct RejectList: Sequence, Sendable {
  private var entries: [Entry] = []
  /// The bytes of all records, one after the other.
  private var raw: [UInt8] = []
  private var messages: [String] = []
  private var numbers: [String: UInt32] = [:]

  /// A reject whose texts are kept elsewhere. Its numbers are within a block, which is some
  /// `BlockReader.maximumRecord` long at most.
  private struct Entry {
    let line: UInt32
    let column: UInt32
    let message: UInt32
    /// Where the record's bytes begin, up to those of the next.
    let start: UInt32
    let code: RejectCode
  }

  init() {}

  init(_ reject: Reject) {
    append(reject.line, reject.column, reject.code, reject.message) { $0 = reject.raw }
  }

  package var isEmpty: Bool { entries.isEmpty }

  package func makeIterator() -> some IteratorProtocol<Reject> {
    entries.indices.lazy.map { self[$0] }.makeIterator()
  }

  private subscript(index: Int) -> Reject {
    let entry = entries[index]
    let end = index + 1 < entries.count ? Int(entries[index + 1].start) : raw.count
    return Reject(
      line: Int(entry.line), column: Int(entry.column), code: entry.code,
      message: messages[Int(entry.message)], raw: Array(raw[Int(entry.start)..<end]))
  }

  /// - Parameters:
  ///   - line: lines before it in its block.
  ///   - column: the byte in the line, from 1.
  ///   - addRecord: adds the record's bytes.
  mutating func append(
    _ line: Int, _ column: Int, _ code: RejectCode, _ message: String,
    _ addRecord: (inout [UInt8]) -> Void
  ) {
    entries.append(
      Entry(
        line: UInt32(clamping: line), column: UInt32(clamping: column),
        message: number(of: message), start: UInt32(clamping: raw.count), code: code))
    addRecord(&raw)
  }

  private mutating func number(of message: String) -> UInt32 {
    if let number = numbers[message] { return number }
    let number = UInt32(clamping: messages.count)
    messages.append(message)
    numbers[message] = number
    return number
  }
}
