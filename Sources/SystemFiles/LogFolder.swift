/// The files under a directory, in the order of their paths.
package struct LogFolder {
  /// Those that are logs by their names.
  package private(set) var logs: [String] = []
  /// All others, with the reason.
  package private(set) var unread: [(path: String, reason: String)] = []

  private static let suffixes = [
    ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".log", ".sse", ".out",
  ]
  private static let compressed = [".gz", ".zst"]

  /// Links to directories are not followed: they may lead round in circles.
  ///
  /// - Throws: `FileError` where the directory or one in it cannot be read: it may be full of logs.
  package init(_ directory: String) throws(FileError) {
    try walk(directory)
  }

  /// The files of one directory that are logs by their names, without those in directories of it.
  package static func names(in directory: String) throws(FileError) -> [String] {
    guard let entries = Path.entries(directory) else { throw FileError(directory, "read") }
    return entries.map(\.name)
      .filter { isLog($0) && FileStatus(of: "\(directory)/\($0)")?.kind == .file }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private mutating func walk(_ directory: String) throws(FileError) {
    guard let entries = Path.entries(directory) else { throw FileError(directory, "read") }
    for entry in entries.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      let path = directory.hasSuffix("/") ? directory + entry.name : "\(directory)/\(entry.name)"
      switch entry.kind(at: path) {
      case .directory: try walk(path)
      case .file: add(path)
      case .link where FileStatus(of: path)?.kind == .file: add(path)
      case .link, .special, nil: leaveOut(path)
      }
    }
  }

  private mutating func add(_ path: String) {
    if Self.isLog(path) { logs.append(path) } else { leaveOut(path) }
  }

  private mutating func leaveOut(_ path: String) { unread.append((path, "no log by its name")) }

  private static func isLog(_ path: String) -> Bool {
    var name = path.lowercased()[...]
    for suffix in compressed where name.hasSuffix(suffix) { name.removeLast(suffix.count) }
    return suffixes.contains(where: name.hasSuffix)
  }
}
