import Foundation
import Testing

@testable import EcoModel

@Suite("Energy that somebody measured")
struct MeasuredTests {
  static let root = Fixtures.tests.appending(path: "Measured")
  private static let files = ["returned.jsonl", "returned.sse"]
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: name), encoding: .utf8)
  }

  private func calc(_ file: String, _ words: String...) async throws -> Tool.Outcome {
    try await scratch.run(
      [
        Self.root.appending(path: file).path, "--assume", "region=us-east-1", "--assume",
        "provider=x", "--with", "basis", "--summary", scratch.path("s.json"),
      ] + words)
  }

  @Test(
    "that servers return is read, in any of their units, and what is no meter's is not used",
    arguments: files)
  func returned(file: String) async throws {
    let run = try await calc(file, "--to", "csv")
    let rows = Delimited.rows(run.text).map { row in
      ["id", "eco.energy_wh", "eco.carbon_g", "eco.basis"].map { row[$0] ?? "-" }
    }
    let expected = Delimited.rows(try text("expected-\(file).csv")).map { row in
      ["id", "energy_wh", "carbon_g", "basis"].map { row[$0] ?? "" }
    }
    #expect(run.exitCode == 0 && rows == expected, "\(run.errors)")
  }

  @Test("in a log of its own kind counts as servers return it; in a column nobody says what it is")
  func generic() async throws {
    try scratch.write(
      "own.jsonl",
      """
      {"model":"qwen/qwen3-8b","region":"us-east","usage":{"prompt_tokens":9,"completion_tokens":9},\
      "energy":{"energy_joules":7200,"attribution_method":"measured"}}

      """)
    try scratch.write(
      "own.csv",
      """
      model,region,prompt_tokens,completion_tokens,energy_joules
      qwen/qwen3-8b,us-east,9,9,7200

      """)
    func summary(_ words: String...) async throws -> [String: Any] {
      let run = try await scratch.run(words + ["-o", scratch.path("x"), "--summary", "-"])
      return try object(run.text)
    }
    // 7200 J are 2 Wh at the accelerators; what comes on top is METHODOLOGY's.
    let own = try await summary(scratch.path("own.jsonl"))
    let said = try await summary(
      scratch.path("own.csv"), "--map", "metered_j=energy_joules", "--map",
      "model=model", "--map", "region=region")
    for summary in [own, said] {
      let serving = try #require(summary["serving"] as? [String: [String: Any]])
      #expect("\(serving["metered"]?["accelerator_wh"] ?? "-")" == "2")
    }
    let silent = try await summary(scratch.path("own.csv"))
    #expect((silent["serving"] as? [String: Any])?["metered"] == nil)
    #expect(silent["warnings"] as? [String: Int] == ["energy_not_metered": 1])
    let hints = try #require(silent["hints"] as? [String])
    #expect(hints.contains { $0.contains("--map metered_j=FIELD") })
  }

  @Test("is counted apart from estimates in totals, coverage and warnings", arguments: files)
  func counted(file: String) async throws {
    let run = try await calc(file, "--to", "csv")
    let expected = try object(text("expected-\(file).json"))
    let summary = try scratch.json("s.json")
    let serving = try #require(summary["serving"] as? [String: [String: Any]])
    let metered = try #require(serving["metered"])
    let prorated = metered["prorated"] as? [String: Any]
    let totals = try #require(summary["totals"] as? [String: Any])
    let warnings = try #require(summary["warnings"] as? [String: Int])
    func same(_ value: Any?, _ name: String) -> Bool {
      "\(value ?? 0)" == "\(expected[name] ?? "-")"
    }
    #expect(same(metered["records"], "metered_records"), "\(run.errors)")
    #expect(same(prorated?["records"], "prorated_records"))
    #expect(same(prorated?["energy_wh"], "prorated_wh"))
    #expect(same(totals["energy_wh"], "energy_wh"))
    #expect(same(totals["energy_metered_wh"], "energy_metered_wh"))
    #expect(same(metered["energy_wh"], "energy_metered_wh"))
    #expect(same(warnings["energy_not_metered"], "energy_not_metered"))
  }

  @Test("is said in the closing words, the report and the explanation of a record")
  func said() async throws {
    _ = try await calc("returned.jsonl", "--report", scratch.path("r.html"), "-o", "out.jsonl")
    let hints = try #require(try scratch.json("s.json")["hints"] as? [String])
    let words =
      "1.0 % of the energy was metered, in 5 records (2 records by a share of what several"
      + " requests took); the rest, 9 records, is estimated"
    #expect(hints.first == words, "\(hints)")
    let report = try scratch.text("r.html")
    #expect(report.contains(words) && !report.contains("An estimate from token counts."))
    #expect(report.contains("40.0 % of the requests by a share of a batch"))
    let log = Self.root.appending(path: "returned.jsonl").path
    let place = ["--assume", "region=us-east-1"]
    let share = try await scratch.run(["explain", log, "a-share"] + place)
    #expect(share.text.contains("0.000263889 Wh metered, a share of what several requests took"))
    let own = try await scratch.run(["explain", log, "all-of-it"] + place)
    #expect(own.text.contains("0.00845 Wh metered") && !own.text.contains("share of what"))
  }

  @Test("coverage says its share of requests and of tokens, rounded down")
  func coverage() async throws {
    _ = try await calc("returned.sse", "-o", "out.sse")
    let coverage = try #require(try scratch.json("s.json")["coverage"] as? [String: Any])
    let metered = try #require(coverage["metered"] as? [String: Any])
    #expect(metered["requests"] as? Double == 0.5 && metered["tokens"] as? Double == 0.5)
  }

  @Test("nothing of it is said where nothing was measured")
  func unmeasured() async throws {
    try scratch.write(
      "log.csv", "model,provider,region,prompt_tokens,completion_tokens\ngpt-4o-mini,x,ie,9,9\n")
    _ = try await scratch.run(
      "log.csv", "-o", "out.csv", "--summary", "s.json", "--report", "r.html")
    let summary = try scratch.text("s.json")
    #expect(!summary.contains("metered") && !summary.contains("prorated"))
    #expect(try scratch.text("r.html").contains("An estimate from token counts."))
  }

  @Test("summaries of shards add up, shares of batches apart")
  func merge() async throws {
    for (name, file) in [("a", "returned.jsonl"), ("b", "returned.sse")] {
      _ = try await calc(file, "-o", "out")
      try scratch.write("\(name).json", scratch.text("s.json"))
    }
    let merged = try object(try await scratch.run("merge", "a.json", "b.json").text)
    let serving = try #require(merged["serving"] as? [String: [String: Any]])
    #expect(serving["metered"]?["records"] as? Int == 6)
    let prorated = try #require(serving["metered"]?["prorated"] as? [String: Any])
    #expect(prorated["records"] as? Int == 2 && prorated["energy_wh"] as? Double == 0.007262765)
  }

  @Test("the formula held against a log with known errors finds them, whatever the threads")
  func knownErrors() async throws {
    let expected = try text("expected-check.csv")
    let log = Self.root.appending(path: "known-errors.csv").path
    let words = ["check", "--measured", log, "--map", "accelerator_wh=accelerator_wh"]
    for jobs in ["1", "7"] {
      let run = try await scratch.run(words + ["--csv", "-j", jobs])
      #expect(run.text == expected && run.exitCode == 0, "\(run.errors)")
    }
    let people = try await scratch.run(words)
    #expect(people.text.contains("2 records without measured energy, or without a figure"))
    #expect(people.text.contains("1 record with an energy of 0, and no factor"))
  }

  @Test("shares of a batch are counted in the check")
  func prorated() async throws {
    let run = try await scratch.run(
      "check", "--measured", Self.root.appending(path: "returned.jsonl").path, "--assume",
      "region=us-east-1", "--csv")
    let total = Delimited.rows(run.text).last
    #expect(total?["records"] == "5" && total?["prorated"] == "2", "\(run.errors)")
  }

  @Test("a log without it is told so, and what would help")
  func nothing() async throws {
    try scratch.write(
      "log.csv",
      "id,model,provider,region,prompt_tokens,completion_tokens\na,gpt-4o-mini,x,us-east-1,9,9\n")
    let run = try await scratch.run("check", "--measured", "log.csv")
    #expect(run.exitCode == 1 && run.errors.contains("--map accelerator_wh=COLUMN"))
    let other = try await scratch.run("check", "--map", "model=m")
    #expect(other.exitCode == 2 && other.errors.contains("--measured LOG"))
    let older = try await scratch.run("check", "--measured", "log.csv", "-m", "v1-2026-11")
    #expect(older.exitCode == 2 && older.errors.contains("v1-2026-11"))
  }

  @Test(
    "logarithms are those of the numbers",
    arguments: [(1, 0), (2, 1 << 32), (1024, 10 << 32), (3, 6_807_362_105)] as [(UInt128, Int128)])
  func logarithm(number: UInt128, expected: Int128) {
    #expect(abs(BinaryLogarithm.of(number) - expected) < 4)
    #expect(BinaryLogarithm.thousandths(BinaryLogarithm.of(number)) == number * 1000)
  }

  @Test("factors below half a thousandth are 0, the next is a thousandth")
  func small() {
    let half = -BinaryLogarithm.of(2000)
    #expect(BinaryLogarithm.thousandths(half - 1) == 0 && BinaryLogarithm.thousandths(half) == 1)
  }
}
