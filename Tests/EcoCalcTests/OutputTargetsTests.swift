import Foundation
import Testing

@Suite("OutputTargets: an output is called as its input, without what said that it was compressed")
struct OutputTargetsTests {
  @Test(
    "in the directory that was named",
    arguments: [
      ("log.csv", "log.csv"), ("log.csv.gz", "log.csv"), ("log.csv.zst", "log.csv"),
      ("log.csv.bz2", "log.csv.bz2"), ("log.gz.csv", "log.gz.csv"), ("a/b/log.csv", "log.csv"),
    ])
  func names(input: String, output: String) async throws {
    let scratch = try Scratch()
    // What a log is, its bytes say and not its name.
    try scratch.write(input, HostileTests.header + HostileTests.row)
    let run = try await scratch.run(input, "-o", "out/", "--rejects", "r")
    try #require(run.exitCode == 3, "the directory is not made")
    try FileManager.default.createDirectory(
      atPath: scratch.path("out"), withIntermediateDirectories: true)
    for directory in ["out", "out/", "./out//"] {
      let run = try await scratch.run(input, "-o", directory, "--rejects", "r")
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("out")) == [output])
    }
  }

  @Test("and two inputs of one name are refused")
  func collisions() async throws {
    let scratch = try Scratch()
    for name in ["log.csv.gz", "log.csv.zst"] {
      try scratch.write(name, HostileTests.header + HostileTests.row)
    }
    let run = try await scratch.run("log.csv.gz", "log.csv.zst", "-o", "out/")
    #expect(run.exitCode == 2)
    #expect(
      run.errors.contains("log.csv.gz and log.csv.zst would both become"), "\(run.errors)")
  }
}
