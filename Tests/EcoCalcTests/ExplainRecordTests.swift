import Foundation
import Testing

@testable import PlainText

@Suite("explain, for a record of a log")
struct ExplainRecordTests {
  static let csv = """
    generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens
    gen_a,2024-04-26T00:00:00Z,openai/gpt-4o-mini,openai,eu-west,18,26
    gen_b,2024-04-26T00:00:00Z,"openai/gpt-4o-mini",google,eu-west,900,500
    gen_c,2024-04-26T00:00:00Z,nobody,google,eu-west,900,500

    """

  static let jsonLines = """
    {"generation_id":"gen_a","created_at":"2024-04-26T00:00:00Z","resolved_model":"openai/gpt-4o-mini",\
    "provider":"openai","region":"eu-west","prompt_tokens":18,"completion_tokens":26}
    {"generation_id":"gen_b","created_at":1714150000,"resolved_model":"openai/gpt-4o-mini",\
    "provider":"google","region":"eu-west","prompt_tokens":900,"completion_tokens":500}

    """

  private func figures(_ words: [String]) throws -> NSDictionary {
    let run = try AuditTool.ecoCalc(words + ["--json"])
    #expect(run.code == 0, "\(run.errors)")
    return NSDictionary(dictionary: try AuditJSON(run.output).object("figures"))
  }

  @Test("gives the figures of the same request", arguments: ["usage.csv", "usage.jsonl"])
  func sameAsRequest(name: String) throws {
    try AuditTool.withFolder { folder in
      let file = folder.appending(path: name)
      let text = name.hasSuffix("csv") ? Self.csv : Self.jsonLines
      try text.write(to: file, atomically: true, encoding: .utf8)
      #expect(try figures(["explain", file.path, "gen_a"]) == figures(ExplainTests.example))
      let second = [
        "explain", "--model", "openai/gpt-4o-mini", "--provider", "google", "--region", "eu-west",
        "--prompt-tokens", "900", "--completion-tokens", "500", "--at", "2024-04-26",
      ]
      #expect(try figures(["explain", file.path, "gen_b"]) == figures(second))
      #expect(try figures(["explain", file.path, "#2"]) == figures(second))
      let place = try AuditTool.ecoCalc("explain", file.path, "gen_b").output
      #expect(place.contains("\(name):\(name.hasSuffix("csv") ? 3 : 2), record 2, format gateway"))
    }
  }

  @Test("finds it in a gzipped log")
  func gzip() throws {
    try AuditTool.withFolder { folder in
      let file = folder.appending(path: "usage.csv")
      try Self.csv.write(to: file, atomically: true, encoding: .utf8)
      let packed = try AuditTool.run(URL(filePath: "/usr/bin/env"), ["gzip", file.path])
      try #require(packed.code == 0)
      let figures = try figures(["explain", file.path + ".gz", "gen_a"])
      #expect(try figures == self.figures(ExplainTests.example))
    }
  }

  @Test("gives every figure that calc writes into the log")
  func sameAsCalc() throws {
    let file = AuditTool.root.appending(path: "Examples/usage.csv").path
    let table = try SmallCSV(Array(AuditTool.ecoCalc(file).output.utf8), file: file)
    #expect(table.rows.count > 2)
    for (number, row) in table.rows.enumerated() {
      let json = try AuditTool.ecoCalc("explain", file, "#\(number + 1)", "--json").output
      if row["eco.energy_wh"].isEmpty {
        #expect(json.contains("\"omitted\": \"\(row["eco.omitted"])\""), "record \(number + 1)")
      } else {
        #expect(json.contains("\"energy_wh\": \(row["eco.energy_wh"])"), "record \(number + 1)")
      }
    }
  }

  @Test("explains a record without a figure, and exits 1 where there is no such record")
  func noFigure() throws {
    try AuditTool.withFolder { folder in
      let file = folder.appending(path: "usage.csv")
      try Self.csv.write(to: file, atomically: true, encoding: .utf8)
      let run = try AuditTool.ecoCalc("explain", file.path, "gen_c")
      #expect(run.code == 0)
      #expect(run.output.contains("no figure: unknown_model"))
      let none = try AuditTool.ecoCalc("explain", file.path, "gen_z")
      #expect(none.code == 1)
      #expect(none.errors.contains("no record has the id gen_z"))
      #expect(try AuditTool.ecoCalc("explain", file.path + "x", "gen_a").code == 3)
    }
  }
}
