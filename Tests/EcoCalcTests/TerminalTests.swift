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
}
