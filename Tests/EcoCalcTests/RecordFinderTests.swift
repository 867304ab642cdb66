import Foundation
import Testing

@Suite("RecordFinder: a record of a log is explained as calc reads it")
struct RecordFinderTests {
  /// The name means another model from 24 April 2026 on.
  private static func log(_ day: String) -> String {
    HostileTests.header + "g,\(day),deepseek/deepseek-reasoner,deepseek,cn,18000,2600\n"
  }

  private func energy(_ words: [String]) throws -> String {
    let run = try AuditTool.ecoCalc(["explain", "--json"] + words)
    #expect(run.code == 0, "\(run.errors)")
    // As it is printed: a Double would round it.
    let energy = try #require(run.output.firstMatch(of: /"energy_wh": ([0-9.]+)/))
    return String(energy.output.1)
  }

  @Test(
    "by the row that the model had on its day, not in its year",
    arguments: ["2026-01-14", "2026-04-23", "2026-04-24", "2026-12-31"])
  func day(day: String) throws {
    try AuditTool.withFolder { folder in
      let file = folder.appending(path: "log.csv")
      try Self.log(day).write(to: file, atomically: true, encoding: .utf8)
      let record = try energy([file.path, "g"])
      let rows = Delimited.rows(try AuditTool.ecoCalc(file.path).output)
      #expect(rows.count == 1 && record == rows[0]["eco.energy_wh"])
      let words = [
        "--model", "deepseek/deepseek-reasoner", "--provider", "deepseek", "--region", "cn",
        "--prompt-tokens", "18000", "--completion-tokens", "2600", "--at",
      ]
      #expect(try record == energy(words + [day]))
      let isOfYear = try record == energy(words + ["2026"])
      #expect(isOfYear == (day >= "2026-04-24"))
    }
  }
}
