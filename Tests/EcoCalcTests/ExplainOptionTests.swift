import Foundation
import Testing

@Suite("explain --requests")
struct ExplainOptionTests {
  private func nanos(_ words: String...) throws -> Int {
    let run = try AuditTool.ecoCalc(
      ["explain", "--json", "--model", "openai/gpt-4o-mini", "--provider", "openai"]
        + ["--region", "eu-west", "--at", "2024-04-26"] + words)
    #expect(run.code == 0, "\(run.errors)")
    let text = try #require(run.output.firstMatch(of: /"energy_wh": (\d+)\.(\d+)/)).output
    let places = text.2 + String(repeating: "0", count: 9 - text.2.count)
    return try #require(Int(text.1 + places))
  }

  @Test("says how many equal requests the counts are the sum of")
  func requests() throws {
    let one = try nanos("--prompt-tokens", "18", "--completion-tokens", "26")
    #expect(one == 2_107_239)
    let sum = ["--prompt-tokens", "18000", "--completion-tokens", "26000"]
    let thousand = try nanos(sum[0], sum[1], sum[2], sum[3], "--requests", "1000")
    // A thousand times the one, which was rounded to a whole billionth.
    #expect(abs(thousand - 1000 * one) <= 500)
    // As one request it is longer, and every token has more before it.
    #expect(try nanos(sum[0], sum[1], sum[2], sum[3]) > thousand)
    #expect(
      try nanos("--prompt-tokens", "18", "--completion-tokens", "26", "--requests", "1") == one)
  }

  @Test(
    "is from one to a thousand million, and not for a log",
    arguments: ["0", "-1", "1000000001", "x", "1.5"])
  func refused(count: String) throws {
    let run = try AuditTool.ecoCalc(
      "explain", "--model", "gpt-4o-mini", "--region", "de", "--prompt-tokens", "10", "--requests",
      count)
    #expect(run.code == 2 && run.output.isEmpty)
    #expect(
      run.errors.contains("--requests \(count): expected a whole number from 1 to 1000000000"))
    let log = try AuditTool.ecoCalc("explain", "log.csv", "g", "--requests", "2")
    #expect(log.code == 2)
    #expect(log.errors.contains("--requests is for a request without a log"))
  }
}
