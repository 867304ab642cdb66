package import EcoModel
package import PlainText

/// Where coding agents keep their sessions in a home folder, and the files that are there.
package struct AgentFolders: Sendable {
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
  }

  /// In the order of the agents' names.
  package private(set) var folders: [Folder] = []

  /// Looks for the sessions of all known agents, where their own variables and those of XDG say.
  ///
  /// - Parameters:
  ///   - day: the sessions are those that were written on that day or later; `nil`: all.
  ///   - session: the path of one that is wanted whenever it was written, with what subagents have
  ///     written in the folder of its name.
  /// - Throws: `NoHome`.
  package init(writtenSince day: UTCDay? = nil, or session: String? = nil) async throws(NoHome) {
    guard let home = Environment.value("HOME") else { throw NoHome() }
    let data = Environment.value("XDG_DATA_HOME") ?? "\(home)/.local/share"
    let roots = Self.roots(home, data)
    let walk = SessionWalk(firstDay: day, session: session.map(WantedSession.init))
    let found = await withTaskGroup { tasks in
      for (index, root) in roots.enumerated() {
        tasks.addTask { (index, place: Path.real(root.path), inside: walk.found(in: root)) }
      }
      return await tasks.reduce(into: []) { $0.append($1) }
    }
    var places: Set<String> = []
    for (index, place, inside) in found.sorted(by: { $0.0 < $1.0 }) {
      var folder = Folder(
        agent: roots[index].agent, format: roots[index].format, path: roots[index].path)
      if let place, let inside {
        folder.isThere = true
        // What another folder has too is that one's.
        if places.insert(place).inserted {
          (folder.files, folder.unread) = (inside.files, inside.unread)
        }
      }
      folders.append(folder)
    }
    let database = "\(data)/opencode/opencode.db"
    if FileStatus(of: database) != nil {
      folders[folders.count - 1].unread.append((database, "a database"))
    }
  }

  private static func roots(_ home: String, _ data: String) -> [SessionRoot] {
    let config = Environment.value("XDG_CONFIG_HOME") ?? "\(home)/.config"
    let claude =
      Environment.value("CLAUDE_CONFIG_DIR")?.split(separator: ",").map(String.init)
      ?? ["\(home)/.claude", "\(config)/claude"]
    let codex = Environment.value("CODEX_HOME") ?? "\(home)/.codex"
    let copilot = Environment.value("COPILOT_HOME") ?? "\(home)/.copilot"
    return claude.map { SessionRoot("Claude Code", "claude-code", "\($0)/projects", [".jsonl"]) }
      + [
        SessionRoot("Codex", "codex", "\(codex)/sessions", [".jsonl"]),
        SessionRoot("Codex", "codex", "\(codex)/archived_sessions", [".jsonl"]),
        SessionRoot("Copilot CLI", "copilot-otel", "\(copilot)/otel", [".jsonl"]),
        SessionRoot(
          "Gemini CLI", "gemini-cli", "\(home)/.gemini/tmp", [".json", ".jsonl"], within: "/chats/"),
        SessionRoot(
          "opencode", "opencode", "\(data)/opencode/storage/message", [".json"], isFilePerCall: true
        ),
      ]
  }
}

/// There is no home folder to look into.
package struct NoHome: Fault {
  package var family: FaultFamily { .file }
  package var description: String { "HOME is not set: there is no folder to look for agents in" }
}
