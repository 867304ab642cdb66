import Foundation
import Testing

@Suite("diff, what if")
struct DiffWhatIfTests {
  @Test(
    "the same log in another region or by another model, to the digit of a log that says so"
  )
  func whatIf() throws {
    let run = try Scratch()
    func log(_ model: String, _ region: String) -> String {
      SampleLog.header + "a,2026-03-01T00:00:00Z,k,\(model),,\(region),1800,260,2060,0\n"
        + "b,2026-03-02T00:00:00Z,k,qwen/qwen3-8b,,\(region),500,100,600,0\n"
    }
    try run.write("log.csv", log("gpt-4o", "us-east"))
    try run.write("elsewhere.csv", log("gpt-4o", "eu-north"))
    try run.write("smaller.csv", log("openai/gpt-4o-mini", "us-east"))
    try run.write("nowhere.csv", log("gpt-4o", ""))
    func total(_ words: String..., log: String = "log.csv") throws -> [String: String] {
      let result = try run.run(["diff", log, "--csv"] + words)
      return try #require(rows(result.text).first { $0["row"] == "total" }, "\(result.errors)")
    }
    func exact(_ log: String, _ name: String) throws -> String {
      let text = try run(log, "--summary", "-").text
      return String(
        try #require(text.firstMatch(of: try Regex("\"\(name)\": ([0-9.]+)"))?[1].substring))
    }
    let region = try total("--against", "region=eu-north")
    #expect(region["energy_old_wh"] == (try exact("log.csv", "energy_wh")))
    #expect(region["carbon_new_g"] == (try exact("elsewhere.csv", "carbon_g")))
    #expect(region["carbon_parameters_g"] == "0" && region["carbon_grid_g"]?.first == "-")
    let model = try total("--against", "model:openai/gpt-4o=gpt-4o-mini")
    #expect(model["energy_new_wh"] == (try exact("smaller.csv", "energy_wh")))
    #expect(model["carbon_grid_g"] == "0" && model["energy_parameters_wh"]?.first == "-")
    let both = try total("--against", "region=eu-north", "--against", "model:gpt-4o=gpt-4o-mini")
    #expect(
      billionths(both["carbon_new_g"] ?? "") ?? 0 < billionths(model["carbon_new_g"] ?? "") ?? 0)
    let found = try total("--against", "region=eu-north", log: "nowhere.csv")
    #expect(found["carbon_newly_covered_g"] == (try exact("elsewhere.csv", "carbon_g")))
  }

  @Test("with so many sequences at once, whatever the log says of that")
  func concurrency() throws {
    let run = try Scratch()
    let header = "id,time,model,region,prompt_tokens,completion_tokens"
    let line = "a,2026-03-01,gpt-4o,us-east,1800,260"
    try run.write("log.csv", "\(header)\n\(line)\nb\(line.dropFirst())\n")
    try run.write(
      "said.csv", "\(header),concurrency\n\(line),4\nb\(line.dropFirst()),\n")
    func total(_ log: String, _ words: String...) throws -> [String: String] {
      let result = try run.run(["diff", log, "--csv", "--against", "concurrency=16"] + words)
      return try #require(rows(result.text).first { $0["row"] == "total" }, "\(result.errors)")
    }
    let served = try object(run("log.csv", "--assume", "concurrency=16", "--summary", "-").text)
    let sums = try #require(served["totals"] as? [String: Any])
    let silent = try total("log.csv")
    let said = try total("said.csv", "--map", "concurrency=concurrency")
    for (name, unit) in [("energy", "wh"), ("carbon", "g")] {
      #expect(silent["\(name)_new_\(unit)"] == "\(try #require(sums["\(name)_\(unit)"]))")
      #expect(said["\(name)_new_\(unit)"] == silent["\(name)_new_\(unit)"])
      #expect(said["\(name)_old_\(unit)"] != silent["\(name)_old_\(unit)"])
      #expect(silent["\(name)_serving_\(unit)"] == silent["\(name)_change_\(unit)"])
    }
  }

  @Test(
    "explain says it of one request, as it explains a request that was served so",
    arguments: [
      ("region=eu-north", ["--region", "eu-north"]),
      ("model:gpt-4o=gpt-4o-mini", ["--model", "gpt-4o-mini"]),
      ("concurrency=16", ["--concurrency", "16"]),
    ])
  func explained(what: String, options: [String]) throws {
    let run = try Scratch()
    let words = [
      "explain", "--model", "gpt-4o", "--region", "us-east", "--prompt-tokens", "1800",
      "--completion-tokens", "260", "--at", "2026-03-01",
    ]
    func figures(_ more: [String]) throws -> [String: Any] {
      try object(run.run(words + more + ["--json"]).text)
    }
    let said = try #require(figures(["--against", what])["against"] as? [String: Any])
    let own = try #require(figures(options)["figures"] as? [String: Any])
    for name in ["energy_wh", "carbon_g"] {
      #expect("\(try #require(said[name]))" == "\(try #require(own[name]))", "\(name)")
    }
    let text = try run.run(words + ["--against", what]).text
    #expect(text.contains("\nwhat if\n") && text.contains("\n  as it was"))
    let refused = try run.run(words + ["--against", "v1-2026-11"])
    #expect(refused.exitCode == 2 && refused.errors.contains("expected region=NAME"))
  }

  @Test(
    "a place or a model without figures is refused, with what comes near",
    arguments: [
      ("region=eu-nort", "did you mean eu-north"), ("region=", "expected a methodology's ID"),
      ("model:gpt-4o=gpt-9", "no figure is known for gpt-9"), ("model:=x", "expected"),
      ("wind=strong", "expected a methodology's ID, region=NAME, model:OLD=NEW or concurrency=N"),
      ("concurrency=0", "expected sequences from 1 to 16384"),
    ])
  func whatIfRefused(what: String, message: String) throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<3))
    let result = try run("diff", "log.csv", "--against", what)
    #expect(result.exitCode == 2 && result.errors.contains(message), "\(result.errors)")
  }
}
