internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// Which file the rows of each input go to.
struct OutputTargets {
  /// Whether all inputs go to one place.
  let isShared: Bool
  private let options: CalcOptions

  /// - Throws: where two things would go into one file, or anything but rows over an input.
  init(_ options: CalcOptions) throws(UsageError) {
    self.options = options
    guard let output = options.output, options.log.tally.groupBy.isEmpty,
      output.hasSuffix("/") || InputFile.isDirectory(output)
    else {
      isShared = true
      try checkPaths()
      return
    }
    isShared = false
    var names: [String: String] = [:]
    for input in options.inputs {
      guard input != "-" else {
        throw UsageError("standard input has no name in the directory \(output); name a file")
      }
      if let other = names.updateValue(input, forKey: Self.name(input)) {
        throw UsageError("\(other) and \(input) would both become \(output)/\(Self.name(input))")
      }
    }
    try checkPaths()
  }

  /// Where the records go that an output lacks; `nil` for a device, which has nothing beside it.
  static func rejectsPath(_ output: String) -> String? {
    OutputFile.isSpecial(output) ? nil : output + ".rejects.jsonl"
  }

  /// Refuses to write two things into one file, or anything but rows over an input.
  private func checkPaths() throws(UsageError) {
    var taken: [FileIdentity: String] = [:]
    func take(_ path: String?, _ role: String) throws(UsageError) {
      guard let path, path != "-", !OutputFile.isSpecial(path) else { return }
      if let other = taken.updateValue(role, forKey: FileIdentity(path)) {
        throw UsageError("\(path) would be \(other) and \(role); name another file")
      }
    }
    for path in Set(options.inputs.map(path)) {
      try take(path, "an output")
      if options.rejects == nil { try take(path.flatMap(Self.rejectsPath), "a file of rejects") }
    }
    for input in options.inputs {
      let role = taken[FileIdentity(input)]
      if role != "an output", role != "an input" { try take(input, "an input") }
    }
    try take(options.rejects, "the file of rejects")
    try take(options.summary, "the summary")
    try take(options.report, "the report")
  }

  /// The file for an input's rows; `nil` is standard output.
  func path(for input: String) -> String? {
    guard let output = options.output else { return nil }
    guard !isShared else { return output }
    return output + (output.hasSuffix("/") ? "" : "/") + Self.name(input)
  }

  /// A file's name without its directory, and without the suffix of a compression: output has none.
  private static func name(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return name
  }
}
