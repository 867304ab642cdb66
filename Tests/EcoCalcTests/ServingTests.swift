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

@Suite("--with: fields beside the block")
struct WithTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let log =
    "created_at,resolved_model,provider,region,prompt_tokens,completion_tokens,accelerator_wh,note\n"
    + "2024-04-26,openai/gpt-4o-mini,openai,eu-west,18,26,,a\n"
    + "2024-04-26,openai/gpt-4o-mini,openai,eu-west,18,26,0.5,b\n"
    + "2024-04-26,nobody,openai,eu-west,18,26,,c\n"

  private static let values: [String: [String]] = [
    "interval": ["0.000692978", "0.0204007", "0.000187735", "0.005526754"],
    "basis": ["assumed"], "embodied": ["0.000079733", "0.000009365", "0.001562216"],
    "all": [
      "0.000692978", "0.0204007", "0.000187735", "0.005526754", "assumed", "0.000079733",
      "0.000009365", "0.001562216",
    ],
  ]

  @Test("are columns after the others, in their own order, as the reference has them")
  func columns() throws {
    try scratch.write("log.csv", Self.log)
    try scratch.run(["log.csv", "-o", "plain.csv"])
    for (words, key) in [
      ("interval", "interval"), ("basis", "basis"), ("embodied", "embodied"),
      ("embodied,basis,interval", "all"),
    ] {
      try scratch.run(["log.csv", "-o", "out.csv", "--with", words])
      let (plain, rows) = (
        try scratch.text("plain.csv").split(separator: "\n"),
        try scratch.text("out.csv").split(separator: "\n")
      )
      let values = try #require(Self.values[key])
      for (before, after) in zip(plain, rows) { #expect(after.hasPrefix(before)) }
      #expect(String(rows[1].dropFirst(plain[1].count)) == "," + values.joined(separator: ","))
      #expect(rows[3].dropFirst(plain[3].count).allSatisfy { $0 == "," })
      #expect(rows[3].dropFirst(plain[3].count).count == values.count)
    }
    #expect(try scratch.text("out.csv").contains(",0.804279661,1.100898,"))
    #expect(try scratch.text("out.csv").contains(",metered,0.03591,0.010868644,0.084303\n"))
  }

  @Test("are replaced where they are there already, and emptied where nobody asks for them")
  func again() throws {
    try scratch.write("log.csv", Self.log)
    try scratch.run(["log.csv", "-o", "once.csv", "--with", "interval,basis"])
    try scratch.run(["once.csv", "-o", "twice.csv", "--with", "interval,basis"])
    #expect(try scratch.text("twice.csv") == scratch.text("once.csv"))
    try scratch.run(["once.csv", "-o", "plain.csv"])
    let rows = try Delimited.rows(scratch.text("plain.csv"))
    #expect(rows.allSatisfy { $0["eco.basis"] == "" && $0["eco.carbon_high_g"] == "" })
    #expect(rows[0]["eco.energy_wh"] == "0.002107239")
  }

  @Test("are a member after the block in JSON, which goes where nobody asks for it")
  func json() throws {
    let record =
      #"{"created_at":"2024-04-26","resolved_model":"openai/gpt-4o-mini","provider":"openai","#
      + #""region":"eu-west","prompt_tokens":18,"completion_tokens":26}"# + "\n"
    try scratch.write("log.jsonl", record)
    try scratch.run(["log.jsonl", "-o", "plain.jsonl"])
    try scratch.run(["log.jsonl", "-o", "out.jsonl", "--with", "basis,embodied"])
    let plain = try scratch.text("plain.jsonl")
    let more =
      #","eco_more":{"basis":"assumed","embodied_g":0.000079733,"embodied_low_g":0.000009365,"#
      + #""embodied_high_g":0.001562216}"#
    #expect(try scratch.text("out.jsonl") == "\(plain.dropLast(2))\(more)}\n")
    try scratch.run(["out.jsonl", "-o", "twice.jsonl", "--with", "basis,embodied"])
    #expect(try scratch.text("twice.jsonl") == scratch.text("out.jsonl"))
    try scratch.run(["out.jsonl", "-o", "again.jsonl"])
    #expect(try scratch.text("again.jsonl") == plain)
    try scratch.run(["log.jsonl", "-o", "out.csv", "-t", "csv", "--with", "basis"])
    let row = try #require(Delimited.rows(scratch.text("out.csv")).first)
    #expect(row["eco.basis"] == "assumed" && row["eco.omitted"] == "")
  }

  @Test("that do not exist are refused")
  func unknown() throws {
    try scratch.write("log.csv", Self.log)
    #expect(try scratch.run(["log.csv", "--with", "water"]).exitCode == 2)
  }
}
