internal import PlainText
internal import SystemFiles

/// Which file of a command is what, so that nothing is written over anything else: files are known by
/// what they are, standard input and output too where they are files.
struct FileRoles {
  /// Rows in the form of their input, which they may take the place of.
  static let rows = "an output"
  private static let input = "an input"
  private static let table = "a table that is read"

  private var roles: [FileIdentity: (name: String, path: String)] = [:]
  /// The first output that takes the place of an input.
  private(set) var replaced: String?

  /// Notes an output; `nil` is standard output.
  mutating func write(_ path: String?, as role: String) throws(UsageError) {
    if let path {
      guard !OutputFile.isSpecial(path) else { return }
      try take(FileIdentity(path), path, role)
    } else if let file = FileIdentity.standardOutput, roles[file]?.name != "standard output" {
      try take(file, "<stdout>", "standard output")
    }
  }

  /// Notes an input, which may be read more than once. Its outputs are known already.
  mutating func read(_ path: String) throws(UsageError) {
    guard let file = path == "-" ? FileIdentity.standardInput : FileIdentity(path),
      !OutputFile.isSpecial(path), roles[file]?.name != Self.input
    else { return }
    if let output = roles[file], output.name == Self.rows {
      replaced = replaced ?? output.path
    } else {
      try take(file, path == "-" ? "<stdin>" : path, Self.input)
    }
  }

  /// Notes tables and factors of the caller's own. Outputs may come before and after them.
  mutating func read(tables paths: [String]) throws(UsageError) {
    for path in paths where !OutputFile.isSpecial(path) {
      let file = FileIdentity(path)
      if let other = roles[file], other.name == Self.input || other.name == Self.table { continue }
      try take(file, path, Self.table)
    }
  }

  private mutating func take(
    _ file: FileIdentity, _ path: String, _ role: String
  ) throws(UsageError) {
    if let other = roles.updateValue((role, path), forKey: file) {
      throw UsageError("\(path) would be \(other.name) and \(role); name another file")
    }
  }
}
