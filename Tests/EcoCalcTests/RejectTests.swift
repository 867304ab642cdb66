import Foundation
import Testing

@Suite("Rejects stand in one file of this run, or are shown")
struct RejectTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("good.csv", HostileTests.header + HostileTests.row)
    for name in ["a.csv", "b.csv"] {
      try scratch.write(name, HostileTests.header + HostileTests.row + "\(name),x\n")
    }
    try FileManager.default.createDirectory(
      atPath: scratch.path("out"), withIntermediateDirectories: true)
  }

  private var outputs: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: scratch.path("out"))) ?? []).sorted()
  }

  @Test("those of all inputs, where one file is named for several outputs")
  func severalInputs() async throws {
    let run = try await scratch.run(
      "a.csv", "good.csv", "b.csv", "-o", "out", "--rejects", "bad", "--max-rejects", "2")
    #expect(run.exitCode == 0, "\(run.errors)")
    let rejects = try scratch.text("bad").split(separator: "\n").map { try object($0) }
    #expect(rejects.map { $0["raw"] as? String } == ["a.csv,x", "b.csv,x"])
    #expect(outputs == ["a.csv", "b.csv", "good.csv"])
  }

  @Test(
    "and nothing is written twice, nor over an input",
    arguments: [
      ["-o", "x", "--rejects", "x"], ["-o", "x", "--rejects", "./x"],
      ["-o", "x", "--summary", "x"], ["--report", "x", "--summary", "x"],
      ["-o", "x", "--summary", "x.rejects.jsonl"], ["--rejects", "good.csv"],
      ["--summary", "good.csv"], ["--report", "./good.csv"],
    ])
  func collisions(arguments: [String]) async throws {
    let before = scratch.names
    let run = try await scratch.run(["good.csv"] + arguments)
    #expect(run.exitCode == 2, "\(run.errors)")
    #expect(run.errors.contains("good.csv") || run.errors.contains("x"))
    #expect(scratch.names == before)
    #expect(try scratch.text("good.csv") == HostileTests.header + HostileTests.row)
  }

  @Test("an input may be called as another one's rejects would be")
  func collidingInputs() async throws {
    try scratch.write("a.csv.rejects.jsonl", HostileTests.line + "\n")
    let run = try await scratch.run("a.csv", "a.csv.rejects.jsonl", "-o", "out")
    #expect(run.exitCode == 2, "\(run.errors)")
    #expect(outputs == [])
  }

  @Test("a run without any takes away those of the run before", arguments: [false, true])
  func staleRejects(isNamed: Bool) async throws {
    let options = isNamed ? ["--rejects", "x.rejects.jsonl"] : []
    #expect(try await scratch.run(["a.csv", "-o", "x"] + options).exitCode == 1)
    #expect(scratch.names.contains("x.rejects.jsonl"))
    // A run that fails leaves everything as it was.
    #expect(try await scratch.run(["good.csv", "none", "-o", "x"] + options).exitCode == 3)
    #expect(try await scratch.run(["b.csv", "-o", "x", "--strict"] + options).exitCode == 1)
    #expect(try scratch.text("x.rejects.jsonl").contains("a.csv"))
    #expect(try await scratch.run(["good.csv", "-o", "x"] + options).exitCode == 0)
    #expect(!scratch.names.contains("x.rejects.jsonl"))
  }

  @Test(
    "each says its line and its column there, wherever blocks are cut",
    arguments: ["1", "64", "262144"])
  func places(blockSize: String) async throws {
    let good = HostileTests.line
    // Two to a line, and an array on one line: the fault is where its byte is counted from the line's
    // first, which is 1.
    let logs = [
      ("\(good) {\"a\":}\n{\"b\" 1} \(good)\n", ["1:\(good.count + 7)", "2:6"]),
      ("[\(good),{\"a\":},\n \(good), 5]\n", ["1:\(good.count + 8)", "2:\(good.count + 4)"]),
    ]
    for (log, expected) in logs {
      let run = try await scratch.run(
        "-", "--from", "gateway", "--block-size", blockSize, "-j", "2", input: Array(log.utf8))
      let found = run.errors.split(separator: "\n").filter { $0.hasPrefix("<stdin>:") }
        .map { $0.dropFirst("<stdin>:".count).prefix { $0 != " " }.dropLast() }
      #expect(found.map(String.init) == expected, "\(run.errors)")
    }
  }

  @Test("a device has none beside it: they are shown as those of standard output are")
  func devices() async throws {
    let run = try await scratch.shell(
      "mkfifo pipe; cat pipe > rows & $ECO a.csv -o pipe; code=$?; wait; exit $code")
    #expect(run.exitCode == 1)
    #expect(run.errors.contains(#""raw":"a.csv,x""#), "\(run.errors)")
    #expect(try scratch.text("rows").contains(",0.002088255,"))
    #expect(!scratch.names.contains("pipe.rejects.jsonl"))
    let named = try await scratch.run("good.csv", "-o", "/dev/null", "--rejects", "/dev/null")
    #expect(named.exitCode == 0)
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  @Test("a part of a text is rejected for itself: it is no row of a table")
  func parts() async throws {
    func span(_ id: String, _ tokens: String) -> String {
      #"{"spanId":"\#(id)","startTimeUnixNano":"1768383001120000000","attributes":["#
        + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
        + #"{"key":"gen_ai.response.model","value":{"stringValue":"gpt-4o-mini"}},"#
        + #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"\#(tokens)"}},"#
        + #"{"key":"gen_ai.usage.output_tokens","value":{"intValue":"26"}}]}"#
    }
    let spans =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":["#
      + [span("s1", "18"), span("s2", "many"), span("s3", "18")].joined(separator: ",") + "]}]}]}"
    let bucket =
      #"{"object":"page","data":[{"object":"bucket","start_time":1768348800,"results":["#
      + ["18", "-18"].map {
        #"{"input_tokens":\#($0),"output_tokens":26,"num_model_requests":1,"model":"gpt-4o-mini"}"#
      }.joined(separator: ",") + "]}]}"
    for (log, rows) in [(spans, 2), (bucket, 1)] {
      let run = try await scratch.run(
        "-", "-t", "csv", "--assume", "region=eu-west", "--rejects", "bad", input: Array(log.utf8))
      #expect(run.exitCode == 1)
      let table = Delimited.rows(run.text)
      #expect(table.count == rows)
      #expect(table.allSatisfy { $0["eco.energy_wh"] == "0.002088255" }, "\(run.text)")
      #expect(try scratch.text("bad").split(separator: "\n").count == 1)
      // In its own form the text stays whole.
      let own = try await scratch.run(
        "-", "--assume", "region=eu-west", "--rejects", "bad", input: Array(log.utf8))
      #expect(own.text.count { $0 == "}" } == log.count { $0 == "}" } + rows)
    }
  }

  @Test("a record that is not UTF-8 can be restored to the byte")
  func restoring() async throws {
    var generator = SeededGenerator(seed: 15)
    let rows = (0..<300).map { length in
      // Neither commas nor line ends, so that each is a row of one field.
      Array("x".utf8)
        + (0..<(length % 40)).map { _ in UInt8.random(in: 0x2D...0xFF, using: &generator) }
    }
    try scratch.write(
      "bytes.csv", Array(HostileTests.header.utf8) + Array(rows.joined(separator: [0x0A])) + [0x0A])
    let run = try await scratch.run("bytes.csv", "-o", "out.csv", "-q")
    #expect(run.exitCode == 1, "\(run.errors)")
    let rejects = try scratch.text("out.csv.rejects.jsonl").split(separator: "\n").map {
      try object($0)
    }
    let restored = rejects.map { reject -> [UInt8] in
      let text = (reject["raw"] as? String).map { Array($0.utf8) } ?? []
      return (reject["raw_base64"] as? String).flatMap { Data(base64Encoded: $0) }.map(Array.init)
        ?? text
    }
    #expect(restored == rows)
    #expect(rejects.contains { $0["raw_base64"] == nil })
  }

  @Test(
    "a run stops where more come than a hundred thousand, and than are allowed",
    .enabled(if: Size.isWhole),
    arguments: [
      (100_000, [], 1), (100_001, ["--max-rejects", "100001"], 0),
      (100_001, ["--max-rejects", "99%"], 1), (100_001, [], nil),
      (100_001, ["--max-rejects", "100000"], nil),
    ] as [(Int, [String], Int32?)])
  func bound(count: Int, limit: [String], exitCode: Int32?) async throws {
    try scratch.write("x", "old")
    let bad = HostileTests.repeated("x\n", count)
    try scratch.write("bad.csv", Array((HostileTests.header + HostileTests.row).utf8) + bad)
    let run = try await scratch.run(["bad.csv", "-o", "x", "--summary", "sum", "-q"] + limit)
    #expect(run.exitCode == exitCode ?? 1)
    let stop = "more than 100000 records were rejected: nothing was written"
    #expect(run.errors.contains(stop) == (exitCode == nil))
    #expect(try (scratch.text("x") == "old") == (exitCode == nil))
    let written = ["sum", "x.rejects.jsonl"].filter(scratch.names.contains)
    #expect(written.count == (exitCode == nil ? 0 : 2))
    guard exitCode != nil else { return }
    #expect(try scratch.bytes("x.rejects.jsonl").count { $0 == 0x0A } == count)
  }
}
