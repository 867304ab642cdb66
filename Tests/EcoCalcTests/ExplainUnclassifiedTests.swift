import Foundation
import Testing

@Suite("explain, for a request without a figure")
struct ExplainUnclassifiedTests {
  @Test(
    "says what is missing",
    arguments: [
      (["--model", "gpt-4o-minni", "--region", "eu-west"], "unknown_model", "gpt-4o-mini"),
      (["--model", "o3", "--region", "eu-west"], "undisclosed_parameters", "openai/o3"),
      (["--model", "text-embedding-3-small", "--region", "de"], "not_completion", "no text"),
      (["--model", "gpt-4o", "--region", "eu-wst-1"], "unknown_region", "eu-west-1"),
      (["--model", "gpt-4o"], "unknown_region", "--assume region=world"),
      (["--model", "gpt-4o", "--region", "de", "--at", "2012"], "no_grid_data", "DE,2012,"),
    ])
  func missing(words: [String], code: String, hint: String) throws {
    let words = ["explain", "--prompt-tokens", "10"] + words
    let run = try AuditTool.ecoCalc(words)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("no figure: \(code)"))
    #expect(run.output.contains(hint), "\(run.output)")
    let json = try AuditJSON(AuditTool.ecoCalc(words + ["--json"]).output)
    #expect(json.text("omitted") == code)
    #expect(!json.text("missing").isEmpty)
  }

  @Test("says so where there are no tokens")
  func noUsage() throws {
    let run = try AuditTool.ecoCalc("explain", "--model", "gpt-4o", "--region", "de")
    #expect(run.code == 0)
    #expect(run.output.contains("no figure: no_usage"))
    #expect(run.output.contains("token counts"))
  }

  @Test(
    "gives the line that, put where it says, supplies the figure",
    arguments: [
      ["--model", "openrouter/acme/foo-30b-a3b:free", "--region", "eu-west"],
      ["--model", "zzz/last-8b", "--region", "eu-west"],
      ["--model", "gpt-4o-mini", "--region", "eu-west-99"],
      ["--model", "gpt-4o-mini", "--region", "eu-west-0", "--provider", "openai"],
    ])
  func line(words: [String]) throws {
    let words = ["explain", "--json", "--prompt-tokens", "10"] + words
    let line = try AuditJSON(AuditTool.ecoCalc(words).output).object("line")
    let file = try #require(line["file"] as? String)
    let after = try #require(line["after_line"] as? Int)
    let text = try #require(line["text"] as? String)
    try AuditTool.withFolder { folder in
      var rows = try AuditTool.repositoryText("\(AuditTool.newestTables)/\(file)").components(
        separatedBy: "\n")
      rows.insert(text, at: after)
      try rows.joined(separator: "\n").write(
        to: folder.appending(path: file), atomically: true, encoding: .utf8)
      let run = try AuditTool.ecoCalc(words + ["--data", folder.path])
      #expect(run.code == 0, "\(run.errors)")
      let explained = try AuditJSON(run.output)
      #expect(explained.text("omitted") == "")
      #expect(explained.object("figures")["energy_wh"] != nil)
    }
  }

  @Test("reads sizes off a name only where the name states one")
  func sizes() throws {
    func line(_ model: String) throws -> String {
      let words = ["explain", "--json", "--model", model, "--region", "de", "--prompt-tokens", "1"]
      return try AuditJSON(AuditTool.ecoCalc(words).output).object("line")["text"] as? String ?? ""
    }
    #expect(
      try line("acme/foo-30b-a3b").hasPrefix(
        "acme/foo-30b-a3b,,30,30,30,3,3,3,16,200000,300000,name,assumed,"))
    #expect(
      try line("acme/foo-1.5b").hasPrefix("acme/foo-1.5b,,1.5,1.5,1.5,1.5,1.5,1.5,16,131072,"))
    #expect(try line("acme/foo-2b2").contains("TOTAL"))
    #expect(try line("acme/foo").contains("TOTAL"))
  }

  @Test("offers the world's average, which is gross")
  func world() throws {
    let run = try AuditTool.ecoCalc(
      "explain", "--model", "gpt-4o-mini", "--region", "atlantis", "--prompt-tokens", "10",
      "--assume", "region=world")
    #expect(run.code == 0)
    #expect(
      run.output.contains(
        "label gross: it does not hold that the region is not the caller's assumption"))
  }
}
