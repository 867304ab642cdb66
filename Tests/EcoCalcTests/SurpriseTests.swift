import Foundation
import Testing

@Suite("Nobody is surprised by what is printed")
struct SurpriseTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A page of OpenAI's usage: buckets with results, over many lines.
  private static let page = """
    {
      "object": "page",
      "data": [
        {
          "object": "bucket", "start_time": 1768383001, "end_time": 1768386601,
          "results": [
            {"object": "organization.usage.completions.result", "input_tokens": 18,
             "output_tokens": 26, "num_model_requests": 1, "model": "gpt-4o-mini"},
            {"object": "organization.usage.completions.result", "input_tokens": 18,
             "output_tokens": "twenty", "num_model_requests": 1, "model": "gpt-4o-mini"},
            {"object": "organization.usage.completions.result",
             "input_tokens": -7,
             "output_tokens": 26, "num_model_requests": 1, "model": "gpt-4o-mini"}
          ]
        }
      ]
    }

    """

  @Test(
    "a record inside a text of many lines is rejected with its own line and column",
    arguments: [1, 30, 1 << 19])
  func placeInsideText(blockSize: Int) async throws {
    // The second text shows that lines are counted on from one text to the next.
    try scratch.write("page.json", Self.page + Self.page)
    let run = try await scratch.run(
      "page.json", "--assume", "region=us", "-o", "out", "--block-size", "\(blockSize)")
    #expect(run.exitCode == 1)
    let places = try scratch.text("out.rejects.jsonl").split(separator: "\n").map {
      let reject = try object($0)
      return "\(reject["line"] ?? 0):\(reject["column"] ?? 0)"
    }
    // By hand: the value after the quote on the tenth line, and the number on the twelfth.
    #expect(places == ["10:28", "12:26", "27:28", "29:26"])
    #expect(run.errors.contains("page.json:10:28: error: "))
  }

  @Test("--color means what it says, however it is written")
  func color() async throws {
    try scratch.write("bad.csv", HostileTests.header + HostileTests.row + "short\n")
    for words in [["--color", "always"], ["--color=always"]] {
      let run = try await scratch.run(["bad.csv", "-o", "out"] + words)
      #expect(run.errors.contains("\u{1B}[31merror:\u{1B}[0m"), "\(words)")
    }
    for words in [["--color", "never"], ["--color=auto"], []] {
      let run = try await scratch.run(["bad.csv", "-o", "out"] + words)
      #expect(!run.errors.contains("\u{1B}"), "\(words)")
    }
    let quiet = try await scratch.run(
      ["bad.csv", "-o", "out", "--color=always"], environment: ["NO_COLOR": "1"])
    #expect(!quiet.errors.contains("\u{1B}"))
    let wrong = try await scratch.run("bad.csv", "--color", "sometimes")
    #expect(wrong.exitCode == 2)
    #expect(wrong.errors == "eco-calc: --color sometimes: expected auto, always, never\n")
  }

  @Test("a gate that trips says what its limit was")
  func gates() async throws {
    try scratch.write("bad.csv", HostileTests.header + HostileTests.row + "short\n")
    let rejected = try await scratch.run("bad.csv", "-o", "out")
    #expect(
      rejected.errors.hasSuffix(
        "1 of 2 records were rejected, over the limit of 0; raise it with --max-rejects\n"))
    try scratch.write("few.csv", HostileTests.header + HostileTests.row + "g,,unknown,,,1,1\n")
    let omitted = try await scratch.run("few.csv", "-o", "out", "--max-omitted", "5%")
    #expect(omitted.exitCode == 1)
    #expect(
      omitted.errors
        == "1 of 2 records have no figure, over the limit of 5 %; raise it with --max-omitted\n")
  }

  @Test(
    "diff counts the records that calc counts",
    arguments: ["[LINE] x", "[LINE,LINE", "[LINE]]", "[LINE, 7, LINE]", "[\n\n]", "LINE\nx\nLINE"])
  func sameRecords(shape: String) async throws {
    try scratch.write(
      "log.json", shape.replacingOccurrences(of: "LINE", with: HostileTests.line))
    let calc = try await scratch.run(
      "log.json", "--summary", "-", "--max-rejects", "100%", "--rejects", "bad")
    let diff = try await scratch.run("diff", "log.json", "--against", "ecologits-0.4", "--json")
    let counted = try object(calc.text)["records"] as? Int
    let compared = (try object(diff.text)["old"] as? [String: Any])?["records"] as? Int
    #expect(counted != nil && counted == compared, "\(calc.errors) \(diff.errors)")
  }

  @Test("an option that does not fit a log is exit 2, a log that nobody knows exit 3")
  func families() async throws {
    try scratch.write("good.csv", HostileTests.header + HostileTests.row)
    try scratch.write("strange.csv", "a,b\n1,2\n")
    try scratch.write("bad.csv", HostileTests.header + HostileTests.row + "h,,m,,,x,1\n")
    #expect(try await scratch.run("good.csv", "--map", "model=modell").exitCode == 2)
    #expect(try await scratch.run("good.csv", "--from", "openai-stream").exitCode == 2)
    #expect(try await scratch.run("strange.csv").exitCode == 3)
    #expect(try await scratch.run("explain", "bad.csv", "#2").exitCode == 1)
  }

  @Test("no control byte of a log reaches the reader of an explanation or a diagnostic")
  func controls() async throws {
    let evil = "openai/gpt-4o\u{1B}[2J\u{202E}"
    try scratch.write(
      "log.csv",
      HostileTests.header + "g,2026-01-14,\(evil),\(evil),eu-west\u{9B}31m,18,26\n"
        + "h,2026-01-14,openai/gpt-4o,\(evil),eu-west,18,26\n")
    for record in ["#1", "#2"] {
      let run = try await scratch.run("explain", "log.csv", record)
      #expect(run.exitCode == 0)
      #expect(run.text.contains("\u{FFFD}"))
      for hidden in ["\u{1B}", "\u{9B}", "\u{202E}"] { #expect(!run.text.contains(hidden)) }
    }
    let name = "bad\u{1B}[2J.csv"
    try scratch.write(name, HostileTests.header + "short\n")
    #expect(!(try await scratch.run(name, "-o", "out").errors.contains("\u{1B}")))
    #expect(!(try await scratch.run("no\u{1B}[2Jsuch").errors.contains("\u{1B}")))
  }
}

@Suite("A field keeps every byte in any form")
struct FieldConversionTests {
  private static let notes = [
    #"a 5" disk and a 3" drive"#, #"say "hi" now"#, #""quoted, with ""pairs"" in it""#, #"x""y"#,
  ]
  /// What RFC 4180 and Python's csv module read.
  private static let read = [
    #"a 5" disk and a 3" drive"#, #"say "hi" now"#, #"quoted, with "pairs" in it"#, #"x""y"#,
  ]

  @Test(
    "quotes inside a field that is not quoted are bytes like others", arguments: ["jsonl", "json"])
  func innerQuotes(form: String) async throws {
    let scratch = try Scratch()
    let rows = Self.notes.map { $0 + "," + HostileTests.row }.joined()
    try scratch.write("log.csv", "note," + HostileTests.header + rows)
    let run = try await scratch.run("log.csv", "--to", form)
    #expect(run.exitCode == 0, "\(run.errors)")
    let objects =
      try form == "json"
      ? JSONSerialization.jsonObject(with: Data(run.output)) as? [[String: Any]] ?? []
      : run.text.split(separator: "\n").map { try object($0) }
    #expect(objects.map { $0["note"] as? String } == Self.read)
  }

  @Test("JSON in a column that is not quoted is read as it stands")
  func innerJSON() async throws {
    let scratch = try Scratch()
    let columns = [
      "call_type": "acompletion", "prompt_tokens": "2006", "completion_tokens": "300",
      "startTime": "2026-01-14 09:30:01.120", "model": "gpt-4o-mini",
      "metadata": #"{"usage_object":{"prompt_tokens_details":{"cached_tokens":1920}}}"#,
    ]
    let names = columns.keys.sorted()
    let lines = [names, names.map { columns[$0] ?? "" }].map { $0.joined(separator: "\t") + "\n" }
    try scratch.write("log.tsv", lines.joined())
    let run = try await scratch.run(
      "log.tsv", "--assume", "region=eu-west", "--by", "key", "--to", "json")
    let groups = try JSONSerialization.jsonObject(with: Data(run.output)) as? [[String: Any]]
    #expect(groups?.first?["cached_prompt_tokens"] as? Int == 1920, "\(run.text) \(run.errors)")
  }
}
