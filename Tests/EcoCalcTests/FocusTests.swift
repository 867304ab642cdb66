import Foundation
import Testing

@Suite("Rows for billing pipelines: --to focus")
struct FocusTests {
  private static let root = Fixtures.tests.appending(path: "Focus")
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func rows(_ words: String...) async throws -> Tool.Outcome {
    try await scratch.run(
      words + ["--to", "focus", "--market", Self.root.appending(path: "market.csv").path],
      in: Self.root)
  }

  @Test("are what the independent reference works out, and null where a log does not tell")
  func reference() async throws {
    let run = try await rows("log.csv")
    let expected = try String(
      contentsOf: Self.root.appending(path: "expected.csv"), encoding: .utf8)
    #expect(run.text == expected && run.exitCode == 0, "\(run.errors)")
  }

  @Test("are the same of JSON as of columns")
  func json() async throws {
    _ = try await scratch.run(
      ["log.csv", "--to", "jsonl", "-o", scratch.path("log.jsonl")], in: Self.root)
    let run = try await rows(scratch.path("log.jsonl"))
    #expect(try await run.text == rows("log.csv").text && !run.text.isEmpty)
  }

  @Test("have the ends of their interval from the place's grid, and a factor of the caller's own")
  func series() async throws {
    try scratch.write(
      "grid.csv",
      "zone,start,end,g_per_kwh,basis,source\nIE,2026-01-01,2027-01-01,100.1,lifecycle,own\n")
    let run = try await rows("log.csv", "--grid", scratch.path("grid.csv"))
    let first = try #require(Delimited.rows(run.text).first)
    #expect(first["x_GridEmissionFactor"] == "100.1" && first["x_RecordId"] == "g1")
  }

  @Test("have their units in the metadata")
  func metadata() async throws {
    let metadata = try object(try await scratch.run("data", "focus", "--json").text)
    let columns = try #require(metadata["ColumnDefinition"] as? [[String: Any]])
    let header = try await rows("log.csv").text.prefix { $0 != "\n" }.split(separator: ",")
    #expect(columns.map { $0["ColumnName"] as? String } == header.map(String.init))
    let energy = try #require(
      columns.first { $0["ColumnName"] as? String == "x_EnergyConsumption" })
    #expect(energy["x_Unit"] as? String == "Wh" && energy["DataType"] as? String == "DECIMAL")
  }

  @Test("take no fields and no groups beside theirs", arguments: ["--with=basis", "--by=model"])
  func refused(word: String) async throws {
    let run = try await rows("log.csv", word)
    #expect(run.exitCode == 2 && run.errors.contains("--to focus has columns of its own"))
  }

  @Test("of a sum over several requests have no end")
  func aggregate() async throws {
    try scratch.write(
      "log.csv",
      "time,model,provider,region,prompt_tokens,completion_tokens,requests\n"
        + "2026-09-21T14:13:20Z,openai/gpt-4o-mini,x,ie,90,90,3\n")
    let run = try await rows(scratch.path("log.csv"), "--map", "requests=requests")
    let row = try #require(Delimited.rows(run.text).first)
    #expect(row["ChargePeriodStart"] == "2026-09-21T14:13:00Z" && row["ChargePeriodEnd"] == "")
    #expect(row["x_Requests"] == "3", "\(run.errors)")
  }
}
