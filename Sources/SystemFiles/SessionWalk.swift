internal import EcoModel

/// A folder in which an agent may keep sessions.
struct SessionRoot: Sendable {
  /// What the agent is called.
  let agent: String
  /// The format of its sessions.
  let format: String
  let path: String
  /// How their names end.
  let suffixes: [String]
  /// What the path of a session has in it; the folder before it is named by its project.
  let part: String?
  /// Whether a call is a file of its own, so that the time of a folder is not before that of any call
  /// in it.
  let isFilePerCall: Bool

  init(
    _ agent: String, _ format: String, _ path: String, _ suffixes: [String],
    within part: String? = nil, isFilePerCall: Bool = false
  ) {
    (self.agent, self.format, self.path, self.suffixes) = (agent, format, path, suffixes)
    (self.part, self.isFilePerCall) = (part, isFilePerCall)
  }

  func isSession(_ name: String) -> Bool { suffixes.contains(where: name.hasSuffix) }

  /// The project that a path names; empty: none; `nil` where it is not that of a session.
  func project(of path: String) -> String? {
    guard let part else { return "" }
    guard path.contains(part) else { return nil }
    return path.split(separator: "/").dropLast(2).last.map(String.init) ?? ""
  }
}

/// A session that is wanted whenever it was written.
struct WantedSession: Sendable {
  private let path: String
  /// Where its subagents write.
  private let folder: String

  init(_ path: String) {
    self.path = path
    folder = (path.hasSuffix(".jsonl") ? String(path.dropLast(6)) : path) + "/"
  }

  /// Whether a file is of it.
  func has(_ file: String) -> Bool { file == path || file.hasPrefix(folder) }
}

/// Finds the files of sessions below a directory. Each is asked for its size and time once, by its name
/// in its directory: with thousands of them that is most of what a status line waits for.
struct SessionWalk: Sendable {
  /// The first day of those that are wanted; `nil`: all.
  let firstDay: UTCDay?
  let session: WantedSession?

  /// What is below a root.
  struct Found: Sendable {
    /// In the order of their paths.
    fileprivate(set) var files: [AgentFolders.File] = []
    /// Directories that cannot be read, and why.
    fileprivate(set) var unread: [(path: String, reason: String)] = []
  }

  /// What is below a root; `nil` where there is no such directory.
  func found(in root: SessionRoot) -> Found? {
    guard FileStatus(of: root.path)?.kind == .directory else { return nil }
    var found = Found()
    walk(root.path, root, &found)
    return found
  }

  private func walk(_ directory: String, _ root: SessionRoot, _ found: inout Found) {
    let entries = Path.entries(directory) { entry in
      root.isSession(entry.name) || root.isFilePerCall && firstDay != nil
    }
    guard let entries else {
      found.unread.append((directory, "cannot read: \(Errno.last)"))
      return
    }
    let wanted = entries.filter { entry in
      isRecent(entry.status) || session?.has("\(directory)/\(entry.name)") ?? false
    }
    for entry in wanted.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      let path = "\(directory)/\(entry.name)"
      switch entry.kind(at: path) {
      case .directory: walk(path, root, &found)
      case .file, .link:
        guard root.isSession(entry.name), let status = entry.status, status.kind == .file,
          let project = root.project(of: path)
        else { continue }
        found.files.append(AgentFolders.File(path: path, size: status.size, project: project))
      case .special, nil: break
      }
    }
  }

  /// Whether something was written to since the first day; what is not known may have been.
  private func isRecent(_ status: FileStatus?) -> Bool {
    guard let firstDay, let status else { return true }
    return UTCDay(unixSeconds: status.modified) >= firstDay
  }
}
