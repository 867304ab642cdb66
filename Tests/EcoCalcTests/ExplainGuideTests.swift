import Foundation
import Testing

@Suite("The reviewer's guide of METHODOLOGY.md")
struct ExplainGuideTests {
  /// The guide's commands, block by block, with a folder of the test's own.
  private static func blocks() throws -> [String] {
    let page = try AuditTool.repositoryText("METHODOLOGY.md")
    let guide = try #require(page.range(of: "## Reviewer's guide\n"))
    let end = try #require(page.range(of: "\n## Questions"))
    return page[guide.upperBound..<end.lowerBound].components(separatedBy: "```\n")
      .enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  @Test(
    "has only commands that do what it says",
    .enabled(if: Size.isWhole, "they replay every vector, which takes long without the optimiser"))
  func commands() throws {
    let blocks = try Self.blocks()
    #expect(blocks.count == 7)
    try AuditTool.withFolder { folder in
      // The shell finds the built command under its name, in a copy where scratch files do no harm.
      for name in ["Scripts", "Tests", "data", "Examples", "METHODOLOGY.md"] {
        try FileManager.default.copyItem(
          at: AuditTool.root.appending(path: name), to: folder.appending(path: name))
      }
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "eco-calc"), withDestinationURL: AuditTool.binary)
      let setup = "cd '\(folder.path)'; PATH=\"$PWD:$PATH\"\n"
      for block in blocks {
        for line in block.split(separator: "\n").map(String.init) {
          let run = try AuditTool.run(URL(filePath: "/bin/sh"), ["-c", setup + line])
          let says = line.range(of: "# exit 1: ").map { String(line[$0.upperBound...]) }
          #expect(run.code == (says == nil ? 0 : 1), "\(line)\n\(run.errors)\(run.output)")
          for part in says?.components(separatedBy: " … ") ?? [] {
            #expect(run.output.contains(part), "\(line): \(run.output.suffix(600))")
          }
        }
      }
    }
  }
}
