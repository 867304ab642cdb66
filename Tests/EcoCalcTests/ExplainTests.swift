import Foundation
import Testing

@testable import EcoAudit
@testable import EcoModel
@testable import UsageLogs

@Suite("explain")
struct ExplainTests {
  static let example = [
    "explain", "--model", "openai/gpt-4o-mini", "--provider", "openai", "--region", "eu-west",
    "--prompt-tokens", "18", "--completion-tokens", "26", "--at", "2024-04-26",
  ]

  @Test("answers first, on one screen")
  func answer() throws {
    let run = try AuditTool.ecoCalc(Self.example)
    #expect(run.code == 0, "\(run.errors)")
    // Of 3.99666 J: (0.432 + 0.0000956) and (0.624 + 2.93), over 1.71 · 1.11; 0.11/1.11.
    for line in [
      "2.11 mWh (0.693 to 20.4)   0.571 mg (0.188 to 5.53) CO₂e   accurate",
      "prefill: the new prompt       5.7 %", "decode: the answer            46.8 %",
      "the building (PUE)            9.9 %", "8 (8 to 28) × 10⁹ parameters, corroborated",
      "64 concurrent sequences, since nobody says", "1.11 in 2024", "270.91 g CO₂e/kWh",
      "serving    1.28 to 5.07 mWh", "--gpu-seconds", "label accurate: every rule", "--steps",
    ] {
      #expect(run.output.contains(line), "\(line) in \(run.output)")
    }
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count < 32 && lines.allSatisfy { $0.count <= 110 })
    let measured = try AuditTool.ecoCalc(Self.example + ["--accelerator-wh", "0.5"])
    #expect(measured.output.contains("accelerators                 52.7 %"), "\(measured.output)")
    #expect(measured.output.contains("0.5 Wh metered"))
    let before = try AuditTool.ecoCalc(Self.example + ["-m", "ecologits-0.4"])
    #expect(!before.output.contains("where the energy goes") && before.code == 0)
  }

  @Test("prints each line of the methodology's worked example")
  func workedExample() throws {
    let run = try AuditTool.ecoCalc(Self.example + ["--steps"])
    #expect(run.code == 0, "\(run.errors)")
    for line in [
      "= (0.001 + 0.002 * 1) * 8 * (18 + 26)", "= 1.056 J",
      "= 4.5e-12 * 131072 * 18 * (0 + 18 / 2)", "= 0.000095551488 J",
      "= round9(8 * 8 / (8 + 8 * 64))", "= 0.123076923 10^9 parameters",
      "= 26 * (0.045 + 0.55 * 1 * 0.123076923)", "= 2.9299999989 J",
      "= 1e-10 * 131072 * 26 * (18 + 0 + 26 / 2)", "= 0.0105644032 J", "= 3.996659953588 J",
      "= 3.996659953588 * 1.71 * 1.11 / 3600", "0.000692978 to 0.0204007",
      "precision    0.001132881 to 0.002107239", "serving      0.001277289 to 0.00506907",
      "service      0.00164628 to 0.002655121", "IE 2024: 270.91 g", "models.csv:",
      "label: accurate",
    ] {
      #expect(run.output.contains(line), "\(line)")
    }
    #expect(!run.output.contains("DISAGREES"))
  }

  @Test(
    "prints each line of what a caller knows",
    arguments: [
      (
        ["--concurrency", "100.5"],
        ["= round9(8 * 8 / (8 + 8 * 100.5))", "0.00063026 to 0.010417723", "100.5 sequences"]
      ),
      (
        ["--gpu-seconds", "0.5", "--accelerator", "B200"],
        [
          "= 0.5 * 0.75 * 1000", "= 375 J", "= 375 / 3600 * 1.55 * 1.11", "accelerators.csv:",
          "0.085342262 to 0.241945312", "label: medium",
        ]
      ),
      (
        ["--accelerator-wh", "0.5"],
        ["= 0.5 * 1.71 * 1.11", "0.804279661 to 1.100898", "label: medium"]
      ),
    ])
  func knownServing(words: [String], lines: [String]) throws {
    let run = try AuditTool.ecoCalc(Self.example + ["--steps"] + words)
    #expect(run.code == 0, "\(run.errors)")
    for line in lines { #expect(run.output.contains(line), "\(line) in \(run.output)") }
    #expect(!run.output.contains("DISAGREES"))
  }

  @Test("prints each line of the worked example of the version before")
  func workedExampleBefore() throws {
    let run = try AuditTool.ecoCalc(Self.example + ["--steps", "-m", "v1-2026-11"])
    #expect(run.code == 0, "\(run.errors)")
    for line in [
      "= 0.003 * 8 * 18", "= 0.432 J", "= 6e-12 * 131072 * 18 * (0 + 18 / 2)",
      "= 0.000127401984 J", "= 26 * (0.045 + 1 * (0.010 * 8 + 0.0085 * (8 - 8)))", "= 3.25 J",
      "= 1.6e-10 * 131072 * 26 * (18 + 0 + 26 / 2)", "= 0.01690304512 J", "= 3.699030447104 J",
      "= 3.699030447104 * 1.86 * 1.11 / 3600", "= 0.002121393961414144 Wh",
      "= 3.686257611776 J", "= 9.996060894208 J", "0.001626207 to 0.010423165",
      "IE 2024: 270.91 g", "models.csv:", "label: accurate",
    ] {
      #expect(run.output.contains(line), "\(line)")
    }
    #expect(!run.output.contains("DISAGREES"))
  }

  @Test("agrees on every line with an independent script, for 200 random requests")
  func randomRequests() throws {
    let script = AuditTool.root.appending(path: "Scripts/check_explain.py").path
    let run = try AuditTool.python(
      [script, "--binary", AuditTool.binary.path, "--count", "200", "--seed", "20261121"])
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    #expect(run.errors.contains("200 explanations"))
    #expect(run.errors.contains(" 0 disagreements"))
  }

  @Test(
    "is not believed by the script where anything in it is changed",
    arguments: [
      (#""expression": "26 * (0.045 + 0.55"#, #""expression": "26 * (0.046 + 0.55"#),
      (#""expression": "round9(8 * 8 / "#, #""expression": "(8 * 8 / "#),
      (#""value": "1.056""#, #""value": "1.057""#),
      (#""value": "270.91""#, #""value": "270.92""#),
      (#""value": "4.5e-12""#, #""value": "4.6e-12""#),
      (#""rounded": "0.002107239""#, #""rounded": "0.002107238""#),
      (#""carbon_g": 0.000570872"#, #""carbon_g": 0.000570873"#),
      (#""accuracy": "accurate""#, #""accuracy": "medium""#),
      ("gpu_j * service * PUE / 3600", "gpu_j * PUE / 3600"),
    ])
  func changedExplanation(old: String, new: String) throws {
    let explanation = try AuditTool.ecoCalc(Self.example + ["--json"]).output
    let script = AuditTool.root.appending(path: "Scripts/check_explain.py").path
    let untouched = try AuditTool.python([script, "-"], input: explanation)
    #expect(untouched.code == 0, "\(untouched.output)")
    let range = try #require(explanation.range(of: old))
    let changed = explanation.replacingCharacters(in: range, with: new)
    let run = try AuditTool.python([script, "-"], input: changed)
    #expect(run.code == 1, "\(new)")
    #expect(!run.output.isEmpty)
  }

  @Test("works out, apart from the integers of calc, what calc prints for every shipped vector")
  func everyVector() throws {
    var explained = 0
    for set in try VectorSet.shipped(.bundled) {
      for vector in Size.some(set.vectors, each: 10) {
        guard case .success(let found)? = set.resolved(vector) else { continue }
        let explanation = Explanation(found.rate, found.usage, serving: found.serving)
        #expect(explanation.disagreements.isEmpty, "\(vector.name)")
        explained += 1
      }
    }
    #expect(explained > (Size.isWhole ? 1900 : 190))
  }

  @Test("says so where its steps and calc differ")
  func disagreement() throws {
    let damaged = DamagedMethodology.formulaOnly("prefill", Rational(11, over: 10))
    let eco = EcoEstimator(methodology: damaged)
    let rate = try eco.rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024)
    ).get()
    let usage = try #require(TokenUsage(promptTokens: 18, completionTokens: 26))
    let explanation = Explanation(rate, usage)
    #expect(explanation.disagreements.contains { $0.figure == "energy_wh" })
    #expect(explanation.steps(ExplainRequest()).contains("DISAGREES: energy_wh is 0.002121394"))
  }

  @Test("puts other methods and measurements side by side, each with its reference")
  func compare() throws {
    let text = try AuditTool.ecoCalc(Self.example + ["--compare"]).output
    for cell in [
      "0.002107239", "0.002121394", "0.0942832", "not a shipped methodology",
      "measured: Qwen/Qwen3-8B",
      "ML.ENERGY v3", "METHODOLOGY.md, What other methods say", "0.119219",
    ] {
      #expect(text.contains(cell), "\(cell)")
    }
    let json = try AuditJSON(AuditTool.ecoCalc(Self.example + ["--compare", "--json"]).output)
    let rows = try #require(json.members["compare"] as? [[String: Any]])
    #expect(rows.count == 8)
    #expect(rows.allSatisfy { ($0["reference"] as? String)?.isEmpty == false })
    // EcoLogits' own GPU part for this request: METHODOLOGY.md gives 0.001172 Wh.
    #expect(rows[3]["accelerators_wh"] as? Double == 0.00117)
  }

  @Test(
    "refuses a wrong command line",
    arguments: [
      ["explain"], ["explain", "--region", "eu-west"], ["explain", "FILE"],
      ["explain", "a", "b", "c"], ["explain", "a", "b", "--model", "x"],
      ["explain", "--model", "x", "--prompt-tokens", "-1"],
      ["explain", "--model", "x", "--prompt-tokens", "1", "--cached-tokens", "2"],
      ["explain", "--model", "x", "--at", "yesterday"], ["explain", "--nonsense"],
    ])
  func usage(words: [String]) throws {
    #expect(try AuditTool.ecoCalc(words).code == 2)
  }

  @Test("has a help page that fits a screen")
  func help() throws {
    let run = try AuditTool.ecoCalc("explain", "--help")
    #expect(run.code == 0)
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(run.output.split(separator: "\n").count < 40)
  }
}
