import Foundation
import Testing

@testable import EcoAudit
@testable import EcoModel

@Suite("check")
struct CheckTests {
  @Test("agrees with every shipped vector, and counts them")
  func shipped() throws {
    let run = try AuditTool.ecoCalc("check")
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    let sets = ["2026-12", "2026-11"].flatMap { edition in
      ["bundled", "synthetic"].map { (name: $0, edition: edition) }
    }
    let cases = try sets.map { set in
      try AuditTool.repositoryText("Tests/EcoModelTests/Vectors/\(set.edition)/\(set.name).csv")
        .split(separator: "\n").count - 1
    }
    let counts = zip(cases, sets).map { "\($0) \($1.name) \($1.edition)" }
    #expect(
      run.output == "\(cases.reduce(0, +)) cases agree (\(counts.joined(separator: ", ")))\n")
  }

  @Test(
    "names an altered row of a table and the cases that it changes",
    arguments: Size.some(
      [
        (
          "grid-intensity.csv", "IE,2024,270.91,", "IE,2024,271.91,",
          "IE 2024 lifecycle: g_per_kwh 270.91 → 271.91"
        ),
        (
          "models.csv", "gpt-4o-mini-search-preview,8,8,28,8,8,28,",
          "gpt-4o-mini-search-preview,9,8,28,9,8,28,",
          "openai/gpt-4o-mini: total_b 8 → 9, active_b 8 → 9"
        ),
        (
          "pue.csv", "\neu-west-1,,2024,1.11,", "\neu-west-1,,2024,1.12,",
          "eu-west-1 2024: pue 1.11 → 1.12"
        ),
        ("regions.csv", "\neu-west,,IE,own,", "\neu-west,,IE,broad,", "eu-west: match own → broad"),
      ], each: 4))
  func alteredRow(table: String, old: String, new: String, change: String) throws {
    try AuditTool.withTable(table, replacing: old, with: new) { folder in
      let run = try AuditTool.ecoCalc("check", "--data", folder)
      #expect(run.code == 1)
      #expect(run.output.contains(change), "\(run.output.suffix(500))")
      #expect(run.output.contains("worked example"))
      #expect(run.output.contains("changes "))
    }
  }

  @Test("names an altered row that no case uses")
  func unusedRow() throws {
    try AuditTool.withTable("grid-intensity.csv", replacing: "AE,2020,645.69", with: "AE,2020,1") {
      let run = try AuditTool.ecoCalc("check", "--data", $0)
      #expect(run.code == 1)
      #expect(run.output.contains("grid-intensity.csv:2: AE 2020 lifecycle: g_per_kwh 645.69 → 1"))
      #expect(run.output.contains("no case changes by it"))
    }
  }

  @Test("names a removed and an added row")
  func removedRow() throws {
    try AuditTool.withTable("grid-intensity.csv", replacing: "IE,2024,", with: "IE,2026,") {
      folder in
      // The rows stay sorted only where the new year stands after the others.
      let path = "\(folder)/grid-intensity.csv"
      var lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
      let index = try #require(lines.firstIndex { $0.hasPrefix("IE,2026,") })
      lines.swapAt(index, index + 1)
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      let run = try AuditTool.ecoCalc("check", "--data", folder)
      #expect(run.code == 1)
      #expect(run.output.contains("IE 2026 lifecycle: added"))
      #expect(run.output.contains("IE 2024 lifecycle: removed"))
    }
  }

  @Test(
    "names the case, the field, both values and the deviation",
    arguments: [
      ("worked example", "0.002121394", "0.002121395", "energy_wh", "-0.000000001"),
      ("worked example", "0.010423165", "0.010423265", "energy_high_wh", "-0.0000001"),
      ("worked example", "accurate", "medium", "accuracy", "-"),
      ("pseudo-model", "unknown_model", "unknown_region", "omitted", "-"),
      ("no date", "v1-2026-11,\n", "v2,\n", "methodology_version", "-"),
    ])
  func ownFile(name: String, old: String, new: String, field: String, deviation: String) throws {
    let vectors = try AuditTool.repositoryText("Tests/EcoModelTests/Vectors/2026-11/bundled.csv")
      .components(separatedBy: "\n")
    let row = try #require(vectors.first { $0.hasPrefix(name + ",") }) + "\n"
    let range = try #require(row.range(of: old, options: .backwards))
    let changed = row.replacingCharacters(in: range, with: new)
    let run = try AuditTool.ecoCalc("check", "-", input: vectors[0] + "\n" + changed)
    #expect(run.code == 1)
    let line = try #require(run.output.split(separator: "\n").first { $0.contains(": \(name)") })
    let cells = line.split(separator: " ").map(String.init)
    #expect(cells.contains(field))
    #expect(cells.last == deviation)
    let whole = try AuditTool.ecoCalc("check", "-", input: vectors[0] + "\n" + row)
    #expect(whole.code == 0)
    #expect(whole.output == "1 case agrees (1 <stdin>)\n")
    #expect(
      try AuditTool.ecoCalc("check", "-", "--quiet", input: vectors[0] + "\n" + row).output == "")
  }

  @Test("calls a tie that falls the wrong way a matter of rounding")
  func rounding() throws {
    // One case is about the newest methodology, whatever that is.
    let vectors =
      try AuditTool.repositoryText("Tests/EcoModelTests/Vectors/2026-11/synthetic.csv")
      .split(separator: "\n").filter { !$0.hasPrefix("default methodology") }
      .joined(separator: "\n") + "\n"
    let old = "tie energy_wh to even below,v1-2026-11,tie/a,,one,,,300,300,0,1,0.000000046,"
    let range = try #require(vectors.range(of: old))
    let changed = vectors.replacingCharacters(
      in: range, with: old.replacingOccurrences(of: "000046", with: "000047"))
    let run = try AuditTool.ecoCalc(
      "check", "-", "--data",
      AuditTool.root.appending(path: "Tests/EcoModelTests/Vectors/2026-11/tables").path,
      input: changed)
    #expect(run.code == 1)
    #expect(run.output.contains("rounding: every difference is one unit in the ninth place"))
    #expect(run.output.contains("energy_wh is 0.0000000465 exactly"))
  }

  @Test(
    "refuses vectors that it cannot read",
    arguments: [
      "", "case,model\n", "nonsense",
    ])
  func unreadable(text: String) throws {
    #expect(try AuditTool.ecoCalc("check", "-", input: text).code == 4)
  }

  @Test("points to the line and the column of a vector that it cannot read")
  func unreadableCell() throws {
    let vectors = try AuditTool.repositoryText("Tests/EcoModelTests/Vectors/2026-11/bundled.csv")
    let changed = vectors.replacingOccurrences(of: ",18,0,26,1,", with: ",18,0,many,1,")
    let run = try AuditTool.ecoCalc("check", "-", input: changed)
    #expect(run.code == 4)
    #expect(run.errors.contains("<stdin>:2: error: completion_tokens: expected a whole number"))
    let short = try AuditTool.ecoCalc("check", "-", input: vectors + "one,two\n")
    #expect(short.errors.contains("not as many fields"))
    #expect(try AuditTool.ecoCalc("check", "a", "b").code == 2)
    #expect(try AuditTool.ecoCalc("check", "no-such-file.csv").code == 3)
  }
}

@Suite("check, where the code is altered")
struct CheckAlteredCodeTests {
  @Test(
    "names the constant and the value that it should have",
    arguments: Size.some(
      [
        ("prefill", "0.003"), ("cached", "0.0003"), ("attention", "0.000000000006"),
        ("step", "0.045"), ("active", "0.01"), ("inactive", "0.0085"), ("read", "0.00000000016"),
        ("server", "1.86"), ("PUE", "1.15"), ("above", "1.3"), ("below", "0.55"),
      ], each: 11))
  func constantOfV1(name: String, shipped: String) throws {
    try constant(name, shipped, of: .v1_2026_11)
  }

  @Test(
    "names the constant of v2, shared reading and arithmetic by bits too",
    arguments: Size.some(
      [
        ("base", "0.001"), ("bit", "0.002"), ("cached", "0.000000001"),
        ("attention", "0.0000000000045"), ("step", "0.045"), ("reading", "0.55"),
        ("read", "0.0000000001"), ("service", "1.71"), ("PUE", "1.15"),
      ], each: 9))
  func constantOfV2(name: String, shipped: String) throws {
    try constant(name, shipped, of: .v2_2026_12)
  }

  private func constant(_ name: String, _ shipped: String, of whole: Methodology) throws {
    let damaged = DamagedMethodology.constant(name, times: Rational(110, over: 100), of: whole)
    let report = try CheckReport([DamagedMethodology.vectors(damaged)])
    let text = report.text
    #expect(!report.isClean)
    #expect(text.contains("constant \(name): it is "), "\(text.suffix(800))")
    #expect(text.contains("every difference is gone at \(shipped)\n"))
  }

  @Test(
    "tells an altered formula from an altered constant",
    arguments: Size.some(["prefill", "attention", "active", "server"], each: 3))
  func formula(name: String) throws {
    let damaged = DamagedMethodology.formulaOnly(name, Rational(105, over: 100))
    let report = try CheckReport([DamagedMethodology.vectors(damaged)])
    let text = report.text
    #expect(!report.isClean)
    #expect(
      text.contains("the steps of the formula give the expected figures, the printed ones differ"))
    #expect(text.contains("as if constant \(name) were "), "\(text.suffix(800))")
  }
}
