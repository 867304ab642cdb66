import Foundation
import Testing

@Suite("The command line")
struct CommandLineTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", HostileTests.header + HostileTests.row)
    try scratch.write(
      "bad.csv", HostileTests.header + HostileTests.row + "g,x\n" + HostileTests.row)
  }

  @Test("says what it can do, and what it is")
  func help() async throws {
    let page = try await scratch.run("--help")
    #expect(page.exitCode == 0 && page.errors.isEmpty)
    #expect(page.text.split(separator: "\n").count < 60)
    for option in ["-o, --output", "--assume", "--significant-digits", "-q, --quiet", "Exit: 0"] {
      #expect(page.text.contains(option))
    }
    #expect(!page.text.contains("block-size"))
    let version = try await scratch.run("--version")
    #expect(version.text.hasPrefix("eco-calc ") && version.text.hasSuffix("v2-2026-12\n"))
  }

  @Test(
    "refuses what it does not know with exit 2 and a hint",
    arguments: [
      (["--asume", "x=y"], "did you mean --assume?"),
      (["--region", "eu-west"], "write --assume region=NAME"),
      (["--assume", "day=1"], "concurrency or accelerator"),
      (["--assume", "region"], "FIELD=VALUE"), (["-f", "gatway"], "did you mean gateway?"),
      (["-t", "xml"], "csv, jsonl, json"), (["--by", "modle"], "did you mean model?"),
      (["--map", "promt=x"], "did you mean prompt?"), (["-j", "0"], "from 1 to"),
      (["--significant-digits", "0"], "from 1 to"), (["--max-rejects", "-1"], "percentage"),
      (["--max-omitted", "101%"], "percentage"), (["-o"], "needs a value"),
      (["--strict=1"], "no value"),
    ])
  func usage(arguments: [String], hint: String) async throws {
    let run = try await scratch.run(["log.csv"] + arguments)
    #expect(run.exitCode == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(hint), "\(run.errors)")
  }

  @Test("an unknown methodology or a bad table is exit 4 before any input is read")
  func data() async throws {
    let id = try await scratch.run("missing.csv", "-m", "v1-2026-10")
    #expect(id.exitCode == 4 && id.errors.contains("did you mean v1-2026-11?"))
    try FileManager.default.createDirectory(
      atPath: scratch.path("own"), withIntermediateDirectories: true)
    try scratch.write(
      "own/grid-intensity.csv", "zone,year,g_per_kwh,basis,source\nIE,2024,many,lifecycle,x\n")
    let run = try await scratch.run("missing.csv", "--data", "own", "-o", "out.csv")
    #expect(run.exitCode == 4)
    #expect(run.errors.contains("grid-intensity.csv:2:9"), "\(run.errors)")
    #expect(scratch.names == ["bad.csv", "log.csv", "own"])
    let missing = try await scratch.run("log.csv", "--data", "nowhere")
    #expect(missing.exitCode == 3)
  }

  @Test("an error names the file, the line and the column")
  func place() async throws {
    let run = try await scratch.run("bad.csv")
    #expect(run.exitCode == 1)
    #expect(
      run.errors.hasPrefix("bad.csv:3:1: error: expected 7 fields as in the header, found 2\n"))
    #expect(run.text.split(separator: "\n").count == 3)
  }

  @Test("rejects stand beside the output, and the gate says no")
  func rejects() async throws {
    let run = try await scratch.run("bad.csv", "-o", "out.csv")
    #expect(run.exitCode == 1)
    #expect(scratch.names == ["bad.csv", "log.csv", "out.csv", "out.csv.rejects.jsonl"])
    let reject = try object(scratch.text("out.csv.rejects.jsonl"))
    #expect(reject["line"] as? Int == 3 && reject["raw"] as? String == "g,x")
    for (gate, code) in [("0", 1), ("1", 0), ("33%", 1), ("34%", 0)] {
      #expect(try await scratch.run("bad.csv", "-q", "--max-rejects", gate).exitCode == Int32(code))
    }
    let clean = try await scratch.run("log.csv", "-o", "clean.csv")
    #expect(clean.exitCode == 0 && !scratch.names.contains("clean.csv.rejects.jsonl"))
  }

  @Test("strict stops at the first bad row and leaves the old output")
  func strict() async throws {
    try scratch.write("out.csv", "old")
    let run = try await scratch.run("bad.csv", "--strict", "-o", "out.csv")
    #expect(run.exitCode == 1)
    #expect(try scratch.text("out.csv") == "old")
    #expect(scratch.names == ["bad.csv", "log.csv", "out.csv"])
  }

  @Test("omitted records are no error until a gate says so")
  func omitted() async throws {
    let log = HostileTests.header + HostileTests.row.replacingOccurrences(of: "4o", with: "9")
    #expect(try await scratch.run(["-"], input: Array(log.utf8)).exitCode == 0)
    let run = try await scratch.run(["-", "--max-omitted", "50%"], input: Array(log.utf8))
    #expect(run.exitCode == 1)
  }

  @Test("rounding changes the rows and not the totals")
  func digits() async throws {
    func summary(_ more: String...) async throws -> String {
      let text = try await scratch.run(["log.csv", "--summary", "-"] + more).text
      return text
    }
    #expect(try await summary() == summary("--significant-digits", "1"))
    let rows = try await scratch.run("log.csv", "--significant-digits", "1")
    #expect(rows.text.contains(",0.002,0.0005,0.01,accurate,"))
  }

  @Test("rows go where they are to go, also beside a summary on standard output")
  func rowsBesideSummary() async throws {
    let run = try await scratch.run("log.csv", "-o", "rows.csv", "--summary", "-")
    #expect(run.exitCode == 0)
    #expect(run.text.hasPrefix("{"))
    let rows = try await scratch.run("log.csv").text
    #expect(try scratch.text("rows.csv") == rows)
  }

  @Test("exact repeats count once, conflicting ones are rejects")
  func dedupe() async throws {
    let conflict = HostileTests.row.replacingOccurrences(of: ",26", with: ",27")
    try scratch.write(
      "log.csv", HostileTests.header + HostileTests.row + HostileTests.row + conflict)
    let run = try await scratch.run(
      "log.csv", "--dedupe", "--summary", "-", "--rejects", "bad", "--max-rejects", "1")
    let summary = try object(run.text)
    #expect(summary["estimated"] as? Int == 1 && summary["rejected"] as? Int == 1)
    #expect((summary["warnings"] as? [String: Int])?["exact_repeats"] == 1)
    #expect(try object(scratch.text("bad"))["code"] as? String == "duplicate_conflict")
  }

  @Test("groups are told apart by values that hold any character")
  func groups() async throws {
    // In the order of the columns: the first two differ only in where one value ends.
    let values = [(#"a\u0000"#, "b"), ("a", #"\u0000b"#), ("", ""), ("é", "c"), (#"e\u0301"#, "c")]
    let log = values.map { provider, key in
      HostileTests.with(#""provider":"\#(provider)","key_id":"\#(key)""#)
    }.joined()
    let run = try await scratch.run(
      "-", "--by", "provider,month,key", "-t", "jsonl", input: Array(log.utf8))
    let groups = try run.text.split(separator: "\n").map { try object($0) }
    let found = groups.map { group in
      ["provider", "month", "key"].map { group[$0] as? String ?? "none" }
    }
    // By their bytes: an accent of its own comes before a letter that has one.
    #expect(
      found == [
        ["", "2026-01", ""], ["a", "2026-01", "\0b"], ["a\0", "2026-01", "b"],
        ["e\u{301}", "2026-01", "c"], ["é", "2026-01", "c"],
      ])
    #expect(found.count == 5 && Array(found[3][0].utf8) == [0x65, 0xCC, 0x81])
    #expect(groups.allSatisfy { $0["records"] as? Int == 1 })
  }

  @Test("a value of spaces alone is absent in JSON as it is in CSV, and others lose theirs")
  func spaces() async throws {
    for (provider, region, tokens) in [("   ", " ", " 18 "), (" openai", "eu-west ", "18")] {
      let row = HostileTests.row.replacing(
        "openai,eu-west,18", with: "\(provider),\(region),\(tokens)")
      let line = HostileTests.line.replacing(#""openai""#, with: #""\#(provider)""#)
        .replacing(#""eu-west""#, with: #""\#(region)""#)
        .replacing(#""prompt_tokens":18"#, with: #""prompt_tokens":"\#(tokens)""#)
      // The same with an escape, which takes another way.
      let escaped = line.replacing(region + #"""#, with: region + #"\u0020""#)
      var summaries: [String] = []
      for log in [HostileTests.header + row, line, escaped] {
        let run = try await scratch.run(
          "-", "--assume", "region=ie", "--assume", "provider=azure", "--summary", "-",
          input: Array(log.utf8))
        #expect(run.exitCode == 0, "\(run.errors)")
        let summary = try object(run.text)
        let warnings = summary["warnings"] as? [String: Int]
        #expect(warnings?["assumed_region"] == (region == " " ? 1 : nil), "\(log)")
        #expect(warnings?["assumed_provider"] == (region == " " ? 1 : nil))
        summaries.append(
          String(run.text.prefix { $0 != "[" }).replacing("\"inputs\"", with: ""))
      }
      #expect(Set(summaries).count == 1)
    }
  }

  @Test("the hashes of inputs and outputs are those of the files, also of compressed ones")
  func hashes() async throws {
    let sums = try await scratch.shell(
      """
      gzip -k bad.csv
      mkdir out && $ECO bad.csv.gz -o out --max-rejects 1 -q --sha256 --summary second
      sha256sum bad.csv.gz out/bad.csv | cut -c -64
      """)
    #expect(sums.exitCode == 0, "\(sums.errors)")
    let summary = try object(scratch.text("second"))
    func hashes(_ key: String) -> [String] {
      (summary[key] as? [[String: Any]] ?? []).compactMap { $0["sha256"] as? String }
    }
    #expect(
      hashes("inputs") + hashes("outputs") == sums.text.split(separator: "\n").map(String.init))
    let without = try await scratch.run("log.csv", "--summary", "-")
    #expect(without.text.components(separatedBy: "sha256").count == 8, "those of the seven tables")
  }

  @Test("any log is read once it is said where its fields are")
  func map() async throws {
    let log = Array("when,what,where,in,out\n2026-01-14,gpt-4o-mini,eu-west,18,26\n".utf8)
    let unknown = try await scratch.run(["-"], input: log)
    #expect(unknown.exitCode == 3 && unknown.errors.contains("--map FIELD=COLUMN"))
    let maps = ["time=when", "model=what", "region=where", "prompt=in", "completion=out"]
    let run = try await scratch.run(["-"] + maps.flatMap { ["--map", $0] }, input: log)
    #expect(run.text.contains(",0.002088255,"), "\(run.errors)")
    let wrong = try await scratch.run(["-", "--map", "model=whta"], input: log)
    #expect(wrong.exitCode == 2 && wrong.errors.contains("did you mean what?"))
  }

  @Test(
    "what is mapped and nobody asks for is looked for all the same",
    arguments: ["id", "key", "conversation", "project", "user"])
  func mappedAndUnneeded(field: String) async throws {
    let header = "who,resolved_model,region,prompt_tokens,completion_tokens\n"
    for row in ["a,gpt-4o,us,1,2\n", ",gpt-4o,us,1,2\n"] {
      let run = try await scratch.run(
        ["-", "--map", "\(field)=who"], input: Array((header + row).utf8))
      #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    }
    let line = #"{"who":"a","resolved_model":"gpt-4o","prompt_tokens":1,"completion_tokens":2}"#
    for (path, exitCode) in [("who", 0), ("whoo", 2)] {
      let run = try await scratch.run(
        ["-", "--map", "\(field)=\(path)", "--assume", "region=us"], input: Array(line.utf8))
      #expect(run.exitCode == exitCode, "\(run.errors)")
      #expect(run.errors.contains("whoo, which no record has") == (exitCode == 2))
    }
  }

  @Test("what other tools read, as each form", arguments: ["csv", "jsonl", "json"])
  func conversions(form: String) async throws {
    let readers = [
      "csv": "rows=list(csv.DictReader(sys.stdin)); assert None not in rows[0]",
      "jsonl": "rows=[json.loads(line) for line in sys.stdin]", "json": "rows=json.load(sys.stdin)",
    ]
    let reader = try #require(readers[form])
    for sample in [
      "gateway/usage.csv", "gateway/usage.json", "gateway/usage.jsonl", "gateway/generation.json",
      "extended/stale-blocks.jsonl", "extended/gateway-streams.sse", "traps/traps.csv",
    ] {
      try scratch.write("sample", try Fixtures.bytes(sample))
      let run = try await scratch.shell(
        "$ECO sample -q -t \(form) --max-rejects 9 --rejects /dev/null > out && PYTHONUTF8=1"
          + " python3 -c 'import csv,json,sys; \(reader); print(len(rows))' < out")
      #expect(run.exitCode == 0 && Int(run.text.dropLast()) ?? 0 > 0, "\(sample): \(run.errors)")
    }
    let empty = try await scratch.run("-", "-t", form)
    #expect(empty.text == (form == "json" ? "[]\n" : ""))
  }

  @Test("a later chunk's stale block does not get into a converted stream")
  func staleInStream() async throws {
    let usage =
      #"{"object":"chat.completion.chunk","model":"gpt-4o-mini","usage":{"prompt_tokens":1}}"#
    let stream =
      "data: \(usage)\n\ndata: {\"id\":\"x\",\"eco\":{\"energy_wh\":9}}\n\ndata: [DONE]\n\n"
    let run = try await scratch.run(
      ["-", "-t", "jsonl", "-f", "openai-stream", "--assume", "region=ie"],
      input: Array(stream.utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.text.split(separator: "\n").count == 1)
    #expect(!run.text.contains("9}"))
  }

  @Test("one output per input in a directory, and no two of one name")
  func directory() async throws {
    let directory = scratch.path("out")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let run = try await scratch.run("log.csv", "bad.csv", "-o", "out", "--max-rejects", "1")
    #expect(run.exitCode == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        == ["bad.csv", "bad.csv.rejects.jsonl", "log.csv"])
    #expect(try await scratch.run("log.csv", "./log.csv", "-o", "out").exitCode == 2)
  }

  @Test("works wherever the binary is, and its output over its own input")
  func moved() async throws {
    let run = try await scratch.shell(
      "cp $ECO here && env -i ./here log.csv -o log.csv && cat log.csv")
    #expect(run.text.contains(",0.002088255,"), "\(run.errors)")
  }
}
