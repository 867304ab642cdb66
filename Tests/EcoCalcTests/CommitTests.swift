import Foundation
import Testing

@Suite("All files of a run appear, or none does")
struct CommitTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", HostileTests.header + HostileTests.row + "bad\n")
    try scratch.write("out.csv", "old")
    try scratch.write("out.csv.rejects.jsonl", "old")
    try scratch.write("directory/file", "old")
  }

  @Test(
    "a summary or a report that cannot be written leaves the old outputs",
    arguments: [[], ["--by", "model"]],
    [
      ["--summary", "/dev/full"], ["--summary", "missing/summary.json"],
      ["--summary", "directory"], ["--report", "/dev/full"], ["--report", "missing/page.html"],
      ["--summary", "summary.json", "--report", "missing/page.html"],
    ])
  func papers(grouping: [String], papers: [String]) async throws {
    let before = scratch.names
    let run = try await scratch.run(["log.csv", "-o", "out.csv", "-q"] + grouping + papers)
    #expect(run.exitCode == 3)
    #expect(run.errors.contains("\(papers.last ?? ""): cannot write: "))
    #expect(try scratch.text("out.csv") == "old")
    #expect(try scratch.text("out.csv.rejects.jsonl") == "old")
    #expect(scratch.names == before)
  }

  @Test(
    "a folder is flushed after a file in it was replaced",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func flushedFolder() async throws {
    let run = try await scratch.shell(
      """
      strace -f -y -o trace -e trace=rename,renameat,renameat2,fsync \
        $ECO log.csv -o directory/out.csv --summary summary.json -q --max-rejects 1
      """)
    #expect(run.exitCode == 0, "\(run.errors)")
    let calls = try scratch.text("trace").split(separator: "\n").compactMap { line -> String? in
      let ends = [
        "out.csv.rejects.jsonl\") = 0": "rejects", "out.csv\") = 0": "rows",
        "summary.json\") = 0": "summary", "/directory>) = 0": "their folder",
        "\(scratch.url.lastPathComponent)>) = 0": "its folder",
      ]
      return ends.first { line.hasSuffix($0.key) }?.value
    }
    #expect(calls == ["rejects", "their folder", "rows", "their folder", "summary", "its folder"])
  }
}
