/// A bad record where none is allowed.
struct StrictFailure: Error {}

/// Where records that cannot be read go: a file of JSON lines that is made with the first of them, and
/// the first ten to standard error for the reader of the job's log. Where there are none, the file of
/// an earlier run goes.
final class RejectOutput {
  private let path: String?
  private let isStrict: Bool
  private let diagnostics: Diagnostics
  private(set) var file: OutputFile?

  /// - Parameter path: where the file is to be; `nil` shows every record on standard error instead.
  init(path: String?, isStrict: Bool, diagnostics: Diagnostics) {
    self.path = path
    self.isStrict = isStrict
    self.diagnostics = diagnostics
  }

  /// Writes the rejects of a block, given what of the log is before it.
  func add(_ rejects: [Reject], name: String, behind start: TextExtent) throws {
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
  func finish() throws(FileError) { try file?.finish() }

  /// Puts the file in its place.
  func commit() throws(FileError) { try file?.commit() }

  /// Removes what an earlier run rejected, where this one rejected nothing.
  func removeStale() throws(FileError) {
    if file == nil, let path { try OutputFile.remove(path) }
  }
}
