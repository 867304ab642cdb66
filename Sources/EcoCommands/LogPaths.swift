internal import SystemFiles

/// The logs that a command line names; a directory stands for those in it.
struct LogPaths {
  private(set) var paths: [String] = []
  /// Those that were found in a directory.
  private(set) var found: Set<String> = []
  /// Files of directories that are not read, and why.
  private(set) var unread: [(path: String, reason: String)] = []

  /// - Throws: `FileError` where a directory cannot be read.
  init(_ operands: [String]) throws(FileError) {
    for path in operands {
      guard path != "-", InputFile.isDirectory(path) else {
        paths.append(path)
        continue
      }
      let folder = try LogFolder(path)
      guard !folder.logs.isEmpty else {
        throw FileError(path, "read", reason: "no file in it is a log by its name")
      }
      paths += folder.logs
      found.formUnion(folder.logs)
      unread += folder.unread
    }
  }
}
