import Foundation
import Testing

@Suite("The only copy of a log is not lost")
struct InPlaceTests {
  private let scratch: Scratch
  private let log = HostileTests.header + HostileTests.row + "bad\n"

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", log)
    try scratch.write("good.csv", HostileTests.header + HostileTests.row)
  }

  @Test(
    "in place, a run that rejects a record changes nothing",
    arguments: ["log.csv -o log.csv", "- -o log.csv < log.csv", "good.csv log.csv -o ."],
    ["", "--max-rejects 9 --rejects bad --summary sum --report page"])
  func rejected(files: String, options: String) async throws {
    let before = scratch.names
    let run = try await scratch.shell("$ECO \(options) \(files)")
    #expect(run.exitCode == 1, "\(run.errors)")
    #expect(run.errors.contains(":3:1: error: expected 7 fields"))
    #expect(run.errors.contains(".csv is an input as well, so nothing was written"))
    #expect(try scratch.text("log.csv") == log)
    #expect(try scratch.text("good.csv") == HostileTests.header + HostileTests.row)
    #expect(scratch.names == before)
  }

  @Test("nor do rejects go that an earlier run left beside the log")
  func earlierRejects() async throws {
    #expect(try await scratch.run("log.csv", "-o", "out.csv").exitCode == 1)
    let rejects = try scratch.text("out.csv.rejects.jsonl")
    #expect(rejects.contains(#""raw":"bad""#))
    let again = try await scratch.run("out.csv", "-o", "out.csv")
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try scratch.text("out.csv.rejects.jsonl") == rejects)
  }

  @Test(
    "nothing but its own rows takes the place of an input",
    arguments: [
      "good.csv --by model -o good.csv", "good.csv --to csv -o ./good.csv",
      "good.csv --to jsonl -o .", "merge sum -o sum", "diff sum sum2 -o sum2",
      "good.csv --summary good.csv -o out", "- --summary good.csv < good.csv",
      "- --report good.csv < good.csv", "- --by model -o good.csv < good.csv",
      "/dev/stdin --rejects good.csv < good.csv", "good.csv >> good.csv",
      "- < good.csv >> good.csv",
      "good.csv --summary sum2 >> sum2", "reconcile good.csv --bill sum -o good.csv",
      "reconcile good.csv --bill sum -o ./sum", "agents good.csv --metrics good.csv",
    ])
  func otherThings(words: String) async throws {
    for name in ["sum", "sum2"] {
      #expect(try await scratch.run("good.csv", "--summary", name).exitCode == 0)
    }
    let (good, sum) = (try scratch.text("good.csv"), try scratch.text("sum"))
    let before = scratch.names
    let run = try await scratch.shell("$ECO \(words)")
    #expect(run.exitCode == 2, "\(run.errors)")
    #expect(run.errors.contains("; name another file"), "\(run.errors)")
    #expect(try scratch.text("good.csv") == good)
    #expect(try scratch.text("sum") == sum)
    #expect(try scratch.text("sum2") == sum)
    #expect(scratch.names == before)
  }

  @Test(
    "a dash is standard output, and no file",
    arguments: ["good.csv -o -", "merge sum -o -", "diff sum sum -o -", "good.csv --by model -o -"])
  func dash(words: String) async throws {
    #expect(try await scratch.run("good.csv", "--summary", "sum").exitCode == 0)
    let before = scratch.names
    let words = words.split(separator: " ").map(String.init)
    let run = try await scratch.run(words)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(scratch.names == before)
    let plain = try await scratch.run(Array(words.dropLast(2)))
    #expect(!run.output.isEmpty && run.output == plain.output)
    let rejects = try await scratch.run("good.csv", "--rejects", "-")
    #expect(rejects.exitCode == 2)
    #expect(rejects.errors.contains("--rejects -: standard output is for data; name a file"))
  }
}
