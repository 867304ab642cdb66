import Foundation
import Testing

@Suite("eco-calc agents --markdown")
struct AgentMarkdownTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func call(_ id: String, _ folder: String, _ branch: String, day: Int = 20) -> String {
    """
    {"type":"assistant","sessionId":"s","cwd":"\(folder)","gitBranch":"\(branch)",\
    "timestamp":"2026-11-\(day)T09:00:02Z","message":{"id":"\(id)",\
    "model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":10,"output_tokens":100}}}

    """
  }

  private func markdown(_ calls: String, _ arguments: String...) async throws -> String {
    try scratch.write("home/.claude/projects/p/s.jsonl", calls)
    let run = try await scratch.run(
      ["agents", "--today", "2026-11-26", "--markdown"] + arguments,
      environment: ["HOME": scratch.path("home")])
    #expect(run.exitCode == 0, "\(run.errors)")
    return run.text
  }

  @Test("is of all calls, of a branch, of a project by its folder or its name, or since a day")
  func selections() async throws {
    let calls =
      call("A", "/w/alpha", "fix") + call("B", "/w/beta", "fix") + call("C", "/w/alpha", "main")
      + call("D", "/w/alpha", "fix", day: 25)
    for (options, count) in [
      ([], 4), (["--branch", "fix"], 3), (["--branch", "fix", "--project", "alpha"], 2),
      (["--project", "/w/beta"], 1), (["--since", "2026-11-21"], 1),
      (["--since", "2026-11-20", "--branch", "main"], 1),
    ] {
      let text = try await markdown(calls)
      #expect(text.contains("| requests | 4 |\n"))
      let run = try await scratch.run(
        ["agents", "--today", "2026-11-26", "--markdown"] + options,
        environment: ["HOME": scratch.path("home")])
      #expect(run.text.contains("| requests | \(count) |\n"), "\(options): \(run.text)")
      #expect(run.text.contains("| completion_tokens | \(count)00 |\n"), "\(options)")
    }
    for options in [["--branch", "FIX"], ["--project", "alph"], ["--since", "2026-11-26"]] {
      let run = try await scratch.run(
        ["agents", "--today", "2026-11-26", "--markdown"] + options,
        environment: ["HOME": scratch.path("home")])
      #expect(run.text.hasPrefix("No calls of coding agents"), "\(run.text)")
    }
  }

  @Test("shows names as code, whatever is in them: no markup, no mention, no cell of their own")
  func names() async throws {
    let branch = "@team|`<b>`"
    let text = try await markdown(
      call("A", "/w/alpha", branch) + call("B", "/w/alpha", "*x*"), "--by", "branch")
    #expect(text.contains("| `` @team\\|`<b>` `` |"), "\(text)")
    #expect(text.contains("| `*x*` |"), "\(text)")
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.allSatisfy { $0.replacing("\\|", with: "").count { $0 == "|" } == 9 })
    let own = try await markdown(call("A", "/w/alpha", branch), "--branch", branch)
    #expect(own.contains(", branch `` @team|`<b>` ``,"), "\(own)")
  }

  @Test("and --json are two ways of printing")
  func refusal() async throws {
    let run = try await scratch.run(
      "agents", "--markdown", "--json", environment: ["HOME": scratch.path("home")])
    #expect(run.exitCode == 2)
  }

  @Test("a branch alone is also what the screen and JSON show")
  func screen() async throws {
    _ = try await markdown(call("A", "/w/alpha", "fix") + call("B", "/w/alpha", "main"))
    let options = ["agents", "--today", "2026-11-26", "--branch", "fix"]
    let home = ["HOME": scratch.path("home")]
    let screen = try await scratch.run(options, environment: home)
    #expect(screen.text.contains(": 1 call on branch \"fix\" in all"), "\(screen.text)")
    let json = try object(await scratch.run(options + ["--json"], environment: home).text)
    #expect(json["calls"] as? Int == 1)
  }
}
