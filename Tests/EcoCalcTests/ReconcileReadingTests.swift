import Foundation
import Testing

@Suite("reconcile: how logs are read")
struct ReconcileReadingTests {
  private static let log = """
    id,time,model,provider,region,prompt_tokens,completion_tokens
    a,2026-10-05T08:00:00Z,gpt-4o-mini,openai,us-east-1,1000,200
    b,2026-10-05T09:00:00Z,gpt-4o-mini,openai,us-east-1,500,100

    """
  private static let bill = """
    ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,SkuMeter,x_Model,ProviderName,RegionId
    2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,1500,Tokens,Input Tokens,gpt-4o-mini,OpenAI,us-east-1
    2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,300,Tokens,Output Tokens,gpt-4o-mini,OpenAI,us-east-1

    """
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("bill.csv", Self.bill)
    try scratch.write("log.csv", Self.log)
  }

  private func reconcile(_ words: String...) async throws -> Tool.Outcome {
    try await scratch.run(["reconcile", "--bill", "bill.csv"] + words)
  }

  @Test("files of a folder that are no logs are said, each with its reason")
  func skipped() async throws {
    try scratch.write("logs/log.csv", Self.log)
    try scratch.write("logs/notes.md", "# nothing")
    try scratch.write("logs/own.json", #"{"nothing": 1}"#)
    let run = try await reconcile("logs", "--json")
    let notes = try #require(try object(run.text)["notes"] as? [String])
    let left = try #require(notes.first { $0.hasPrefix("2 files were not read: ") })
    #expect(left.contains("logs/notes.md (no log by its name)"), "\(left)")
    #expect(left.contains("logs/own.json ("), "\(left)")
    let alone = try await reconcile("log.csv", "--json")
    #expect(alone.exitCode == 0 && !alone.text.contains("not read"))
  }

  @Test(
    "--dedupe counts what two logs tell alike once, and rejects what they do not",
    arguments: ["1", "7"])
  func dedupe(jobs: String) async throws {
    try scratch.write(
      "again.csv", Self.log.replacing("b,2026-10-05T09:00:00Z", with: "b,2026-10-05T09:01:00Z"))
    let twice = try await reconcile("log.csv", "again.csv", "--csv", "-j", jobs)
    #expect(Delimited.rows(twice.text).map { $0["logged_tokens"] } == ["3600"])
    let once = try await reconcile("log.csv", "again.csv", "--csv", "--dedupe", "-j", jobs)
    let rows = Delimited.rows(once.text)
    #expect(rows.map { $0["logged_tokens"] } == ["1800"], "\(once.text)")
    #expect(rows.map { $0["class"] } == ["matched"])
    let notes = try object(
      try await reconcile("log.csv", "again.csv", "--json", "--dedupe", "-j", jobs).text)["notes"]
    let told = try #require(notes as? [String])
    #expect(told.contains { $0.hasPrefix("again.csv: 1 of 2 records cannot be read") })
    #expect(told.contains { $0.hasPrefix("again.csv: 1 records were told twice") }, "\(told)")
  }

  @Test("--grid charges carbon by the caller's factors, and says so in the version")
  func grid() async throws {
    try scratch.write(
      "grid.csv",
      "zone,start,end,g_per_kwh,basis,source\n"
        + "us-east-1,2026-10-05T08:00Z,2026-10-05T09:00Z,250,lifecycle,own\n"
        + "us-east-1,2026-10-05T09:00Z,2026-10-05T10:00Z,500,lifecycle,own\n")
    let run = try await reconcile("log.csv", "--csv", "--table", "bound", "--grid", "grid.csv")
    let row = try #require(Delimited.rows(run.text).first, "\(run.errors)")
    // Of calc, whose figures vectors hold: each record's energy times the factor of its hour.
    let calc = try await scratch.run("log.csv", "--grid", "grid.csv", "--summary", "s.json")
    let energies = Delimited.rows(calc.text).compactMap {
      Decimal(string: $0["eco.energy_wh"] ?? "")
    }
    #expect(energies.count == 2)
    let carbon = energies[0] * 250 / 1000 + energies[1] * 500 / 1000
    let found = try #require(Decimal(string: row["log_carbon_g"] ?? ""))
    #expect(
      abs(found - carbon) < Decimal(sign: .plus, exponent: -9, significand: 3), "\(found) \(carbon)"
    )
    let json = try await reconcile("log.csv", "--json", "--grid", "grid.csv")
    #expect(json.text.contains("+grid."))
    let old = try await reconcile("log.csv", "--grid", "grid.csv", "-m", "ecologits-0.4")
    #expect(old.exitCode == 2 && old.errors.contains("--grid"))
  }
}
