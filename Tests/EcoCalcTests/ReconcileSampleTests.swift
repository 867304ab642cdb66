import Foundation
import Testing

@Suite("reconcile: the samples of bills and statements")
struct ReconcileSampleTests {
  static let bills = [
    "aws-cur.csv", "azure-cost.csv", "focus-1.2.csv", "focus-1.4.csv", "openai-usage.json",
  ]
  static let statements = ["aws-carbon.csv", "google-carbon.csv"]
  static let root = Fixtures.tests.appending(path: "Bills")

  static func words(_ bills: [String] = bills, _ statements: [String] = statements) -> [String] {
    ["reconcile", "log.csv", "--map", "key=api_key"] + bills.flatMap { ["--bill", $0] }
      + statements.flatMap { ["--statement", $0] }
  }

  @Test(
    "come to what the independent reference works out, to the last digit",
    arguments: ["completeness", "bound", "allocation"])
  func tables(name: String) async throws {
    let run = try await Scratch().run(
      Self.words() + ["--csv", "--table", name], in: Self.root)
    let expected = try String(
      contentsOf: Self.root.appending(path: "expected-\(name).csv"), encoding: .utf8)
    #expect(run.text == expected)
    #expect(run.exitCode == 1 && run.errors.isEmpty)
  }

  @Test("come to what the reference works out by factors of electricity that was bought")
  func market() async throws {
    let run = try await Scratch().run(
      Self.words() + ["--market", "market.csv", "--csv", "--table", "bound"], in: Self.root)
    let expected = try String(
      contentsOf: Self.root.appending(path: "expected-market.csv"), encoding: .utf8)
    let (found, wanted) = (Delimited.rows(run.text), Delimited.rows(expected))
    #expect(found.count == wanted.count && wanted.contains { $0["log_carbon_market_g"] != "" })
    for (found, wanted) in zip(found, wanted) {
      #expect(found.filter { wanted[$0.key] != nil } == wanted)
    }
    let text = try await Scratch().run(Self.words() + ["--market", "market.csv"], in: Self.root)
      .text
    #expect(text.contains("the same by your factors"))
  }

  @Test(
    "come to the same whatever the order of files, the threads and the blocks",
    arguments: [["-j", "1"], ["-j", "7"], ["--block-size", "1"]])
  func order(options: [String]) async throws {
    let first = try await Scratch().run(
      Self.words() + ["--csv", "--table", "allocation"], in: Self.root)
    let other = try await Scratch().run(
      Self.words(Self.bills.reversed(), Self.statements.reversed())
        + ["--csv", "--table", "allocation"] + options, in: Self.root)
    #expect(other.text == first.text)
  }

  @Test("a page has every digit of the reference, the notes of the text, and nothing that runs")
  func page() async throws {
    let scratch = try Scratch()
    let path = scratch.path("page.html")
    let run = try await scratch.run(Self.words() + ["--report", path], in: Self.root)
    let text = try scratch.text("page.html")
    let reader = try #require(ReportReader(text))
    for name in ["completeness", "bound", "allocation"] {
      let expected = try String(
        contentsOf: Self.root.appending(path: "expected-\(name).csv"), encoding: .utf8)
      let cells = try #require(reader.tables["\(name)-table"])
      #expect(cells.dropFirst().count == Delimited.rows(expected).count)
      for (row, shown) in zip(Delimited.rows(expected), cells.dropFirst()) {
        let wanted = cells[0].map { row[$0] ?? "" }.map { $0.isEmpty ? "–" : $0 }
        #expect(shown == wanted)
      }
    }
    let notes = run.text.split(separator: "\n").filter { $0.hasPrefix("note: ") }
    #expect(!notes.isEmpty)
    for note in notes { #expect(reader.allText.contains(note.dropFirst(6))) }
    #expect(reader.allText.contains(run.text.prefix { $0 != "\n" }))
    #expect(!text.contains("<script") && text.contains("default-src 'none'"))
    let captions = reader.elements.count { $0.name == "caption" }
    #expect(captions == reader.elements.count { $0.name == "table" } && captions > 5)
    let onItself = try await scratch.run(
      ["reconcile", "log.csv", "--bill", "focus-1.2.csv", "--report", "log.csv"], in: Self.root)
    #expect(onItself.exitCode == 2)
  }

  @Test("the parts of a difference add up to it, and an allocation to the stated figure")
  func sums() async throws {
    let bound = Delimited.rows(
      try await Scratch().run(Self.words() + ["--csv", "--table", "bound"], in: Self.root).text)
    let shares = Delimited.rows(
      try await Scratch().run(
        Self.words() + ["--csv", "--table", "allocation"], in: Self.root
      ).text)
    func number(_ row: [String: String], _ column: String) -> Decimal {
      Decimal(string: row[column] ?? "") ?? 0
    }
    let stated = bound.filter { $0["stated_location_based_g"] != "" }
    #expect(stated.map { $0["provider"] } == ["aws", "google"])
    for row in stated {
      let parts = [
        "amount_g", "scope_1_g", "scope_3_g", "energy_g", "grid_factor_g", "unexplained_g",
      ]
      #expect(parts.reduce(0) { $0 + number(row, $1) } == number(row, "difference_g"))
      #expect(
        number(row, "difference_g")
          == number(row, "stated_location_based_g") - number(row, "log_carbon_g"))
      let own = shares.filter { $0["provider"] == row["provider"] }
      for basis in ["location_based_g", "market_based_g"] {
        #expect(own.reduce(0) { $0 + number($1, basis) } == number(row, "stated_" + basis))
      }
    }
  }

  @Test("what is not compared is said, with its column")
  func notes() async throws {
    let run = try await Scratch().run(Self.words() + ["--json"], in: Self.root)
    let notes = try #require(try object(run.text)["notes"] as? [String])
    for note in [
      "openai: regions are not compared: the bills do not say them"
        + " (openai-usage.json: openai-usage has no such column)",
      "aws-cur.csv: 1 of 7 rows are not compared: not_tokens (Hrs)",
      "aws-cur.csv: 1 of 7 rows are not compared: not_usage (Tax)",
      "azure-cost.csv: 1 of 7 rows are not compared: not_tokens (1 GB)",
      "other services of the statements, not compared: 1.25 t location-based",
    ] {
      #expect(notes.contains(note), "\(note)")
    }
  }

  @Test("JSON has the share that is covered, rounded down, and the classes")
  func json() async throws {
    let run = try await Scratch().run(Self.words() + ["--json"], in: Self.root)
    let rows = Delimited.rows(
      try String(
        contentsOf: Self.root.appending(path: "expected-completeness.csv"), encoding: .utf8))
    func sum(_ column: String) -> Int { rows.reduce(0) { $0 + (Int($1[column] ?? "") ?? 0) } }
    let billionths = sum("covered_tokens") * 1_000_000_000 / sum("billed_tokens")
    #expect(run.text.contains("\"covered_share\": 0.\(billionths)\n"))
    let classes = try #require(try object(run.text)["classes"] as? [String: [String: Any]])
    for name in ["matched", "amount_differs", "bill_only", "log_only"] {
      #expect(classes[name]?["rows"] as? Int == rows.count { $0["class"] == name }, "\(name)")
    }
  }
}
