/// Writes the rows of one or more logs into one file, in the wanted form.
final class RowOutput {
  /// `nil` where only totals are wanted.
  let file: OutputFile?
  private let wanted: RunPlan.OutputForm?
  /// The first log's header, which later ones must have too.
  private var prefix: [UInt8]?
  /// What stands between rows that are not the input's own.
  private var separator = ""
  private var hasRows = false
  /// Whether an array that is not the input's own has been opened.
  private var isOpen = false
  /// The last byte written.
  private var last = UInt8(ascii: "\n")
  private var isTable = false
  private var isFinished = false

  init(file: OutputFile?, form: RunPlan.OutputForm?) {
    self.file = file
    wanted = form
  }

  /// What the rows of a log become.
  func form(of body: LogOpening.Body) -> RowForm {
    guard file != nil else { return .nothing }
    switch (body, wanted) {
    case (_, nil), (.csv, .csv), (.json(.lines), .jsonl), (.json(.elements), .json),
      (.json(.documents), .json):
      separator = ""
      return .same
    case (_, .jsonl): return objects("\n")
    case (_, .json): return objects(",\n")
    case (_, .csv):
      isTable = true
      return .table
    }
  }

  private func objects(_ separator: String) -> RowForm {
    self.separator = separator
    return .objects(separator: separator)
  }

  /// Starts a log's rows with what its own text begins with.
  func begin(_ prefix: [UInt8], isArray: Bool) throws {
    guard let file else { return }
    let prefix = isTable ? Array(CanonicalRow.header.utf8) : prefix
    let isArray = isArray && !isTable
    if separator == ",\n", !isOpen { try file.write("[\n") }
    isOpen = true
    guard separator.isEmpty else { return }
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
  func finish() throws {
    guard let file, !isFinished else { return }
    isFinished = true
    if separator == "\n", hasRows { try file.write(separator) }
    if wanted == .json, !isOpen { try file.write("[]\n") }
    if separator == ",\n" { try file.write("\n]\n") }
    try file.finish()
  }

  /// Puts the file in its place.
  func commit() throws(FileError) { try file?.commit() }
}
