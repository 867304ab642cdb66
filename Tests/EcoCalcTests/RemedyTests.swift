import EcoModel
import Foundation
import Testing

@testable import EcoAudit
@testable import EcoModel

@Suite("Remedy: the advised line is in its sorted place")
struct RemedyTests {
  /// The fields of the lines of the grid's table, the header first.
  private static func grid() throws -> [[String]] {
    try AuditTool.repositoryText("\(AuditTool.newestTables)/grid-intensity.csv").split(
      separator: "\n"
    ).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test(
    "before a zone's first year, and the table with it has the figure",
    arguments: ["de", "za", "ae"])
  func gridLine(region: String) throws {
    let rows = try Self.grid()
    let first = try #require(rows.firstIndex { $0[0] == region.uppercased() })
    let year = try #require(Int(rows[first][1])) - 1
    let words = [
      "explain", "--json", "--model", "gpt-4o-mini", "--region", region, "--prompt-tokens", "10",
      "--at", "\(year)",
    ]
    let line = try AuditJSON(AuditTool.ecoCalc(words).output).object("line")
    #expect(line["file"] as? String == "grid-intensity.csv")
    // Lines are counted from 1, so the line before the first one has the first one's index.
    #expect(line["after_line"] as? Int == first)
    let text = try #require(line["text"] as? String)
    #expect(text == "\(region.uppercased()),\(year),G_PER_KWH,lifecycle,SOURCE")
    try AuditTool.withFolder { folder in
      var lines = rows.map { $0.joined(separator: ",") }
      lines.insert(
        text.replacing("G_PER_KWH", with: "500").replacing("SOURCE", with: "x"), at: first)
      try (lines.joined(separator: "\n") + "\n").write(
        to: folder.appending(path: "grid-intensity.csv"), atomically: true, encoding: .utf8)
      let run = try AuditTool.ecoCalc(words + ["--data", folder.path])
      #expect(run.code == 0, "\(run.errors)")
      #expect(try AuditJSON(run.output).object("figures")["energy_wh"] != nil)
    }
  }
}

@Suite("Sizes that a name states")
struct SizeInNameTests {
  @Test(
    "are read, the active ones never above all",
    arguments: [
      ("llama-70b", "70 70"), ("qwen3-30b-a3b", "30 3"), ("x-30b-a40b", "30 30"),
      ("x-30b-a30b", "30 30"), ("x-a3b-30b", "30 3"), ("x-1.5b", "1.5 1.5"),
      ("x-0.125b", "0.125 0.125"),
      ("x-8b-70b", "8 8"), ("x-30b-a3b-a4b", "30 3"), ("acme/8b", "8 8"), ("8b:free", "8 8"),
      ("x", nil), ("x-8", nil), ("x-8bit", nil), ("x-b", nil), ("x-a3b", nil), ("x-0b", nil),
      ("x-8m", nil), ("x8b", nil), ("x-2b2", nil), ("x-.5b", nil), ("x-1.2345b", nil), ("", nil),
    ] as [(String, String?)])
  func sizes(name: String, sizes: String?) {
    #expect(SizeInName.sizes(name).map { "\($0.total) \($0.active)" } == sizes)
  }

  @Test("stand for the widths that METHODOLOGY.md gives for so many parameters")
  func architectures() throws {
    let text = try AuditTool.repositoryText("METHODOLOGY.md")
    let rows = text.matches(of: /\| (?:up to (\d+)|above) \| (\d+) \| (\d+) \|/).map(\.output)
    #expect(rows.map(\.1) == ["10", "40", "120", nil])
    for (index, row) in rows.enumerated() {
      // The first thousandth above the limit of the row before, and the row's own limit.
      let least = index == 0 ? "0.001" : "\(rows[index - 1].1 ?? "").001"
      for billions in [least, row.1.map(String.init) ?? "10000"] {
        let nanos = try #require(DecimalText.nanos(billions.utf8, places: 3))
        let architecture = AssumedArchitecture.of(Decimal9(nanos: nanos))
        #expect("\(architecture.kvBytes)" == row.2, "\(billions)")
        #expect("\(architecture.attentionWidth)" == row.3, "\(billions)")
      }
    }
  }
}
