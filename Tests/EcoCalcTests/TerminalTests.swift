import Foundation
import Testing

/// On a terminal of `script`, which is on every Debian.
@Suite(
  "Nothing that a log, a name or a table says controls a terminal",
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct TerminalTests {
  private let scratch: Scratch
  /// A title, red, both in one byte, writing from right to left, and broken UTF-8.
  private static let control: [UInt8] =
    Array("a\u{1B}]0;t\u{07}\u{1B}[31m\u{9B}31m\u{202E}\u{7F}\u{08}".utf8) + [0x9B, 0xC2]

  init() throws {
    scratch = try Scratch()
    let control = Self.control
    let row = Array("x,2026-01-14T09:30:01Z,openai/gpt-4o-mini".utf8) + control
    try scratch.write(
      "log.csv",
      Array(HostileTests.header.utf8) + row + Array(",".utf8) + control + Array(",".utf8) + control
        + Array(",18,26\nbad".utf8) + control + [0x0A])
    try scratch.write(
      "log.jsonl",
      HostileTests.line.replacing("eu-west", with: "a\\u001b[31m\\u009b\\u202e") + "\n")
    let name = String(decoding: control.dropLast(2), as: UTF8.self)
    try scratch.write("\(name)\n.csv", HostileTests.header + "bad\n")
    let first = "\nai21/jamba-1.5-large,"
    let own =
      "\nacme/x,,8,8,8,8,8,8,16,131072,131072,corroborated,assumed,,\(name),2026-11-21,\(name)"
    try scratch.tables("own", [("models.csv", first, own + first)])
  }

  @Test(
    "nor in any form of output or message",
    arguments: [
      "log.csv", "log.csv --by model,region", "log.csv --by model -t json", "log.csv -t jsonl",
      "log.csv -t json", "log.jsonl", "explain log.csv x", "explain log.csv x --json",
      "log.csv --strict", "log.csv --rejects r", "*.csv -o .", "none*", "--from $(printf '\\033')",
      "data models acme --data own", "data models acme --csv --data own",
      "data models acme --json --data own", "log.csv --summary -", "*.csv --summary -",
    ])
  func output(words: String) async throws {
    let run = try await scratch.shell(
      "script -qec 'exec $ECO \(words.replacing("'", with: #"'\''"#))' /dev/null < /dev/null")
    #expect(!run.output.isEmpty)
    // There error is red, and the line of progress goes.
    let text = run.text.replacing("\u{1B}[31merror:\u{1B}[0m", with: "error:")
      .replacing("\r\u{1B}[K", with: "")
    let hidden = text.unicodeScalars.filter { scalar in
      scalar.properties.generalCategory == .control && !["\r", "\n", "\t"].contains(scalar)
        || scalar == "\u{202E}"
    }
    #expect(hidden.isEmpty, "\(text.debugDescription)")
    #expect(String(validating: run.output, as: UTF8.self) != nil)
  }

  @Test("eco-calc line asks for nothing there")
  func line() async throws {
    // Nobody ever types a word, nor ends the input.
    let run = try await scratch.shell(
      "mkfifo none; exec 3<>none; HOME=$PWD timeout 20 script -qec 'exec $ECO line' /dev/null <none"
    )
    #expect(run.exitCode == 0 && run.text == "today nothing\r\n", "\(run.text)")
  }

  @Test("elsewhere rows keep their bytes")
  func bytes() async throws {
    let run = try await scratch.run("log.csv")
    #expect(run.output.contains(0x1B) && String(validating: run.output, as: UTF8.self) == nil)
  }

  @Test("JSON is of visible characters wherever it goes, and says the same")
  func json() async throws {
    _ = try await scratch.run("log.csv", "--rejects", "r", "-q")
    let groups = try await scratch.run("log.csv", "--by", "model", "-t", "jsonl", "--rejects", "r")
    for text in [try scratch.text("r"), groups.text] {
      #expect(
        text.unicodeScalars.allSatisfy {
          $0 == "\n" || (0x20..<0x7F).contains($0.value) || $0 == "\u{FFFD}"
        }, "\(text.debugDescription)")
      let values = try object(text).values.compactMap { $0 as? String }
      #expect(values.contains { $0.contains("\u{9B}31m\u{202E}\u{7F}\u{08}") })
    }
  }

  @Test("eco-calc alone says what can be done with what lies in the folder")
  func alone() async throws {
    let none = try Scratch()
    let empty = try await none.shell("script -qec 'exec $ECO' /dev/null")
    #expect(empty.text.contains("No file in this folder is a log"), "\(empty.text)")
    try none.write("it's.csv", HostileTests.header + HostileTests.row)
    try none.write("notes.md", "")
    let run = try await none.shell("script -qec 'exec $ECO' /dev/null")
    #expect(run.text.contains("In this folder: it's.csv\r\n"), "\(run.text)")
    // What it says to type works.
    let said = run.text.split(separator: "\r\n").filter {
      $0.hasPrefix("  eco-calc it") || $0.hasPrefix("  eco-calc 'it")
    }
    #expect(said.count == 3)
    for line in said {
      let words = try #require(line.dropFirst(11).components(separatedBy: "  ").first)
      let done = try await none.shell("$ECO \(words)")
      #expect(done.exitCode == 0 && none.names.contains("it's.csv"), "\(words): \(done.errors)")
    }
    #expect(none.names.contains("report.html"))
    let piped = try await none.shell("$ECO < /dev/null")
    #expect(piped.exitCode == 0 && piped.text.isEmpty)
  }

  @Test("there numbers can be read: closing words and --by agree with the summary to three digits")
  func people() async throws {
    let log = try Scratch()
    try log.write(
      "log.csv",
      HostileTests.header
        + "a,2024-04-26,openai/gpt-4o-mini,openai,eu-west,18,26\nb,2024-04-26,x,openai,eu-west,1234567,0\n"
    )
    let run = try await log.shell(
      "script -qec 'exec $ECO log.csv --by model --summary s.json' /dev/null")
    let summary = try object(log.text("s.json"))
    #expect((summary["totals"] as? [String: Any])?["energy_wh"] as? Double == 0.002107239)
    #expect(
      run.text.contains("2.11 mWh (0.693 to 20.4), 0.571 mg (0.188 to 5.53) CO₂e, v2-"),
      "\(run.text)")
    #expect(
      run.text.contains("2 records: 1 with a figure, 1 without (unknown_model 1), 0 rejected"))
    #expect(
      run.text.contains(
        "openai/gpt-4o-mini        1        0      18       0          26  2.11 mWh  0.571 mg"),
      "\(run.text)")
    // Of a group without a figure, none is made up.
    #expect(run.text.contains("\nx                         1        1\r\n"), "\(run.text)")
    let piped = try await log.shell("$ECO log.csv --by model")
    #expect(piped.text.contains(",0.002107239,0.000570872\n"))
  }
}
