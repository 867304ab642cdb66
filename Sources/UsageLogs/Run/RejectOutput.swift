internal import PlainText
package import SystemFiles

/// A bad record where none is allowed.
package struct StrictFailure: Error {}

/// Something that takes records that cannot be read.
package protocol RejectSink {
  /// Takes the rejects of a block.
  ///
  /// - Parameters:
  ///   - name: what the log is called.
  ///   - start: what of the log comes before the block.
  func add(_ rejects: [Reject], name: String, after start: TextExtent) throws
}

/// Where records that cannot be read go: a file of JSON lines that is made with the first of them, and
/// the first ten to standard error for the reader of the job's log. Where there are none, the file of
/// an earlier run goes.
package final class RejectOutput: RejectSink {
  private let path: String?
  private let isStrict: Bool
  private let diagnostics: Diagnostics
  private(set) var file: OutputFile?

  /// - Parameter path: where the file is to be; `nil` shows every record on standard error instead.
  package init(path: String?, isStrict: Bool, diagnostics: Diagnostics) {
    self.path = path
    self.isStrict = isStrict
    self.diagnostics = diagnostics
  }

  package func add(_ rejects: [Reject], name: String, after start: TextExtent) throws {
    guard !rejects.isEmpty else { return }
    var records = OutputBuffer()
    for reject in rejects {
      let (line, column) = start.position(of: reject)
      diagnostics.report("\(name):\(line):\(column): error: \(reject.message)")
      if isStrict { throw StrictFailure() }
      let record = JSONValue.object([
        ("file", .string(name)), ("line", .integer(line)), ("column", .integer(column)),
        ("code", .string(reject.code.rawValue)), ("message", .string(reject.message)),
        ("raw", .string(String(decoding: reject.raw, as: UTF8.self))),
      ])
      records.append(record.line + "\n")
    }
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
