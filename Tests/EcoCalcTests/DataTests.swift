import Foundation
import Testing

@Suite("data")
struct DataTests {
  private func rows(_ words: String...) throws -> [[String: Any]] {
    let run = try AuditTool.ecoCalc(["data"] + words + ["--json"])
    #expect(run.code == 0, "\(run.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(value as? [[String: Any]])
  }

  @Test("says what there is")
  func overview() throws {
    let run = try AuditTool.ecoCalc("data")
    #expect(run.code == 0)
    for word in [
      "models.csv", "regions.csv", "grid-intensity.csv", "pue.csv", "log-formats.csv",
      "v1-2026-11, ecologits-0.4",
    ] {
      #expect(run.output.contains(word))
    }
    #expect(try rows().count == 7)
    #expect(run.output.contains("models by evidence: vendor 477 (58 %), corroborated 1 (0 %),"))
  }

  @Test("lists a whole table as it stands in the repository", arguments: ["models", "regions"])
  func wholeTable(topic: String) throws {
    let run = try AuditTool.ecoCalc("data", topic, "--csv")
    #expect(try run.output == AuditTool.repositoryText("data/\(topic).csv"))
    let older = try AuditTool.ecoCalc("data", topic, "--csv", "-m", "v1-2026-11")
    #expect(try older.output == AuditTool.repositoryText("data/editions/2026-11/\(topic).csv"))
  }

  @Test("finds a model by id, alias, decorated name or part of a name")
  func models() throws {
    #expect(try rows("models", "openai/gpt-4o-mini").count == 1)
    #expect(
      try rows("models", "GPT-4o-mini-2024-07-18").first?["id"] as? String == "openai/gpt-4o-mini")
    #expect(try rows("models", "llama-3.1").count > 2)
    let text = try AuditTool.ecoCalc("data", "models", "gpt-4o-mini").output
    #expect(text.contains("https://arxiv.org/abs/2412.19260"))
    #expect(text.contains("8 (8-28)"))
  }

  @Test("shows all versions of a model, and all years of a zone")
  func history() throws {
    let versions = try rows("models", "mistral-large-latest").compactMap {
      $0["valid_from"] as? String
    }
    #expect(versions == ["", "2024-07-24", "2025-12-02"])
    let years = try rows("grid", "ie").compactMap { $0["year"] as? String }
    #expect(years == ["2020", "2021", "2022", "2023", "2024", "2025"])
    #expect(try rows("grid", "eu-west").count == years.count)
  }

  @Test("shows every constant of a methodology with its unit and source")
  func methodologies() throws {
    let text = try AuditTool.ecoCalc("data", "methodologies", "v1-2026-11").output
    for constant in ["0.003", "6e-12", "1.6e-10", "1.86", "1.15", "1.30", "0.55"] {
      #expect(text.contains(constant))
    }
    #expect(try AuditTool.ecoCalc("data", "methodologies").output.contains("ecologits-0.4"))
  }

  @Test("shows an accelerator with what it draws, in the editions that know any")
  func accelerators() throws {
    #expect(try rows("accelerators", " B200 ").first?["board_watts"] as? String == "1000")
    #expect(try rows("accelerators", "h100").count == 1)
    #expect(try rows("accelerators", "pcie").count > 1)
    let older = try AuditTool.ecoCalc("data", "accelerators", "b200", "-m", "v1-2026-11")
    #expect(older.code == 1)
  }

  @Test("lists the log formats")
  func formats() throws {
    let text = try AuditTool.ecoCalc("data", "formats").output
    for format in ["gateway", "openai", "litellm", "otel", "bedrock"] {
      #expect(text.contains(format))
    }
  }

  @Test(
    "suggests the nearest names, and exits 1",
    arguments: [
      ("models", "gpt-4o-minni", "gpt-4o-mini"), ("regions", "eu-wst-1", "eu-west-1"),
      ("grid", "eu-wets", "eu-west"), ("methodologies", "v1-2026-10", "v1-2026-11"),
      ("formats", "opnai", "openai"),
    ])
  func unknown(topic: String, name: String, nearest: String) throws {
    let run = try AuditTool.ecoCalc("data", topic, name)
    #expect(run.code == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(nearest), "\(run.errors)")
  }

  @Test("shows a caller's own tables")
  func ownTables() throws {
    try AuditTool.withTable("grid-intensity.csv", replacing: "IE,2024,270.91", with: "IE,2024,99") {
      let run = try AuditTool.ecoCalc("data", "grid", "IE", "--csv", "--data", $0)
      #expect(run.output.contains("IE,2024,99,lifecycle"))
    }
  }

  @Test("says which file of a caller's own is faulty, with its path")
  func faultyTable() throws {
    try AuditTool.withTable("grid-intensity.csv", replacing: "IE,2024,270.91", with: "IE,2024,x") {
      let run = try AuditTool.ecoCalc("data", "grid", "IE", "--data", $0)
      #expect(run.code == 4)
      #expect(run.errors.contains("eco-calc: \($0)/grid-intensity.csv:"), "\(run.errors)")
    }
  }

  @Test("refuses a wrong command line")
  func usage() throws {
    #expect(try AuditTool.ecoCalc("data", "gird").code == 2)
    #expect(try AuditTool.ecoCalc("data", "grid", "IE", "DE").code == 2)
    #expect(try AuditTool.ecoCalc("data", "grid", "--json", "--csv").code == 2)
  }
}
