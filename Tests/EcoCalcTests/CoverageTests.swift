import Foundation
import Testing

@Suite("data coverage")
struct CoverageTests {
  private static let log = """
    generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens,total_tokens,status
    a,2026-11-20T00:00:00Z,gpt-4o-mini,,us,500,500,1000,ok
    b,2026-11-20T00:00:00Z,gpt-4o-mini,,us,500,500,1000,ok
    c,2026-11-20T00:00:00Z,mistral-small-2499,,us,900,600,1500,ok
    d,2026-11-20T00:00:00Z,text-embedding-3-small,,us,400,0,400,ok
    e,2026-11-20T00:00:00Z,Qwen2.5-7B-Instruct-Q4_K_M.gguf,,us,50,50,100,ok

    """

  private func coverage(_ text: String, _ options: String...) throws -> String {
    let run = try Scratch()
    try run.write("names.csv", text)
    let words = ["data", "coverage", "-m", "v1-2026-12", "names.csv"]
    let outcome = try run.run(words + options)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.text
  }

  @Test("of a log counts tokens by name, and says what nearly fits the unknown ones")
  func log() throws {
    let csv = try coverage(Self.log, "--csv").split(separator: "\n").map(String.init)
    #expect(
      csv == [
        "name,requests,tokens,answer,model,weight_bits,arithmetic_bits,almost",
        "gpt-4o-mini,2,2000,figure,openai/gpt-4o-mini,,,",
        "mistral-small-2499,1,1500,unknown_model,,,,"
          + "mistralai/mistral-small-latest if 24## were dropped here too",
        "text-embedding-3-small,1,400,not_completion,openai/text-embedding-3-small,,,",
        "Qwen2.5-7B-Instruct-Q4_K_M.gguf,1,100,figure,qwen/qwen-2.5-7b-instruct,4.8,16,",
      ])
    let text = try coverage(Self.log)
    for words in ["52.5 %", "37.5 %", "10.0 %", "mistral-small-2499: after line"] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test("of a list weighs each name by the list, or as one")
  func list() throws {
    let weighted = "list,id,weight\nx,gpt-4o,7\ny,gpt-4o,2\nx,nobody-knows,1\n"
    let csv = try coverage(weighted, "--ids", "--csv")
    #expect(csv.contains("gpt-4o,2,9,figure,openai/gpt-4o,,,\n"))
    #expect(try coverage(weighted, "--ids").contains("90.0 %"))
    #expect(try coverage("gpt-4o\nnobody-knows\n", "--ids").contains("50.0 %"))
  }

  @Test("refuses a weight that is no whole number, and a run without a file")
  func refusals() throws {
    let run = try Scratch()
    try run.write("bad.csv", "id,weight\na,-1\n")
    let bad = try run.run(["data", "coverage", "--ids", "bad.csv"])
    #expect(bad.exitCode == 1 && bad.errors.contains("bad.csv:2: weight: expected a whole number"))
    let none = try run.run(["data", "coverage"])
    #expect(none.exitCode == 2 && none.errors.contains("data coverage FILE"))
  }

  @Test("of a precision that a name says is in the summary, which merges to the same")
  func summary() throws {
    let run = try Scratch()
    try run.write("log.csv", Self.log)
    let options = ["-m", "v1-2026-12", "-q", "--summary", "sum.json", "-o", "out.csv"]
    #expect(try run.run(["log.csv"] + options).exitCode == 0)
    let rates = try #require(run.json("sum.json")["rates"] as? [[String: Any]])
    #expect(rates.compactMap { $0["weight_bits"] as? Double } == [4.8])
    #expect(rates.compactMap { $0["arithmetic_bits"] as? Int } == [16])
    let merged = try run.run(["merge", "sum.json", "-o", "merged.json"])
    #expect(merged.exitCode == 0, "\(merged.errors)")
    let again = try #require(run.json("merged.json")["rates"] as? [[String: Any]])
    func energies(_ rates: [[String: Any]]) -> [Double] {
      rates.compactMap { $0["energy_wh"] as? Double }
    }
    #expect(energies(again) == energies(rates))
    #expect(again.compactMap { $0["weight_bits"] as? Double } == [4.8])
  }
}
