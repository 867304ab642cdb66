import Foundation
import Testing

/// Figures are those of `Scripts/reference.py`.
@Suite("What is known of how requests were served")
struct ServingTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let header =
    "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens,"
    + "concurrency,gpu_seconds,accelerator,accelerator_wh\n"

  private static func record(
    _ known: String, model: String = "openai/gpt-4o-mini", provider: String = "openai"
  ) -> String {
    "g,2024-04-26T00:00:00Z,\(model),\(provider),eu-west,18,26,\(known)\n"
  }

  /// The energies of a log, and its summary.
  private func calc(
    _ records: [String], _ words: String...
  ) throws -> (energies: [String], summary: [String: Any], outcome: Tool.Outcome) {
    try scratch.write("log.csv", Self.header + records.joined())
    let run = try scratch.run(["log.csv", "-o", "out.csv", "--summary", "s.json"] + words)
    let rows = (try? Delimited.rows(scratch.text("out.csv"))) ?? []
    return (
      rows.map { $0["eco.energy_wh"] ?? "" }, (try? scratch.json("s.json")) ?? [:], run
    )
  }

  @Test("is read from columns, and the best of it counts")
  func columns() throws {
    let (energies, summary, run) = try calc([
      Self.record(",,,"), Self.record("100.5,,,"), Self.record("8,,,"),
      Self.record(",0.02,B200,"), Self.record("16,0.02,b200,"), Self.record("8,0.02,b200,0.5"),
      Self.record(",,,", provider: "ollama"), Self.record("8,,,", provider: "ollama"),
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(
      energies == [
        "0.002107239", "0.001773539", "0.007881212", "0.00716875", "0.00716875", "0.86025",
        "0.031337979", "0.007881212",
      ])
    let serving = try #require(summary["serving"] as? [String: [String: Any]])
    #expect(
      serving.mapValues { $0["records"] as? Int } == [
        "assumed": 1, "local": 1, "concurrency": 3, "gpu_seconds": 2, "metered": 1,
      ])
    #expect(serving["concurrency"]?["least"] as? Double == 8)
    #expect(serving["concurrency"]?["most"] as? Double == 100.5)
    #expect(serving["gpu_seconds"]?["gpu_seconds"] as? Double == 0.04)
    #expect(serving["metered"]?["accelerator_wh"] as? Double == 0.5)
    #expect(summary["warnings"] as? [String: Int] == ["local_serving": 1])
  }

  @Test("has intervals that are those of each record, added up")
  func intervals() throws {
    for (known, low, high) in [
      (",,,", 0.000692978, 0.0204007), ("100.5,,,", 0.00063026, 0.010417723),
      (",0.02,b200,", 0.00341369, 0.009677812),
    ] {
      let (_, summary, _) = try calc([String](repeating: Self.record(known), count: 3))
      let totals = try #require(summary["totals"] as? [String: Any])
      #expect(abs((totals["energy_low_wh"] as? Double ?? 0) - 3 * low) < 2.5e-9)
      #expect(abs((totals["energy_high_wh"] as? Double ?? 0) - 3 * high) < 2.5e-9)
    }
  }

  @Test("is assumed where the caller says so, of records that do not say it, and marked")
  func assumed() throws {
    let (energies, summary, _) = try calc(
      [Self.record(",,,"), Self.record("8,,,"), Self.record(",0.02,,")],
      "--assume", "concurrency=100.5", "--assume", "accelerator=b200")
    #expect(energies == ["0.001773539", "0.007881212", "0.00716875"])
    #expect(
      summary["warnings"] as? [String: Int]
        == ["assumed_accelerator": 1, "assumed_concurrency": 2])
  }

  @Test("is one sequence in the log of a runner on somebody's own machine, unless it says more")
  func runner() throws {
    let record =
      #"{"model":"llama3.1:8b","created_at":"2024-04-26T00:00:00Z","prompt_eval_count":18,"#
      + #""eval_count":26}"#
    try scratch.write("log.jsonl", record)
    for (words, basis) in [
      ([], "local"), (["--assume", "concurrency=4"], "concurrency"),
      (["--assume", "provider=openai"], "assumed"),
    ] as [([String], String)] {
      let all = ["log.jsonl", "-o", "out.jsonl", "--summary", "s.json", "--assume", "region=ie"]
      try scratch.run(all + words)
      let serving = try scratch.json("s.json")["serving"] as? [String: Any]
      #expect(serving?.keys.sorted() == [basis])
    }
  }

  @Test("is not known to the version before, which takes no notice")
  func older() throws {
    let (energies, summary, _) = try calc(
      [Self.record("8,0.02,b200,0.5"), Self.record(",,,", provider: "ollama")],
      "-m", "v1-2026-11")
    #expect(energies == ["0.002121394", "0.002121394"])
    #expect(summary["serving"] == nil)
  }

  @Test("warns of what can hardly be, and takes it as not said")
  func warnings() throws {
    let (energies, summary, _) = try calc([
      Self.record("0.5,,,"), Self.record("16385,,,"), Self.record("2.0005,,,"),
      Self.record("many,,,"), Self.record(",0.02,abacus,"), Self.record(",0.5,b200,"),
      Self.record(",0.0002,b200,"),
    ])
    #expect(
      energies == [String](repeating: "0.002107239", count: 5) + ["0.17921875", "0.000071688"])
    #expect(
      summary["warnings"] as? [String: Int]
        == ["concurrency_outlier": 4, "gpu_seconds_outlier": 2, "unknown_accelerator": 1])
  }

  @Test("warns where every record says the same large power of two, as a limit does")
  func limit() throws {
    let (_, limit, _) = try calc([Self.record("256,,,"), Self.record("256,,,")])
    #expect(limit["warnings"] as? [String: Int] == ["concurrency_outlier": 2])
    for other in ["255", "257", "128"] {
      let (_, mean, _) = try calc([Self.record("\(other),,,"), Self.record("\(other),,,")])
      #expect(mean["warnings"] as? [String: Int] == [:], "\(other)")
    }
    let (_, mixed, _) = try calc([Self.record("256,,,"), Self.record("512,,,")])
    #expect(mixed["warnings"] as? [String: Int] == [:])
  }

  @Test(
    "is a reject where a measured number cannot be read",
    arguments: [
      (",-1,b200,", "GPU-seconds"), (",1.0000001,b200,", "GPU-seconds"),
      (",1e13,b200,", "GPU-seconds"), (",,,x", "watt-hours"), (",,,1e-10", "watt-hours"),
    ])
  func rejects(known: String, message: String) throws {
    let (_, _, run) = try calc([Self.record(known)])
    #expect(run.exitCode == 1)
    #expect(try scratch.text("out.csv.rejects.jsonl").contains(message))
  }

  @Test("may have exponents, as programs write small numbers")
  func exponents() throws {
    let (energies, _, _) = try calc([Self.record(",2e-02,b200,"), Self.record(",,,5.0E-1")])
    #expect(energies == ["0.00716875", "0.94905"])
  }

  @Test("gives a model of unknown size a figure only where it is measured and wanted")
  func unknownSize() throws {
    let records = [
      Self.record(",,,0.5", model: "openai/o3"), Self.record("8,,,", model: "openai/o3"),
      Self.record(",,,0.5", model: "text-embedding-3-small"),
    ]
    #expect(try calc(records).energies == ["", "", ""])
    let (energies, summary, _) = try calc(records, "--measured-unknown")
    #expect(energies == ["0.94905", "", ""])
    #expect(
      summary["omitted"] as? [String: Int] == ["undisclosed_parameters": 1, "not_completion": 1])
    #expect(try scratch.run(["merge", "s.json"]).exitCode == 0)
  }

  @Test("adds up over shards to the bytes of one run, and an edited sum is found")
  func merge() throws {
    let records = [
      Self.record(",,,"), Self.record("256,,,"), Self.record("100.5,,,"), Self.record("256,,,"),
      Self.record(",0.02,b200,"), Self.record("16,0.02,mi355x,"), Self.record(",,,0.5"),
      Self.record(",,h100,0.5"), Self.record(",,,", provider: "ollama"),
    ]
    for (name, part) in [("a", records[..<2]), ("b", records[2..<4]), ("c", records[4...])] {
      try scratch.write("\(name).csv", Self.header + part.joined())
      try scratch.run(["\(name).csv", "-o", "\(name).out", "--summary", "\(name).json"])
    }
    _ = try calc(records)
    func counts(_ text: String) throws -> NSDictionary {
      var members = try object(text)
      for name in ["inputs", "outputs"] { members[name] = nil }
      return members as NSDictionary
    }
    let merged = try scratch.run(["merge", "a.json", "b.json", "c.json"])
    #expect(merged.exitCode == 0, "\(merged.errors)")
    #expect(try counts(merged.text) == counts(scratch.text("s.json")))
    let whole = try scratch.text("s.json")
    for (old, new) in [
      ("\"parameters_read_low\": ", "\"parameters_read_low\": 1"),
      ("\"basis\": \"local\"", "\"basis\": \"assumed\""),
      ("\"accelerator\": \"b200\"", "\"accelerator\": \"mi355x\""),
      ("\"gpu_microseconds\": ", "\"gpu_microseconds\": 1"),
      ("\"accelerator\": \"b200\"", "\"accelerator\": \"abacus\""),
    ] {
      let place = try #require(whole.range(of: old), "\(old)")
      try scratch.write("edited.json", whole.replacingCharacters(in: place, with: new))
      #expect(try scratch.run(["merge", "edited.json"]).exitCode == 4, "\(new)")
    }
  }

  @Test("is the same for any jobs and any size of blocks")
  func lanes() throws {
    let records = (0..<400).map { Self.record("\(1 + $0 % 97).\($0 % 10),,,") }
    _ = try calc(records)
    let (out, summary) = (try scratch.text("out.csv"), try scratch.text("s.json"))
    for words in [["-j", "1"], ["-j", "7", "--block-size", "100"]] {
      try scratch.run(["log.csv", "-o", "out.csv", "--summary", "s.json"] + words)
      #expect(try scratch.text("out.csv") == out && scratch.text("s.json") == summary)
    }
  }

  @Test("is a part of its own where two methodologies differ by more than their coefficients")
  func difference() throws {
    try scratch.write("log.csv", Self.header + Self.record("8,,,") + Self.record(",,,0.5"))
    let run = try scratch.run(
      ["diff", "log.csv", "-m", "v1-2026-12", "--against", "v2-2026-12", "--csv"])
    let total = try #require(Delimited.rows(run.text).last)
    #expect(total["energy_old_wh"] == "0.004242788")
    #expect(total["energy_new_wh"] == "0.956931212")
    #expect(total["energy_coefficients_wh"] == total["energy_change_wh"])
    #expect(total["energy_serving_wh"] == "0")
  }

  @Test("is in the explanation of a record")
  func explanation() throws {
    try scratch.write("log.csv", Self.header + Self.record("100.5,,,"))
    let run = try scratch.run(["explain", "log.csv", "g", "--steps"])
    #expect(run.exitCode == 0 && run.text.contains("0.001773539"), "\(run.errors)")
    #expect(run.text.contains("100.5 sequences"))
  }

  @Test(
    "is refused on a command line where it cannot be",
    arguments: [
      ["log.csv", "--assume", "concurrency=0"], ["log.csv", "--assume", "concurrency=many"],
      ["log.csv", "--assume", "accelerator=abacus"],
      ["explain", "--model", "m", "--concurrency", "0.5"],
      ["explain", "--model", "m", "--gpu-seconds", "1"],
      ["explain", "--model", "m", "--gpu-seconds", "1", "--accelerator", "abacus"],
      ["explain", "--model", "m", "--accelerator-wh", "-1"],
    ])
  func commandLine(words: [String]) throws {
    try scratch.write("log.csv", Self.header + Self.record(",,,"))
    #expect(try scratch.run(words).exitCode == 2)
  }
}
