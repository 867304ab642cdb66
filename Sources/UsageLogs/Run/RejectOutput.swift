internal import PlainText
package import SystemFiles

/// Why a run ends before its logs do, with nothing written.
package enum RejectStop: Error {
  /// There was a bad record, and none is allowed.
  case strict
  /// There were more than this.
  case tooMany(Int)
}

/// Something that takes records that cannot be read.
package protocol RejectSink {
  /// Takes the rejects of a block.
  ///
  /// - Parameters:
  ///   - name: what the log is called.
  ///   - start: what of the log comes before the block.
  func add(_ rejects: RejectList, name: String, after start: TextExtent) throws
}

/// Where records that cannot be read go: a file of JSON lines that is made with the first of them, and
/// the first ten to standard error for the reader of the job's log. Where there are none, the file of
/// an earlier run goes.
///
/// Each line has the record's own bytes: as text, and where they are no UTF-8 in base64 as well.
package final class RejectOutput: RejectSink {
  private let path: String?
  private let isStrict: Bool
  private let most: Int
  private let diagnostics: Diagnostics
  private var count = 0
  private(set) var file: OutputFile?

  /// What is gathered before it is written.
  private static let bufferSize = 1 << 20

  /// - Parameters:
  ///   - path: where the file is to be; `nil` shows every record on standard error instead.
  ///   - isStrict: whether the first record ends the run.
  ///   - most: after how many records the run ends: a small file can be made to hold any number.
  package init(path: String?, isStrict: Bool, most: Int, diagnostics: Diagnostics) {
    self.path = path
    self.isStrict = isStrict
    self.most = most
    self.diagnostics = diagnostics
  }

  package func add(_ rejects: RejectList, name: String, after start: TextExtent) throws {
    guard !rejects.isEmpty else { return }
    var records = OutputBuffer()
    for reject in rejects {
      let (line, column) = start.position(of: reject)
      diagnostics.report("\(name):\(line):\(column): error: \(reject.message)")
      if isStrict { throw RejectStop.strict }
      count += 1
      guard count <= most else { throw RejectStop.tooMany(most) }
      let place: [(String, JSONValue)] = [
        ("file", .string(name)), ("line", .integer(line)), ("column", .integer(column)),
      ]
      records.append(JSONValue.object(place + Self.members(of: reject)).line + "\n")
      if records.count >= Self.bufferSize { try write(&records) }
    }
    try write(&records)
  }

  private static func members(of reject: Reject) -> [(String, JSONValue)] {
    let members: [(String, JSONValue)] = [
      ("code", .string(reject.code.rawValue)), ("message", .string(reject.message)),
    ]
    if let text = String(validating: reject.raw, as: UTF8.self) {
      return members + [("raw", .string(text))]
    }
    return members + [
      ("raw", .string(String(decoding: reject.raw, as: UTF8.self))),
      ("raw_base64", .string(Base64.text(reject.raw))),
    ]
  }

  private func write(_ records: inout OutputBuffer) throws(FileError) {
    defer { records.removeAll() }
    guard let path else { return diagnostics.write(records.string) }
    if file == nil { file = try OutputFile(path: path) }
    try records.withBytes { bytes throws(FileError) in try file?.write(bytes) }
  }

  /// Ends the file.
  package func finish() throws(FileError) { try file?.finish() }

  /// Puts the file in its place.
  package func commit() throws(FileError) { try file?.commit() }

  /// Removes what an earlier run rejected, where this one rejected nothing; any other file stays.
  package func removeStale() throws(FileError) {
    if file == nil, let path, Self.holdsRejects(path) { try OutputFile.remove(path) }
  }

  /// Whether what is there is of an earlier run: its first line is a reject, or it is empty.
  private static func holdsRejects(_ path: String) -> Bool {
    var head = [UInt8](repeating: 0, count: 1 << 16)
    guard !OutputFile.isSpecial(path),
      let count = try? InputFile(path: path).read(into: &head, at: 0, limit: head.count)
    else { return false }
    // Quotes inside texts follow a backslash, so that the first part that is only a comma ends the
    // name of the log, which is in the fourth and those after it.
    let parts = head[..<count].split(
      separator: UInt8(ascii: "\""), omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    guard parts.starts(with: ["{", "file", ":"]),
      let comma = parts.dropFirst(4).firstIndex(of: ","), comma + 5 < parts.count
    else { return count == 0 }
    return parts[comma + 1] == "line" && parts[comma + 3] == "column" && parts[comma + 5] == "code"
  }
}
