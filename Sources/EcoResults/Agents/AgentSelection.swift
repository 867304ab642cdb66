internal import PlainText
internal import UsageLogs

/// Which calls are wanted: those of a branch, those of a project, or all.
package struct AgentSelection: Sendable {
  private let branch: String?
  private let project: String?

  /// - Parameters:
  ///   - branch: its name as agents log it; `nil`: any.
  ///   - project: its folder, or the last part of that; `nil`: any.
  package init(branch: String?, project: String?) {
    (self.branch, self.project) = (branch, project)
  }

  /// Whether calls of such values of `CallHistory.dimensions` are wanted.
  package func wants(_ values: [String]) -> Bool {
    func value(_ dimension: GroupDimension) -> String {
      CallHistory.dimensions.firstIndex(of: dimension).map { values[$0] } ?? ""
    }
    let folder = value(.project)
    return (branch == nil || branch == value(.branch))
      && (project == nil || project == folder || project == folder.lastPart)
  }

  /// ` on branch "fix" of project "alpha"`; empty for all calls.
  package var words: String {
    let branch = branch.map { " on branch \"\($0.printable)\"" } ?? ""
    return branch + (project.map { " of project \"\($0.printable)\"" } ?? "")
  }

  /// The same with the names as Markdown shows code.
  var markdown: String {
    let branch = branch.map { ", branch \($0.markdownCode)" } ?? ""
    return branch + (project.map { ", project \($0.markdownCode)" } ?? "")
  }
}

extension String {
  /// The last part of a folder's path.
  var lastPart: String {
    split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? self
  }
}
