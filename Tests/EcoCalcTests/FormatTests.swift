import Foundation
import Testing

/// What `expectations.csv` says about one sample read with some flags.
struct Expectation: CustomTestStringConvertible, Sendable {
  let file: String
  let flags: String
  let records: [[String: String]]

  var testDescription: String { flags.isEmpty ? file : "\(file) \(flags)" }

  static let all: [Expectation] = {
    var all: [Expectation] = []
    for row in Delimited.rows((try? Fixtures.text("expectations.csv")) ?? "") {
      let (file, flags) = (row["file"] ?? "", row["flags"] ?? "")
      if let last = all.last, last.file == file, last.flags == flags {
        all[all.count - 1] = Expectation(file: file, flags: flags, records: last.records + [row])
      } else {
        all.append(Expectation(file: file, flags: flags, records: [row]))
      }
    }
    return all
  }()

  /// The records that are to be in the output.
  var kept: [[String: String]] { records.filter { $0["outcome"]?.hasPrefix("reject:") == false } }
  /// The codes of those that are not.
  var codes: [String] {
    records.compactMap { $0["outcome"] }.filter { $0.hasPrefix("reject:") }
      .map { String($0.dropFirst("reject:".count)) }
  }
  /// Those that are to have a figure.
  var estimated: [[String: String]] { kept.filter { $0["energy_wh"] != "" } }

  func arguments(_ more: String...) -> [String] {
    [file] + flags.split(separator: " ").map(String.init) + ["--max-rejects", "100%"] + more
  }

  func sum(_ column: String) -> Int { estimated.reduce(0) { $0 + (Int($1[column] ?? "") ?? 0) } }
}

// One after the other: each case opens files and a process, and there are hundreds.
@Suite("Every sample comes to figures worked out by hand", .serialized)
struct FormatTests {
  private static let figures = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy"]

  @Test("as a table of canonical fields", arguments: Expectation.all)
  func table(sample: Expectation) async throws {
    let scratch = try Scratch()
    let run = try await scratch.run(
      sample.arguments("-t", "csv", "--rejects", scratch.path("rejects")), in: Fixtures.root)
    #expect(run.exitCode == 0, "\(run.errors)")
    let delimiter: Unicode.Scalar =
      sample.file.hasSuffix("tsv")
      ? "\t"
      : sample.file.contains("semicolon") ? ";" : ","
    let rows = Delimited.rows(run.text, delimiter: delimiter)
    let isCanonical = !sample.file.hasSuffix("csv") && !sample.file.hasSuffix("tsv")
    #expect(rows.count == sample.kept.count)
    for (row, expected) in zip(rows, sample.kept) {
      let name = expected["record"] ?? ""
      for figure in Self.figures { #expect(row["eco." + figure] == expected[figure], "\(name)") }
      #expect(row["eco.omitted"] == expected["outcome"], "\(name)")
      guard isCanonical else { continue }
      #expect(row["id"] == name)
      for count in ["prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests"] {
        #expect(row[count] == expected[count], "\(name): \(count)")
      }
    }
    let rejects = (try? scratch.text("rejects")) ?? ""
    let codes = try rejects.split(separator: "\n").map { try object($0)["code"] as? String }
    #expect(codes == sample.codes)
  }

  @Test("as its own rows with the figures put in", arguments: Expectation.all)
  func rows(sample: Expectation) async throws {
    let scratch = try Scratch()
    let run = try await scratch.run(
      sample.arguments("--rejects", "/dev/null", "-q"), in: Fixtures.root)
    #expect(run.exitCode == 0, "\(run.errors)")
    guard !sample.file.hasSuffix("csv"), !sample.file.hasSuffix("tsv") else { return }
    let block = try Regex(
      #"(?:"eco"|"\\u0065co"): ?\{"energy_wh":([^,]*),"carbon_g":([^,]*),"carbon_per_1k_tokens_g":([^,]*),"#
        + #""accuracy":"([a-z]*)","methodology_version":"v2-2026-12"\}"#)
    let found = run.text.matches(of: block).map { match in
      (1...4).map { String(match.output[$0].substring ?? "") }
    }
    #expect(found == sample.estimated.map { row in Self.figures.map { row[$0] ?? "" } })
  }

  @Test("as totals", arguments: Expectation.all)
  func totals(sample: Expectation) async throws {
    let run = try await Scratch().run(
      sample.arguments("--rejects", "/dev/null", "-q", "--summary", "-"), in: Fixtures.root)
    let summary = try object(run.text)
    #expect(summary["records"] as? Int == sample.records.count)
    #expect(summary["estimated"] as? Int == sample.estimated.count)
    #expect(summary["rejected"] as? Int == sample.codes.count)
    let totals = try #require(summary["totals"] as? [String: Any])
    for count in ["prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests"] {
      #expect(totals[count] as? Int == sample.sum(count), "\(count)")
    }
    let energy = sample.estimated.reduce(Decimal(0)) {
      $0 + (Decimal(string: $1["energy_wh"] ?? "") ?? 0)
    }
    #expect(run.text.contains(#""energy_wh": \#(energy),"#))
    var omitted: [String: Int] = [:]
    for row in sample.kept where row["outcome"] != "" && row["outcome"] != "superseded" {
      omitted[row["outcome"] ?? "", default: 0] += 1
    }
    #expect(summary["omitted"] as? [String: Int] == omitted)
  }

  @Test("and every sample has one")
  func complete() {
    #expect(Set(Expectation.all.map(\.file)) == Set(Fixtures.all))
  }
}

@Suite("One call has one figure, whoever tells it")
struct OneCallTests {
  private func energies(_ files: [String]) -> Set<String> {
    Set(
      Expectation.all.filter { files.contains($0.file) && $0.flags.contains("=eu-west") }
        .map { $0.estimated.first?["energy_wh"] ?? "none" })
  }

  @Test("when the tool tells the cached tokens")
  func openAI() {
    let tools = [
      "openai/chat.completion.json", "openai/batch-output.jsonl", "litellm/spendlogs.csv",
      "langfuse/observations-v2.json", "langfuse/blob-export-observations.jsonl",
      "helicone/export.jsonl", "langsmith/runs.jsonl", "otel/otlp-traces.json",
    ]
    #expect(energies(tools).count == 1)
    #expect(energies(tools + ["portkey/logs-export.jsonl"]).count == 2)
  }
}
