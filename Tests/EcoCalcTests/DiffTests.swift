import Foundation
import Testing

/// Longer than other files: every test holds the table that it gets to the same sums.
@Suite("diff")
struct DiffTests {
  /// Holds every row of a table to its own sums, and returns the total.
  @discardableResult
  private func checkedTotal(_ csv: String) throws -> [String: String] {
    var groups: [String: Int128] = [:]
    let table = rows(csv)
    let total = try #require(table.last)
    #expect(total["row"] == "total")
    for row in table {
      for (quantity, unit) in [("energy", "wh"), ("carbon", "g")] {
        func value(_ column: String) throws -> Int128 {
          try #require(billionths(row["\(quantity)_\(column)_\(unit)"] ?? ""))
        }
        let parts = row.keys.filter {
          $0.hasPrefix("\(quantity)_")
            && !["old", "new", "change"].contains($0.split(separator: "_")[1])
        }
        let sum = try parts.reduce(Int128(0)) { try $0 + #require(billionths(row[$1] ?? "")) }
        #expect(parts.count >= 5)
        let change = try value("change")
        #expect(sum == change, "\(row)")
        #expect(change == (try value("new") - value("old")))
        for column in row.keys where column.hasPrefix("\(quantity)_") && row["row"] == "group" {
          groups[column, default: 0] += try #require(billionths(row[column] ?? ""))
        }
      }
    }
    for (column, sum) in groups { #expect(sum == billionths(total[column] ?? "")) }
    return total
  }

  private func totals(_ run: Scratch, _ log: String, _ options: String...) throws -> (
    Int128, Int128
  ) {
    try run.run([log, "-o", "totals.out", "--summary", "totals.json"] + options)
    let lines = try run.text("totals.json").split(separator: "\n")
    func figure(_ name: String) throws -> Int128 {
      let line = try #require(lines.first { $0.hasPrefix("    \"\(name)\": ") })
      return try #require(
        billionths(line.split(separator: " ").last?.replacing(",", with: "") ?? ""))
    }
    return (try figure("energy_wh"), try figure("carbon_g"))
  }

  @Test(
    "one log under two methodologies: the ends are calc's own totals, and the parts add up exactly",
    arguments: [
      "model", "day", "month,key", "accuracy", "provider,region",
    ])
  func methodologies(by: String) throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<700))
    let words = ["diff", "log.csv", "--methodology", "v1-2026-11", "--against", "ecologits-0.4"]
    let result = try run.run(words + ["--by", by, "--csv"])
    #expect(result.exitCode == 1, "\(result.errors)")
    let total = try checkedTotal(result.text)
    let old = try totals(run, "log.csv", "-m", "v1-2026-11")
    let new = try totals(run, "log.csv", "-m", "ecologits-0.4")
    #expect(billionths(total["energy_old_wh"] ?? "") == old.0)
    #expect(billionths(total["carbon_old_g"] ?? "") == old.1)
    #expect(billionths(total["energy_new_wh"] ?? "") == new.0)
    #expect(billionths(total["carbon_new_g"] ?? "") == new.1)
    // Nothing but the methodology differs.
    #expect(total["energy_coefficients_wh"] == total["energy_change_wh"])
    #expect(total["carbon_coefficients_g"] == total["carbon_change_g"])
    let groups = rows(result.text).dropLast()
    let byGroup = try run(
      "log.csv", "-m", "v1-2026-11", "--by", by, "-o", "groups.csv"
    ).exitCode
    #expect(byGroup == 0)
    if by != "accuracy" {
      let expected = rows(try run.text("groups.csv")).filter { $0["energy_wh"] != "0" }
      #expect(groups.map { $0["energy_old_wh"] } == expected.map { $0["energy_wh"] })
    }
  }

  @Test("a log under one methodology does not differ from itself, in any form")
  func equal() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<300))
    try run("log.csv", "-o", "e.csv", "--summary", "s.json")
    for words in [
      ["log.csv", "--against", "v2-2026-12"], ["e.csv", "e.csv"], ["s.json", "s.json"],
    ] {
      let result = try run.run(["diff"] + words)
      #expect(result.exitCode == 0, "\(words) \(result.errors)")
      #expect(result.text.contains("nothing differs"))
      let json = try object(try run.run(["diff"] + words + ["--json"]).text)
      #expect(json["differs"] as? Bool == false)
    }
  }

  /// Edits of tables, each of which is one cause.
  private static let edits: [String: [(file: String, old: String, new: String)]] = [
    "parameters": [
      ("models.csv", ",671,671,671,37,37,37,", ",671,671,671,74,74,74,")
    ],
    "pue": [("pue.csv", "eu-west-1,,2024,1.11", "eu-west-1,,2024,1.2")],
    "grid": [
      ("grid-intensity.csv", "IE,2024,270.91", "IE,2024,280"),
      ("grid-intensity.csv", "SE,2023,", "SE,2023,1"),
    ],
  ]

  @Test("one log with two sets of tables: each cause is told apart, and all of them together")
  func tables() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<800))
    var all: [(file: String, old: String, new: String)] = []
    let ends = try totals(run, "log.csv")
    var steps: [String: (Int128, Int128)] = [:]
    var last = ends
    for part in ["parameters", "pue", "grid"] {
      let edits = try #require(Self.edits[part])
      all += edits
      try run.tables(part, edits)
      let result = try run("diff", "log.csv", "--against-data", part, "--csv")
      #expect(result.exitCode == 1, "\(part) \(result.errors)")
      let total = try checkedTotal(result.text)
      let energy = part == "grid" ? "energy_change_wh" : "energy_\(part)_wh"
      #expect(total[energy] == total["energy_change_wh"], "\(part)")
      #expect((total["energy_change_wh"] == "0") == (part == "grid"))
      #expect(total["carbon_\(part)_g"] == total["carbon_change_g"])
      #expect(total["carbon_change_g"] != "0")
      // The same inputs replaced one after the other by calc itself.
      try run.tables("up-to-\(part)", all)
      let next = try totals(run, "log.csv", "--data", "up-to-\(part)")
      steps[part] = (next.0 - last.0, next.1 - last.1)
      last = next
    }
    let total = try checkedTotal(
      try run("diff", "log.csv", "--against-data", "up-to-grid", "--csv", "--by", "region").text)
    for (part, step) in steps {
      // Calc rounds each record, a part each rate: half a billionth for each at most.
      let energy = try #require(billionths(total["energy_\(part)_wh"] ?? ""))
      let carbon = try #require(billionths(total["carbon_\(part)_g"] ?? ""))
      #expect(abs(energy - step.0) <= 800, "\(part)")
      #expect(abs(carbon - step.1) <= 800, "\(part)")
    }
    #expect(billionths(total["energy_change_wh"] ?? "") == last.0 - ends.0)
    #expect(billionths(total["carbon_change_g"] ?? "") == last.1 - ends.1)
  }

  @Test("a model that a table gains is newly covered, one that it loses newly omitted")
  func coverage() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<400))
    try run.tables(
      "own",
      [
        ("models.csv", "\nqwen/qwen3-8b,,", "\nqwen/qwen3-8b-gone,acme/nobody-knows,")
      ])
    let result = try run("diff", "log.csv", "--against-data", "own", "--json")
    #expect(result.exitCode == 1, "\(result.errors)")
    let json = try object(result.text)
    let groups = try #require(json["groups"] as? [[String: Any]])
    let changed = groups.filter {
      ($0["energy_wh"] as? [String: Any])?["change"] as? Double != 0
    }
    let models = changed.compactMap { $0["model"] as? String }
    #expect(models == ["qwen/qwen3-8b", "qwen/qwen3-8b-gone"])
    for (group, part) in zip(changed, ["newly_omitted", "newly_covered"]) {
      let energy = try #require(group["energy_wh"] as? [String: Any])
      let parts = try #require(energy["parts"] as? [String: Double])
      #expect(parts[part] == energy["change"] as? Double && parts[part] != 0)
      #expect(parts.values.filter { $0 != 0 }.count == 1)
    }
  }

  @Test("the bytes are the same for every number of jobs, every block size and every format")
  func deterministic() throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<1000))
    try run.write("log.jsonl", SampleLog.jsonl(0..<1000))
    // Two causes, so that there is something between them to round.
    try run.tables("own", Self.edits.values.flatMap(\.self))
    let words = [
      "--against", "ecologits-0.4-2026-12", "--against-data", "own", "--by", "model,region",
      "--csv",
    ]
    let first = try run.run(["diff", "log.csv", "-j", "1"] + words).text
    for more in [["-j", "2"], ["-j", "7", "--block-size", "1000"], ["--block-size", "1"]] {
      #expect(try run.run(["diff", "log.csv"] + more + words).text == first)
    }
    let lines = ["diff", "log.jsonl", "-j", "3", "--block-size", "5000"]
    #expect(try run.run(lines + words).text == first)
  }

  @Test("records that cannot be read are counted as calc counts them")
  func malformed() throws {
    let run = try Scratch()
    var records = SampleLog.records(0..<60)
    for (place, record) in [
      (50, "a,b\n"), (40, "\"open,,,,,,,,,\n"),
      (30, "x,,k,\"gpt-4o\"x,openai,eu-west,1,1,2,0\n"),
      (20, "x,,k,\"gpt\n4o\",openai,eu-west,1,1,2,0\n"),
      (10, "x,,k,gpt-4o,openai,eu-west,1e99,1,2,0\n"), (5, "\n"),
    ] { records.insert(record, at: place) }
    try run.write("log.csv", SampleLog.header + records.joined())
    try run.write("log.jsonl", SampleLog.jsonl(0..<60) + "{\"resolved_model\":\n[1]\n\n{}\n")
    for log in ["log.csv", "log.jsonl"] {
      try run(log, "-o", "out", "--summary", "s.json")
      let summary = try run.json("s.json")
      let result = try run("diff", log, "--against", "ecologits-0.4-2026-12", "--json")
      let json = try object(result.text)
      let old = try #require(json["old"] as? [String: Any])
      #expect(old["records"] as? Int == summary["records"] as? Int)
      #expect(old["with_figures"] as? Int == summary["estimated"] as? Int)
      #expect(old["omitted"] as? [String: Int] == summary["omitted"] as? [String: Int])
    }
  }

  @Test("every sample is read as calc reads it, and its summary merges to itself")
  func samples() throws {
    let run = try Scratch()
    var count = 0
    for name in Size.some(Fixtures.all, each: 6) {
      let path = Fixtures.path(name)
      let calc = try run(path, "-o", "out", "--summary", "s.json", "-q")
      guard calc.exitCode <= 1 else { continue }
      count += 1
      let summary = try run.json("s.json")
      let result = try run("diff", path, "--against", "ecologits-0.4-2026-12", "--json")
      let old = try #require(
        try object(result.text)["old"] as? [String: Any], "\(name): \(result.errors)")
      #expect(old["records"] as? Int == summary["records"] as? Int, "\(name)")
      #expect(old["with_figures"] as? Int == summary["estimated"] as? Int, "\(name)")
      #expect(old["omitted"] as? [String: Int] == summary["omitted"] as? [String: Int], "\(name)")
      let merged = try run("merge", "s.json")
      #expect(merged.text == (try run.text("s.json")), "\(name) \(merged.errors)")
    }
    #expect(count > (Size.isWhole ? 80 : 12))
  }

  @Test("two enriched logs are matched by id, whatever their order and format")
  func enriched() throws {
    let run = try Scratch()
    let records = SampleLog.records(0..<400)
    try run.write("old.csv", SampleLog.header + records.joined())
    try run("old.csv", "-o", "old.e.csv")
    try run.write("same.jsonl", SampleLog.jsonl(0..<400))
    try run("same.jsonl", "-o", "same.e.jsonl")
    let same = try run("diff", "old.e.csv", "same.e.jsonl")
    #expect(same.exitCode == 0, "\(same.text)\(same.errors)")
    // One record gone, one new, one with other tokens, one with another model and tokens.
    let estimated = records.indices.filter {
      records[$0].contains(/openai\/gpt-4o,(openai|google),eu-west/)
        && !records[$0].contains(",,") && !records[$0].hasSuffix(",0,0,0,0\n")
    }
    try #require(estimated.count >= 3)
    var changed = records
    changed[estimated[0]] = records[estimated[0]]
      .replacing(/eu-west,\d+,\d+,\d+,\d+/, with: "eu-west,777,77,854,7")
    changed[estimated[1]] = records[estimated[1]]
      .replacing("openai/gpt-4o,", with: "qwen/qwen3-8b,")
      .replacing(/eu-west,\d+,\d+,\d+,\d+/, with: "eu-west,777,77,854,7")
    changed.remove(at: estimated[2])
    changed.append(contentsOf: SampleLog.records(7000..<7040))
    try run.write("new.csv", SampleLog.header + changed.reversed().joined())
    try run("new.csv", "-o", "new.e.csv")
    let result = try run("diff", "old.e.csv", "new.e.csv", "--csv")
    #expect(result.exitCode == 1, "\(result.errors)")
    let total = try checkedTotal(result.text)
    for part in ["added", "removed", "tokens", "mixed"] {
      #expect(total["energy_\(part)_wh"] != "0", "\(part)")
    }
    for part in ["newly_covered", "newly_omitted", "inputs"] {
      #expect(total["energy_\(part)_wh"] == "0", "\(part)")
    }
    #expect(billionths(total["energy_new_wh"] ?? "") == (try totals(run, "new.csv").0))
    // The same log under another methodology: all of it is inputs.
    try run("old.csv", "-o", "old.04.csv", "-m", "ecologits-0.4-2026-12")
    let inputs = try checkedTotal(try run("diff", "old.e.csv", "old.04.csv", "--csv").text)
    #expect(inputs["carbon_inputs_g"] == inputs["carbon_change_g"])
    // Coverage: with a region for those that have none.
    let omitted = try run.text("old.e.csv").replacing(
      /,[0-9.]+,[0-9.]+,[0-9.]+,(accurate|medium),v2-2026-12,\n/, with: ",,,,,,unknown_model\n")
    try run.write("omitted.csv", omitted)
    let newly = try checkedTotal(try run("diff", "omitted.csv", "old.e.csv", "--csv").text)
    #expect(newly["energy_newly_covered_wh"] == newly["energy_change_wh"])
    let lost = try checkedTotal(try run("diff", "old.e.csv", "omitted.csv", "--csv").text)
    #expect(lost["energy_newly_omitted_wh"] == lost["energy_change_wh"])
    #expect(try run("diff", "old.csv", "new.csv").errors.contains("run calc"))
  }

  @Test("records without an id are matched by what they say, repeated ids by their order")
  func identity() throws {
    let run = try Scratch()
    let header = SampleLog.header.replacing("generation_id,", with: "")
    let records = SampleLog.records(0..<150).map { String($0.drop { $0 != "," }.dropFirst()) }
    try run.write("a.csv", header + (records + records).joined())
    try run.write("b.csv", header + (records + records).reversed().joined())
    try run.write("c.csv", header + (records + records.dropLast(3)).joined())
    let same = SampleLog.records(0..<150).map { "same" + $0.drop { $0 != "," } }
    try run.write("d.csv", SampleLog.header + same.joined())
    for log in ["a", "b", "c", "d"] { try run("\(log).csv", "-o", "\(log).e.csv") }
    #expect(try run("diff", "a.e.csv", "b.e.csv").exitCode == 0)
    #expect(try run("diff", "d.e.csv", "d.e.csv").exitCode == 0)
    let lost = try checkedTotal(try run("diff", "a.e.csv", "c.e.csv", "--csv").text)
    #expect(lost["energy_removed_wh"] == lost["energy_change_wh"])
  }

  @Test("two summaries: tokens first, then the inputs, to the last digit")
  func summaries() throws {
    let run = try Scratch()
    try run.write("old.csv", SampleLog.csv(0..<900))
    try run.write("new.csv", SampleLog.csv(300..<1200))
    try run.tables("own", Self.edits.values.flatMap(\.self))
    try run("old.csv", "-o", "1.out", "--summary", "old.json")
    try run("old.csv", "-o", "2.out", "--summary", "old-own.json", "--data", "own")
    try run("old.csv", "-o", "3.out", "--summary", "old-04.json", "-m", "ecologits-0.4-2026-12")
    try run("new.csv", "-o", "4.out", "--summary", "new.json")
    try run("new.csv", "-o", "5.out", "--summary", "new-own.json", "--data", "own")
    for by in Size.some(["model", "region", "accuracy", "provider"], each: 4) {
      let tokens = try checkedTotal(
        try run("diff", "old.json", "new.json", "--by", by, "--csv").text)
      #expect(tokens["energy_tokens_wh"] == tokens["energy_change_wh"])
      let words = ["--against-data", "own", "--by", by, "--csv"]
      let both = try run.run(["diff", "old.json", "new-own.json"] + words)
      let parts = try checkedTotal(both.text)
      for part in ["tokens", "parameters", "pue", "grid"] {
        #expect(parts["carbon_\(part)_g"] != "0")
      }
      // Without other tokens it says what the log itself says.
      let alone = try checkedTotal(
        try run.run(["diff", "old.json", "old-own.json"] + words).text)
      let log = try checkedTotal(
        try run("diff", "old.csv", "--against-data", "own", "--csv").text)
      #expect(alone["energy_tokens_wh"] == "0")
      for part in ["parameters", "pue", "grid", "change"] {
        let name = "carbon_\(part)_g"
        let (a, b) = (billionths(alone[name] ?? "") ?? -1, billionths(log[name] ?? "") ?? -2)
        #expect(by.contains("accuracy") || abs(a - b) <= 900, "\(part)")
      }
    }
    let methods = try checkedTotal(try run("diff", "old.json", "old-04.json", "--csv").text)
    #expect(methods["energy_coefficients_wh"] == methods["energy_change_wh"])
    #expect(try run("diff", "old.json", "old-own.json").errors.contains("--against-data"))
    #expect(try run("diff", "old.json", "new.csv").exitCode == 2)
    #expect(try run("diff", "old.json", "new.json", "--by", "day").exitCode == 2)
  }

  @Test("names from a log cannot move the terminal's cursor")
  func printable() throws {
    let run = try Scratch()
    try run.write(
      "log.csv", SampleLog.header + "a,,k,gpt-4o,openai\u{1B}[31m,eu-west,10,10,20,0\n")
    let text = try run("diff", "log.csv", "--against", "ecologits-0.4-2026-12", "--by", "provider")
      .text
    #expect(text.contains("openai\u{FFFD}[31m") && !text.contains("\u{1B}"))
  }
}
