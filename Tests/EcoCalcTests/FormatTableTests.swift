import EcoModel
import Foundation
import Testing

@testable import UsageLogs

@Suite("log-formats.csv: a format is data")
struct FormatTableTests {
  private static let header = "format,field,path,note\n"

  private func table(_ rows: String...) throws(DataError) -> LogFormats {
    try LogFormats(Array((Self.header + rows.map { $0 + "\n" }.joined()).utf8), file: "own.csv")
  }

  @Test("the bundled table passes the checks of a caller's, and is the one in data/")
  func bundled() throws {
    let text = try AuditTool.repositoryText("data/log-formats.csv")
    let table = try LogFormats(Array(text.utf8), file: "data/log-formats.csv")
    #expect(table.sha256 == LogFormats.bundled.sha256)
    #expect(table.names == LogFormats.bundled.names && table.names.count > 30)
  }

  @Test("the signatures that are read first are those of the whole formats")
  func signatures() {
    for entry in LogFormats.bundled.all {
      #expect(entry.signature == LogFormats.bundled.format(entry).signature, "\(entry.name)")
    }
    #expect(LogFormats.bundled.all.contains { $0.signature.count > 2 })
  }

  @Test("a format is its rules: written down and read again it is the same")
  func rules() throws {
    for entry in LogFormats.bundled.all {
      let rules = LogFormats.bundled.format(entry).rules
      let rows = rules.map { "\(entry.name),\($0.name),\"\($0.path)\"," }
      let text = Self.header + rows.joined(separator: "\n") + "\n"
      let again = try LogFormats(Array(text.utf8), file: "own.csv")
      #expect(again.named(entry.name).map(\.rules) == [rules], "\(entry.name)")
    }
  }

  @Test(
    "a fault is named with its line, column and what was expected",
    arguments: [
      (
        ["a,written_as,xml,"],
        #"2:14: error: path: expected some of csv, json, events, or part, found "xml""#
      ),
      (["a,prompt,x,"], "2:1: error: format: a format starts with written_as"),
      (
        ["a,written_as,json,", "b,prompt,x,"], "3:1: error: format: a format starts with written_as"
      ),
      (
        ["a,written_as,json,", "a,promt,x,"],
        #"3:3: error: field: no such field or rule, found "promt""#
      ),
      (["a,written_as,json,", "a,prompt,,"], "3:10: error: path: must not be empty"),
      (
        ["a,written_as,json,", "a,prompt,x"],
        "3:10: error: expected 4 fields as in the header, found 3"
      ),
      (["a,written_as,json,", ""], "3:1: error: a blank row; remove it"),
      (["b,written_as,json,", "a,written_as,json,"], "3:1: error: format: must come before b"),
      (
        ["a,written_as,json,", "a,largest,x,"],
        #"3:11: error: path: expected the name of a field, found "x""#
      ),
      (["a,written_as,json,", "a,aggregate,no,"], #"3:13: error: path: expected yes, found "no""#),
      (
        ["a,written_as,json,", "a,cached_above_prompt,x,"],
        #"3:23: error: path: expected one of fault, outside, capped, found "x""#
      ),
      (
        ["a,written_as,json,", "a,like,nobody at x,"],
        #"3:8: error: path: expected the name of another format, found "nobody at x""#
      ),
      (
        ["a,written_as,json,", "a,like,a,"],
        #"3:8: error: path: expected the name of another format, found "a""#
      ),
      (["a,written_as,\"json,"], "2:14: error: a quoted field without its closing quote"),
    ])
  func faults(rows: [String], message: String) {
    let text = Self.header + rows.map { $0 + "\n" }.joined()
    let error = #expect(throws: DataError.self) {
      try LogFormats(Array(text.utf8), file: "own.csv")
    }
    #expect(error?.description == "own.csv:\(message)")
  }

  @Test("a wrong header is a fault")
  func header() {
    let error = #expect(throws: DataError.self) {
      try LogFormats(Array("format,field,path\n".utf8), file: "own.csv")
    }
    #expect(
      error?.description == "own.csv:1:1: error: header: expected exactly format,field,path,note")
  }

  @Test("rules of another format are found below a path, its own and the bundled ones")
  func like() throws {
    let table = try table(
      "mine,written_as,json,", "mine,told_by,kind=x,", "mine,like,their at a[].b,",
      "mine,like,usage at b|,", "their,written_as,part,", "their,told_by,y,",
      "their,prompt,{in.tokens},", "their,call,id,", "their,largest,prompt,")
    let format = try #require(table.named("mine").first)
    #expect(format.signature == ["kind=x"])
    #expect(
      format.fields[.prompt]?.map(\.path).prefix(2) == ["a[].b{in.tokens}", "b|prompt_tokens"])
    #expect(format.fields[.call]?.map(\.path) == ["a[].b.id"])
    #expect(format.combining[.prompt] == .largest)
    #expect(format.fields[.total]?.map(\.path) == ["b|total_tokens"])
  }

  @Test("every rule has a meaning that people are told")
  func meanings() {
    let told = FormatRule.meanings.map(\.name)
    #expect(Set(told).count == told.count)
    #expect(Set(told) == Set(FormatRule.names + ["written_as", "told_by", "unusable", "holds"]))
    #expect(FormatRule.paths.allSatisfy { PathTree.fault(in: $0.path) == nil })
  }

  // MARK: From the command line

  @Test("what data formats NAME prints is read by --from, to the same output")
  func copied() async throws {
    let scratch = try Scratch()
    var seen: Set<String> = []
    for sample in Size.some(Expectation.all, each: 8) where !sample.flags.contains("--map") {
      let words = sample.arguments("--rejects", scratch.path("rejects"))
      let known = try await scratch.run(words + ["--summary", "-", "-q"], in: Fixtures.root)
      let inputs = try object(known.text)["inputs"] as? [[String: Any]]
      guard let name = inputs?.first?["format"] as? String, !["none", "generic"].contains(name),
        seen.insert(name).inserted
      else { continue }
      let printed = try await scratch.run("data", "formats", name)
      #expect(printed.exitCode == 0 && printed.text.hasPrefix(Self.header + name + ","))
      let own = try scratch.write("own.csv", printed.output)
      let expected = try await scratch.run(words, in: Fixtures.root)
      let run = try await scratch.run(words + ["--from", own], in: Fixtures.root)
      #expect(run.exitCode == 0 && run.output == expected.output, "\(name): \(run.errors)")
    }
    #expect(seen.count > (Size.isWhole ? 25 : 5))
  }

  @Test("a caller's table stands in --data, and its digest in the summary")
  func ownTable() async throws {
    let scratch = try Scratch()
    try scratch.write("log.jsonl", #"{"m":"gpt-4o-mini","in":18,"out":26,"r":"eu-west"}"# + "\n")
    let rows = [
      "mine,written_as,json,", "mine,told_by,in,", "mine,model,m,", "mine,region,r,",
      "mine,prompt,in,", "mine,completion,out,",
    ]
    try scratch.write("tables/log-formats.csv", Self.header + rows.joined(separator: "\n") + "\n")
    let run = try await scratch.run("log.jsonl", "--data", "tables", "--summary", "-")
    #expect(run.exitCode == 0, "\(run.errors)")
    let summary = try object(run.text)
    #expect((summary["totals"] as? [String: Any])?["prompt_tokens"] as? Int == 18)
    #expect(summary["methodology_version"] as? String == "v2-2026-12")
    let sum = try await scratch.shell("sha256sum tables/log-formats.csv | cut -c1-64")
    let tables = summary["tables"] as? [[String: String]] ?? []
    let digest = tables.first { $0["file"] == "log-formats.csv" }?["sha256"]
    #expect(digest.map { $0 + "\n" } == sum.text)
    let listed = try await scratch.run("data", "formats", "--data", "tables", "--csv")
    #expect(listed.text == "format,written as,told by\nmine,json,in\n")
    // One broken row, and nothing of the table is used.
    try scratch.write("tables/log-formats.csv", Self.header + "mine,written_as,json\n")
    let broken = try await scratch.run("log.jsonl", "--data", "tables")
    #expect(broken.exitCode == 4)
    #expect(broken.errors.contains("tables/log-formats.csv:2:17: error: "), "\(broken.errors)")
  }

  @Test("--map says all that a format can")
  func map() async throws {
    let scratch = try Scratch()
    let log =
      #"{"rows":[{"k":"chat","u":{"in":100,"out":20,"hit":60,"n":4}},{"k":"x","u":{"in":9}}]}"#
    let run = try await scratch.run(
      [
        "-", "--map", "records=rows[]", "--map", "prompt=rows[].u.in", "--map",
        "completion=rows[].u.out", "--map", "cache_read=rows[].u.hit", "--map",
        "requests=rows[].u.n", "--map", "kind=rows[].k", "--map", "completion_kind=chat", "--map",
        "aggregate=yes", "--assume", "model=gpt-4o-mini", "--assume", "region=ie", "-t", "csv",
      ], input: Array(log.utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    let rows = Delimited.rows(run.text)
    #expect(rows.map { $0["eco.omitted"] } == ["", "not_completion"])
    #expect(rows.first?["prompt_tokens"] == "160" && rows.first?["requests"] == "4")
    let like = try await scratch.run(
      [
        "-", "--map", "like=usage at u", "--assume", "model=gpt-4o-mini", "--assume", "region=ie",
        "-t", "csv",
      ],
      input: Array(#"{"u":{"input_tokens":7,"output_tokens":3,"cache_read_input_tokens":5}}"#.utf8))
    #expect(Delimited.rows(like.text).first?["prompt_tokens"] == "12", "\(like.errors)")
    for (rule, words) in [
      ("aggregate=no", "expected yes"), ("told_by=x", "no field told_by"),
      ("like=nobody", "expected the name of another format"),
    ] {
      let wrong = try await scratch.run(["-", "--map", rule], input: Array(log.utf8))
      #expect(wrong.exitCode == 2 && wrong.errors.contains(words), "\(wrong.errors)")
    }
  }

  @Test("--from generic reads by names whatever the log is, or says what is missing")
  func generic() async throws {
    let log =
      #"{"object":"chat.completion","model":"gpt-4o-mini","usage":{"prompt_tokens":18,"#
      + #""completion_tokens":26}}"#
    let run = try await Scratch().run(
      ["-", "-f", "generic", "--assume", "region=ie", "--summary", "-"], input: Array(log.utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    let inputs = try object(run.text)["inputs"] as? [[String: Any]]
    #expect(inputs?.first?["format"] as? String == "generic")
    #expect(
      inputs?.first?["fields"] as? [String: String] == [
        "model": "model", "prompt": "usage.prompt_tokens", "completion": "usage.completion_tokens",
      ])
    let none = try await Scratch().run(
      ["-", "-f", "generic"], input: Array(#"{"model":"m"}"#.utf8))
    #expect(none.exitCode == 2 && none.errors.contains("--from generic: "), "\(none.errors)")
  }

  @Test("of a name's formats --from takes the one that fits")
  func fitting() async throws {
    let lines = #"{"id":"a","model":"gpt-4o-mini","tokens_in":18,"tokens_out":26,"cached":false}"#
    let run = try await Scratch().run(
      ["-", "-f", "cloudflare", "--assume", "region=ie", "-t", "csv"], input: Array(lines.utf8))
    #expect(Delimited.rows(run.text).first?["prompt_tokens"] == "18", "\(run.errors)")
  }
}
