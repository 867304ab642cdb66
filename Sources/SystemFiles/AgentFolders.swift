package import EcoModel
package import PlainText

/// Where coding agents keep their sessions in a home folder, and the files that are there.
package struct AgentFolders {
  /// One folder in which an agent may keep sessions.
  package struct Folder: Sendable {
    /// What the agent is called.
    package let agent: String
    /// The format of its sessions.
    package let format: String
    package let path: String
    /// Its sessions; none where it is not there.
    package fileprivate(set) var files: [File] = []
    package fileprivate(set) var isThere = false
    /// What is there and cannot be read, and why.
    package fileprivate(set) var unread: [(path: String, reason: String)] = []
  }

  /// A file of sessions.
  package struct File: Sendable {
    package let path: String
    package let size: Int
    /// The project that its path names; empty: none.
    package let project: String
    /// When it was written last.
    package let lastDay: UTCDay
  }

  /// In the order of the agents' names.
  package private(set) var folders: [Folder] = []

  /// Looks for the sessions of all known agents, where their own variables and those of XDG say.
  ///
  /// - Throws: `NoHome`.
  package init() throws(NoHome) {
    guard let home = Environment.value("HOME") else { throw NoHome() }
    let config = Environment.value("XDG_CONFIG_HOME") ?? "\(home)/.config"
    let data = Environment.value("XDG_DATA_HOME") ?? "\(home)/.local/share"
    let claude =
      Environment.value("CLAUDE_CONFIG_DIR")?.split(separator: ",").map(String.init)
      ?? ["\(home)/.claude", "\(config)/claude"]
    for root in claude { look("Claude Code", "claude-code", "\(root)/projects", [".jsonl"]) }
    let codex = Environment.value("CODEX_HOME") ?? "\(home)/.codex"
    for name in ["sessions", "archived_sessions"] {
      look("Codex", "codex", "\(codex)/\(name)", [".jsonl"])
    }
    let copilot = Environment.value("COPILOT_HOME") ?? "\(home)/.copilot"
    look("Copilot CLI", "copilot-otel", "\(copilot)/otel", [".jsonl"])
    look("Gemini CLI", "gemini-cli", "\(home)/.gemini/tmp", [".json", ".jsonl"], within: "/chats/")
    look("opencode", "opencode", "\(data)/opencode/storage/message", [".json"])
    let database = "\(data)/opencode/opencode.db"
    if FileStatus(of: database) != nil {
      folders[folders.count - 1].unread.append((database, "a database"))
    }
  }

  /// Takes the sessions of a folder that no other has.
  private mutating func look(
    _ agent: String, _ format: String, _ path: String, _ suffixes: [String],
    within part: String = "/"
  ) {
    var folder = Folder(agent: agent, format: format, path: path)
    defer { folders.append(folder) }
    guard let real = Path.real(path), let found = try? LogFolder(path) else { return }
    folder.isThere = true
    guard !folders.contains(where: { $0.isThere && Path.real($0.path) == real }) else { return }
    for file in found.logs where file.contains(part) && suffixes.contains(where: file.hasSuffix) {
      let parts = file.split(separator: "/")
      let project = part == "/" ? "" : parts.dropLast(2).last.map(String.init) ?? ""
      guard let status = FileStatus(of: file) else { continue }
      folder.files.append(
        File(
          path: file, size: status.size, project: project,
          lastDay: UTCDay(unixSeconds: status.modified)))
    }
  }
}

/// There is no home folder to look into.
package struct NoHome: Fault {
  package var family: FaultFamily { .file }
  package var description: String { "HOME is not set: there is no folder to look for agents in" }
}
