internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// Which file the rows of each input go to.
struct OutputTargets {
  /// Whether all inputs go to one place.
  let isShared: Bool
  /// An output that takes the place of an input, which has the only copy of what is rejected.
  private(set) var replacedInput: String?
  private let options: CalcOptions

  /// - Throws: where two things would go into one file, or anything but rows over an input.
  init(_ options: CalcOptions) throws(UsageError) {
    self.options = options
    guard let output = options.output, options.log.tally.groupBy.isEmpty,
      output.hasSuffix("/") || InputFile.isDirectory(output)
    else {
      isShared = true
      replacedInput = try roles().replaced
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
    replacedInput = try roles().replaced
  }

  /// Where the records go that an output lacks; `nil` for a device, which has nothing beside it.
  static func rejectsPath(_ output: String) -> String? {
    OutputFile.isSpecial(output) ? nil : output + ".rejects.jsonl"
  }

  /// Refuses to write two things into one file, or anything but its own rows over an input.
  private func roles() throws(UsageError) -> FileRoles {
    var roles = FileRoles()
    let isGrouped = !options.log.tally.groupBy.isEmpty
    let paths = Set(options.inputs.map(path))
    for path in paths {
      if isGrouped {
        try roles.write(path, as: "the table of groups")
      } else {
        try roles.write(
          path, as: options.outputForm == nil ? FileRoles.rows : "rows of another form")
      }
      if options.rejects == nil, let rejects = path.flatMap(Self.rejectsPath) {
        try roles.write(rejects, as: "a file of rejects")
      }
    }
    for input in options.inputs { try roles.read(input) }
    try roles.read(tables: options.tables)
    if let path = options.rejects { try roles.write(path, as: "the file of rejects") }
    if let path = options.summary, path != "-" || !paths.contains(nil) {
      try roles.write(path == "-" ? nil : path, as: "the summary")
    }
    if let path = options.report { try roles.write(path, as: "the report") }
    if let path = options.sci { try roles.write(path, as: "the score") }
    if let path = options.metrics { try roles.write(path, as: "the file of metrics") }
    return roles
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
