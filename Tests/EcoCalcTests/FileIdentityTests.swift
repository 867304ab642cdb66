import Foundation
import Testing

@Suite("A file is known by what it is, not by how its path is written")
struct FileIdentityTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", HostileTests.header + HostileTests.row)
  }

  @Test(
    "nothing but rows is written over an input",
    arguments: ["--rejects", "--summary", "--report"],
    ["$PWD/log.csv", "here/log.csv", "here/../$(basename $PWD)/log.csv", "link.csv", "hard.csv"])
  func overInput(option: String, path: String) async throws {
    let run = try await scratch.shell(
      """
      ln -s . here; ln -s log.csv link.csv; ln log.csv hard.csv
      $ECO log.csv -o out.csv \(option) \(path)
      """)
    #expect(run.exitCode == 2, "\(run.errors)")
    #expect(run.errors.contains("would be an input and "))
    #expect(try scratch.text("log.csv") == HostileTests.header + HostileTests.row)
    #expect(scratch.names == ["hard.csv", "here", "link.csv", "log.csv"])
  }

  @Test(
    "two things are not written into one file, whether it is there already or not",
    arguments: ["--rejects", "--summary", "--report"], [false, true])
  func overOutput(option: String, exists: Bool) async throws {
    if exists { try scratch.write("out.csv", "old") }
    for path in ["$PWD/out.csv", "here/out.csv", "here/../$(basename $PWD)/out.csv"] {
      let run = try await scratch.shell(
        "ln -sfn . here; $ECO log.csv -o out.csv \(option) \(path)")
      #expect(run.exitCode == 2, "\(path): \(run.errors)")
      #expect(run.errors.contains("would be an output and the "))
      #expect(try !exists || scratch.text("out.csv") == "old")
      #expect(scratch.names == ["here", "log.csv"] + (exists ? ["out.csv"] : []))
    }
  }

  @Test(
    "nothing is written over tables and factors of the caller's own",
    arguments: [
      "log.csv -o grid.csv --grid grid.csv", "log.csv -o here/grid.csv --grid eu-west=grid.csv",
      "log.csv -o out.csv --summary market.csv --market market.csv",
      "log.csv -o out.csv --rejects tables/models.csv --data tables",
      "log.csv --by model -o tables/regions.csv --data tables",
      "log.csv -o formats.csv --from formats.csv",
      "diff log.csv log.csv -o tables/models.csv --data tables",
      "reconcile log.csv --bill log2.csv -o grid.csv --grid grid.csv",
      "reconcile log.csv --bill log2.csv --report tables/pue.csv --data tables",
    ])
  func overTables(words: String) async throws {
    try scratch.write(
      "grid.csv",
      "zone,start,end,g_per_kwh,basis,source\nFR,2026-01-01,2027-01-01,44,lifecycle,own\n")
    try scratch.write(
      "market.csv", "zone,start,end,g_per_kwh,source\nFR,2026-01-01,2027-01-01,4,own\n")
    let data = Fixtures.tests.appending(path: "../../data").path
    let run = try await scratch.shell(
      """
      ln -s . here; cp log.csv log2.csv; mkdir tables
      cp \(data)/models.csv \(data)/regions.csv \(data)/pue.csv tables
      cp \(data)/log-formats.csv formats.csv
      cat grid.csv market.csv formats.csv tables/*.csv > before
      $ECO \(words); code=$?; cat grid.csv market.csv formats.csv tables/*.csv | cmp - before
      exit $code
      """)
    #expect(run.exitCode == 2, "\(words): \(run.errors)")
    #expect(run.errors.contains("a table that is read"), "\(words): \(run.errors)")
    #expect(run.text == "")
  }

  @Test("rows replace their own log under any of its names")
  func inPlace() async throws {
    let rows = try await scratch.run("log.csv").output
    let run = try await scratch.shell("$ECO log.csv -o $PWD/log.csv")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.bytes("log.csv") == rows)
  }

  @Test(
    "what is no file of rejects stays where a run rejects nothing",
    arguments: [
      "milk, eggs\n", "{\"file\":\"a.swift\",\"line\":1,\"message\":\"unused\"}\n", "{\"file\":\"",
      "\n", " {}",
    ])
  func otherFile(text: String) async throws {
    try scratch.write("notes.txt", text)
    let run = try await scratch.run("log.csv", "-o", "out.csv", "--rejects", "notes.txt")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.text("notes.txt") == text)
  }

  @Test("rejects of a log with any name go, and so does an empty file", arguments: [true, false])
  func ownRejects(isEmpty: Bool) async throws {
    let name = #"a "b" \ .csv"#
    try scratch.write(name, HostileTests.header + "bad\n")
    let first = try await scratch.run(name, "-o", "out.csv")
    #expect(first.exitCode == 1)
    #expect(scratch.names.contains("out.csv.rejects.jsonl"))
    if isEmpty { try scratch.write("out.csv.rejects.jsonl", "") }
    let second = try await scratch.run("log.csv", "-o", "out.csv")
    #expect(second.exitCode == 0, "\(second.errors)")
    #expect(scratch.names == [name, "log.csv", "out.csv"])
  }
}
