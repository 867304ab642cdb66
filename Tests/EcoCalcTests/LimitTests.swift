import EcoModel
import Foundation
import Testing

@Suite("What is counted has a limit, and is whole below it")
struct LimitTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static func row(_ model: String, _ region: String = "eu-west", year: Int = 2026) -> String
  {
    "g,\(year)-01-14T09:30:01Z,\(model),,\(region),18,26\n"
  }

  @Test("more groups than a lane keeps are each there once", arguments: ["1", "2"])
  func manyGroups(jobs: String) async throws {
    // A lane gives its groups away beyond 16,384 of them.
    let names = (0..<18_000).map { "model-\($0)" }
    let rows = (names + names.reversed()).map { Self.row($0) }.joined()
    try scratch.write("log.csv", HostileTests.header + rows)
    let run = try await scratch.run("log.csv", "--by", "model", "-j", jobs)
    #expect(run.exitCode == 0, "\(run.errors)")
    let expected = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { "\($0),2,2,2,0,0,0,0,0" }
    #expect(run.text.split(separator: "\n").dropFirst().map(String.init) == expected)
  }

  @Test("more rates than a lane keeps add up to what is printed", arguments: ["1", "2"])
  func manyRates(jobs: String) async throws {
    let eco = EcoEstimator()
    let models = eco.catalogue.models.filter { $0.size != nil }.map(\.id)
    let regions = eco.regions.regions.filter { $0.provider == nil }.map(\.name)
    let rows = regions.prefix(70).flatMap { region in
      Set(models).sorted().prefix(70).map { Self.row($0, region, year: 2024) }
    }
    // Small blocks, for a lane looks at how much it holds after each.
    try scratch.write("log.csv", HostileTests.header + rows.joined())
    let run = try await scratch.run(
      "log.csv", "-o", "out.csv", "--summary", "sum", "-j", jobs, "--block-size", "4096")
    #expect(run.exitCode == 0, "\(run.errors)")
    let printed = Delimited.rows(try scratch.text("out.csv"))
      .compactMap { Decimal(string: $0["eco.energy_wh"] ?? "") }
    let sum = try object(scratch.text("sum"))
    let rates = try #require(sum["rates"] as? [[String: Any]])
    #expect(rates.count > 2048 && rates.count <= printed.count)
    #expect(Set(rates.map { "\($0["model"] ?? "") \($0["region"] ?? "")" }).count == rates.count)
    let total = try scratch.text("sum").firstMatch(of: /"energy_wh": ([0-9.]+)/)?.1
    #expect(total.flatMap { Decimal(string: String($0)) } == printed.reduce(0, +))
    #expect(sum["estimated"] as? Int == printed.count)
  }

  @Test("a million groups are written, and one more is refused", .enabled(if: Size.isWhole))
  func groups() async throws {
    for (count, exitCode) in [(1_000_000, 0), (1_000_001, 2)] as [(Int, Int32)] {
      let rows = (0..<count).map { "g,,m\($0),,,1,1\n" }.joined()
      try scratch.write("log.csv", HostileTests.header + rows)
      let run = try await scratch.run("log.csv", "--by", "model", "-o", "out.csv")
      #expect(run.exitCode == exitCode, "\(run.errors)")
      let lines = (try? scratch.bytes("out.csv").count { $0 == 0x0A }) ?? 0
      #expect(lines == count + 1 || exitCode == 2)
      #expect(run.errors.contains("more than 1000000 groups") == (exitCode == 2))
    }
  }
}
