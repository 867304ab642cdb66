internal import PlainText
package import SystemFiles

/// Writes the rows of one or more logs into one file, in the wanted form.
package final class RowOutput {
  /// `nil` where only totals are wanted.
  let file: (any ByteSink)?
  private let wanted: OutputForm?
  /// The first log's header, which later ones must have too.
  private var prefix: [UInt8]?
  /// The separator between rows that are not copied from the input.
  private var separator = ""
  private var hasRows = false
  /// Whether an array that is not the input's own has been opened.
  private var isOpen = false
  /// The last byte written.
  private var last = UInt8(ascii: "\n")
  private var isTable = false
  private var isFinished = false

  /// Fields beside the block, for the header of a table.
  private let with: [MoreField]

  package init(file: (any ByteSink)?, form: OutputForm?, with: [MoreField] = []) {
    self.file = file
    self.with = with
    wanted = form
  }

  /// Starts a log's rows, and says what they become.
  ///
  /// - Parameter prefix: what the log's own text begins with.
  /// - Throws: `UsageError` where the log does not go with the ones before it, `FileError`.
  func begin(_ body: LogOpening.Body, prefix: [UInt8]) throws -> RowForm {
    guard let file else { return .nothing }
    let form = RowForm(of: body, wanted: wanted)
    separator = form.separator
    isTable = form.isTable
    let prefix =
      form == .focus
      ? Array(FocusRow.header.utf8)
      : isTable ? Array(CanonicalRow.header(with: with.flatMap(\.names)).utf8) : prefix
    if separator == ",\n", !isOpen { try file.write("[\n") }
    isOpen = true
    if separator.isEmpty { try begin(file, prefix, isArray: body.isArray && !isTable) }
    return form
  }

  private func begin(_ file: any ByteSink, _ prefix: [UInt8], isArray: Bool) throws {
    if let first = self.prefix {
      guard !isArray else {
        throw UsageError(
          "several arrays do not make one; write JSON lines with --to jsonl, or name a directory"
            + " with -o")
      }
      guard first == prefix else {
        throw UsageError(
          "the inputs differ in their columns; name a directory with -o to keep them apart")
      }
      // The last row of the log before may have had no line end.
      if last != UInt8(ascii: "\n") { try file.write("\n") }
      return
    }
    self.prefix = prefix
    try file.write(prefix.span)
  }

  /// Takes the white space of a log without any record.
  func addBlank(_ bytes: [UInt8]) throws {
    guard separator.isEmpty, prefix == nil, wanted == nil else { return }
    try file?.write(bytes.span)
  }

  /// Writes a block.
  func add(_ block: BlockOutput) throws {
    guard let file, block.bytes.count > 0 else { return }
    if !separator.isEmpty {
      if hasRows { try file.write(separator) }
      hasRows = true
      let end = block.bytes.count - separator.utf8.count
      try block.bytes.withBytes { bytes throws(FileError) in
        try file.write(bytes.extracting(0..<end))
      }
      return
    }
    // The comma before an array's first written element goes: what was before it was rejected.
    let comma = hasRows ? nil : block.firstComma
    last = block.bytes.last ?? last
    hasRows = hasRows || block.hasElements
    try block.bytes.withBytes { bytes throws(FileError) in
      guard let comma else { return try file.write(bytes) }
      try file.write(bytes.extracting(0..<comma))
      try file.write(bytes.extracting((comma + 1)..<bytes.count))
    }
  }

  /// Ends a log's rows with what follows them in its text.
  func end(_ tail: [UInt8], isArray: Bool) throws {
    guard let file, separator.isEmpty, !isTable else { return }
    try file.write(tail.span)
    last = tail.last ?? last
    if isArray, !tail.contains(UInt8(ascii: "]")) { try file.write("]\n") }
  }

  /// Ends the file.
  package func finish() throws {
    guard let file, !isFinished else { return }
    isFinished = true
    if separator == "\n", hasRows { try file.write(separator) }
    if wanted == .json, !isOpen { try file.write("[]\n") }
    if separator == ",\n" { try file.write("\n]\n") }
    try file.finish()
  }
}
