import Foundation
import Testing

@Suite("merge")
struct MergeTests {
  /// A summary without its lists of inputs and outputs, byte for byte.
  private func withoutFiles(_ summary: String) -> String {
    var lines: [Substring] = []
    var isInList = false
    for line in summary.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  \"inputs\": ") || line.hasPrefix("  \"outputs\": ") {
        isInList = !line.hasSuffix("],")
        continue
      }
      if isInList {
        isInList = !line.hasPrefix("  ]")
        continue
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  @Test(
    "summaries of shards add up to the summary of the whole, byte for byte",
    arguments: Size.some([7, 1, 2], each: 2), ["v2-2026-12", "v1-2026-11", "ecologits-0.4"])
  func shards(count: Int, methodology: String) throws {
    let run = try Scratch()
    let records = SampleLog.records(0..<(Size.isWhole ? 900 : 300)) + ["broken,row\n"]
    try run.write("whole.csv", SampleLog.header + records.joined())
    let options = ["-m", methodology, "--max-rejects", "9", "-q", "-o"]
    try run.run(["whole.csv", "--summary", "whole.json"] + options + ["whole.out"])
    var shards: [String] = []
    for shard in 0..<count {
      let part = records.enumerated().filter { $0.offset % count == shard }.map(\.element)
      try run.write("\(shard).csv", SampleLog.header + part.joined())
      try run.run(
        ["\(shard).csv", "--summary", "\(shard).json"] + options + ["\(shard).out"])
      shards.append("\(shard).json")
    }
    let merged = try run.run(["merge"] + shards.reversed())
    #expect(merged.exitCode == 0, "\(merged.errors)")
    let whole = try run.text("whole.json")
    #expect(withoutFiles(merged.text) == withoutFiles(whole))
    // The sample has what could go wrong: labels of one rate, ages of one factor, every list filled.
    let rates = try #require(object(whole)["rates"] as? [[String: Any]])
    #expect(Set(rates.compactMap { $0["factor_age"] as? Int }).count > 1)
    #expect(Set(rates.compactMap { $0["accuracy"] as? String }).count > 1)
    let omitted = try #require(object(whole)["omitted"] as? [String: Int])
    #expect(omitted.count == 4)
    let inputs = try object(merged.text)["inputs"] as? [[String: Any]]
    #expect(inputs?.count == count)
  }

  @Test("shards of different formats add up, and merging in steps is merging at once")
  func steps() throws {
    let run = try Scratch()
    try run.write("a.csv", SampleLog.csv(0..<300))
    try run.write("b.jsonl", SampleLog.jsonl(300..<600))
    try run.write("c.csv", SampleLog.csv(600..<900))
    try run.write("all.csv", SampleLog.csv(0..<900))
    for name in ["a.csv", "b.jsonl", "c.csv", "all.csv"] {
      try run(name, "-o", "\(name).out", "--summary", "\(name).json", "--sha256")
    }
    try run("merge", "a.csv.json", "b.jsonl.json", "-o", "ab.json")
    let steps = try run("merge", "ab.json", "c.csv.json").text
    let once = try run("merge", "a.csv.json", "b.jsonl.json", "c.csv.json").text
    #expect(steps == once)
    #expect(withoutFiles(once) == withoutFiles(try run.text("all.csv.json")))
  }

  @Test("summaries of different methodologies or tables are refused by name")
  func refusals() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<50))
    try run.tables("own", [("grid-intensity.csv", "IE,2024,270.91", "IE,2024,270.92")])
    try run("log.csv", "-o", "1.out", "--summary", "v1.json")
    try run("log.csv", "-o", "2.out", "--summary", "old.json", "-m", "ecologits-0.4")
    try run("log.csv", "-o", "3.out", "--summary", "own.json", "--data", "own")
    let methods = try run("merge", "v1.json", "old.json")
    #expect(methods.exitCode == 2)
    #expect(methods.errors.contains("v2-2026-12") && methods.errors.contains("ecologits-0.4"))
    #expect(try run("merge", "v1.json", "own.json").exitCode == 2)
    // The hashes alone tell, too.
    let renamed = try run.text("own.json").replacing(
      /v2-2026-12\+local\.[0-9a-f]{8}/, with: "v2-2026-12")
    try run.write("renamed.json", renamed)
    let tables = try run("merge", "v1.json", "renamed.json")
    #expect(tables.exitCode == 2)
    #expect(tables.errors.contains("grid-intensity.csv"))
    // A caller's own tables have to be there.
    #expect(try run("merge", "own.json").exitCode == 4)
    #expect(try run("merge", "own.json").errors.contains("--data"))
    #expect(try run("merge", "own.json", "--data", "own").exitCode == 0)
    #expect(try run("merge").exitCode == 2)
  }

  @Test("a summary that was edited anywhere in its figures is found")
  func edits() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<40))
    try run("log.csv", "-o", "log.out", "--summary", "s.json")
    let lines = try run.text("s.json").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(try run("merge", "s.json").exitCode == 0)
    let figures = [
      "energy_wh", "energy_low_wh", "carbon_g", "carbon_high_g", "prompt_tokens", "requests",
      "accuracy", "grid_year", "g_per_kwh", "pue", "context_pairs", "estimated",
      "passed_through", "energy_per_1k_tokens_wh", "model",
    ]
    for figure in figures {
      // The last place where it stands: in `rates`, where it is there at all.
      let index = try #require(lines.lastIndex { $0.contains("\"\(figure)\": ") })
      var edited = lines.map(String.init)
      let line = edited[index]
      if line.contains("\": \"") {
        edited[index] = line.replacing(/": "[^"]*"/, with: "\": \"other\"")
      } else {
        edited[index] = line.replacing(/": (\d)/) { "\": 1\($0.output.1)" }
      }
      #expect(edited[index] != line)
      try run.write("edited.json", edited.joined(separator: "\n"))
      let result = try run("merge", "edited.json")
      #expect(result.exitCode == 4, "\(figure): \(result.errors)")
    }
  }

  @Test("hostile files are refused, whatever they are")
  func hostile() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<8))
    try run("log.csv", "-o", "log.out", "--summary", "s.json")
    let summary = try run.text("s.json")
    var texts = [
      "", "{", "[]", "null", "7", "{\"rates\":[]}", String(repeating: "[", count: 100_000),
      "{\"methodology_version\":\"v1-2026-11\",\"tables\":[],\"rates\":[{}]}",
      summary.replacing(
        /"prompt_pairs": \d+/,
        with: "\"prompt_pairs\": \(String(repeating: "9", count: 60))"),
      summary.replacing(/"completion_tokens": \d+/, with: "\"completion_tokens\": 1e400"),
      summary.replacing(/"records": \d+/, with: "\"records\": 99999999999999999999999"),
      summary.replacing(/"grid_year": \d+/, with: "\"grid_year\": -5"),
      summary.replacing(/"factor_age": \d+/, with: "\"factor_age\": 999999999"),
    ]
    let bytes = Array(summary.utf8)
    for cut in stride(from: 1, to: bytes.count - 2, by: 1201) {
      texts.append(String(decoding: bytes[..<cut], as: UTF8.self))
    }
    for (index, text) in texts.enumerated() {
      try run.write("hostile.json", text)
      let result = try run("merge", "hostile.json")
      #expect(result.signal == nil && result.exitCode == 4, "\(index): \(result.errors)")
      #expect(result.text.isEmpty)
    }
  }
}
