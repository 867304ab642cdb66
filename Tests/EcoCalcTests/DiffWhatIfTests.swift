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

  @Test(
    "a place or a model without figures is refused, with what comes near",
    arguments: [
      ("region=eu-nort", "did you mean eu-north"), ("region=", "expected a methodology's ID"),
      ("model:gpt-4o=gpt-9", "no figure is known for gpt-9"), ("model:=x", "expected"),
      ("wind=strong", "expected a methodology's ID, region=NAME or model:OLD=NEW"),
    ])
  func whatIfRefused(what: String, message: String) throws {
    let run = try Scratch()
    try run.write("log.csv", SampleLog.csv(0..<3))
    let result = try run("diff", "log.csv", "--against", what)
    #expect(result.exitCode == 2 && result.errors.contains(message), "\(result.errors)")
  }
}
