import Foundation
import Testing

@testable import SystemFiles
@testable import UsageLogs

@Suite("Logs are read as they come")
struct InputTests {
  private let scratch: Scratch
  private let row = "g,2026-02-01T10:00:00Z,openai/gpt-4o-mini,openai,eu-west,1000,10\n"
  private let header =
    "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n"

  init() throws { scratch = try Scratch() }

  @Test("a directory is read whole, in the order of its paths, each file by its own format")
  func directory() async throws {
    try scratch.write("logs/b/usage.csv", header + row + row)
    try scratch.write(
      "logs/a.jsonl",
      #"{"object":"chat.completion","model":"gpt-4o-mini","usage":{"prompt_tokens":1,"completion_tokens":2}}"#
    )
    try scratch.write("logs/settings.json", #"{"theme":"dark"}"#)
    try scratch.write("logs/picture.png", "no log")
    let run = try await scratch.run("logs/", "--assume", "region=us", "--summary", "-")
    #expect(run.exitCode == 0, "\(run.errors)")
    let summary = try object(run.text)
    let inputs = try #require(summary["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["path"] as? String } == ["logs/a.jsonl", "logs/b/usage.csv"])
    #expect(inputs.map { $0["format"] as? String } == ["openai", "gateway"])
    #expect(summary["estimated"] as? Int == 3)
    // What is no log is named once.
    #expect(run.errors.contains("2 files were not read: logs/picture.png (no log by its name)"))
    #expect(run.errors.contains("logs/settings.json (no known log format"))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test(
    "a header is read whole, however long",
    arguments: [16_383, 16_384, 16_385, 32_767, 32_769, 60_000, 120_000])
  func longHeader(length: Int) async throws {
    let name = String(repeating: "c", count: length - header.utf8.count - 1)
    let long = header.dropLast() + "," + name
    try scratch.write("log.csv", long + "\n" + row.dropLast() + ",x\n" + row.dropLast() + ",y\n")
    let run = try await scratch.run("log.csv", "-q")
    let lines = run.text.split(separator: "\n")
    #expect(run.exitCode == 0 && lines.count == 3, "\(run.errors)")
    #expect(lines.first?.hasPrefix(long + ",eco.energy_wh,") == true)
    #expect(lines.last?.hasPrefix(row.dropLast() + ",y,0.") == true)
  }

  @Test("a directory without logs is an error, and so is one that is named among files")
  func empty() async throws {
    try scratch.write("logs/picture.png", "no log")
    let run = try await scratch.run("logs", "--summary", "-")
    #expect(run.exitCode == 3 && run.errors.contains("no file in it is a log"), "\(run.errors)")
    let missing = try await scratch.run("nowhere/", "--summary", "-")
    #expect(missing.exitCode == 3)
    for name in ["a", "b"] { try scratch.write("logs/\(name).json", #"{"theme":"dark"}"#) }
    let others = try await scratch.run("logs", "--summary", "-")
    #expect(others.exitCode == 3 && others.text.isEmpty)
    #expect(
      others.errors.hasPrefix("eco-calc: logs/a.json: no known log format has these members: theme")
    )
    #expect(
      others.errors.hasSuffix(" (nor can 1 more that were found be read)\n"), "\(others.errors)")
  }

  @Test(
    "JSON that is cut short, or has no members, is told to be that, and --from says where",
    arguments: [#"{"model":"gpt-4o","usage":{"prompt_tokens":5,"#, "[", "{}", #"{"broken": tru"#])
  func cutShort(text: String) async throws {
    try scratch.write("log.json", text)
    let run = try await scratch.run("log.json")
    #expect(run.exitCode == 3)
    #expect(
      run.errors.hasPrefix(
        "eco-calc: log.json: no JSON object in it is whole and has members; with"))
    let named = try await scratch.run("log.json", "--from", "openai")
    #expect(named.exitCode == (text == "{}" ? 0 : 1))
    #expect(named.errors.hasPrefix("log.json:1:") == (text != "{}"), "\(named.errors)")
  }

  @Test(
    "UTF-16 comes out as UTF-8, whole characters in pieces of any size", arguments: [1, 2, 3, 7])
  func utf16(piece: Int) async throws {
    let text = "ä€😀\u{FEFF}x\n"
    for (encoding, mark) in [
      (String.Encoding.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF]),
    ] as [(String.Encoding, [UInt8])] {
      let bytes = mark + Array(try #require(text.data(using: encoding)))
      let conversion = try #require(TextConversion(bytes))
      var source = ConvertedSource(
        conversion, MemorySource(bytes: Array(bytes.dropFirst(5)), piece: piece),
        head: Array(bytes.prefix(5)))
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4)
      while case let count = try await source.read(into: &buffer, at: 0, limit: 4), count > 0 {
        all += buffer[..<count]
      }
      #expect(String(decoding: all, as: UTF8.self) == text)
    }
  }

  @Test("what is no whole character at the end is said to be none, and the rest stays")
  func cutOff() async throws {
    var source = ConvertedSource(
      .utf16LittleEndian, MemorySource(bytes: [0x61, 0x00, 0x3D, 0xD8, 0x62]), head: [])
    var buffer = [UInt8](repeating: 0, count: 64)
    var all: [UInt8] = []
    while case let count = try await source.read(into: &buffer, at: 0, limit: 64), count > 0 {
      all += buffer[..<count]
    }
    #expect(String(decoding: all, as: UTF8.self) == "a\u{FFFD}\u{FFFD}")
  }

  @Test("lines above the header come through as they are, and rejects are at their own lines")
  func preamble() async throws {
    try scratch.write("log.csv", "Report\n\nof March\n" + header + row + "broken\n")
    let run = try await scratch.run("log.csv", "-o", "out.csv", "--summary", "-")
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("log.csv:6:1: error:"), "\(run.errors)")
    #expect(try scratch.text("out.csv").hasPrefix("Report\n\nof March\n" + header.dropLast()))
  }
}
