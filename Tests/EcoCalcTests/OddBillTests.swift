import Foundation
import Testing

@Suite("reconcile: odd bills and statements")
struct OddBillTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", TwoDays.log)
  }

  /// All that the log has, its days from and to midnight of a zone.
  private static func days(_ zone: String = "Z") -> [String] {
    [
      "2026-10-05T00:00:00\(zone),2026-10-06T00:00:00\(zone),1000,Tokens,Input Tokens",
      "2026-10-05T00:00:00\(zone),2026-10-06T00:00:00\(zone),200,Tokens,Output Tokens",
      "2026-10-06T00:00:00\(zone),2026-10-07T00:00:00\(zone),500,Tokens,Input Tokens",
      "2026-10-06T00:00:00\(zone),2026-10-07T00:00:00\(zone),100,Tokens,Output Tokens",
    ]
  }

  private func reconcile(
    _ bills: [String: String], _ words: String...
  ) async throws -> (json: [String: Any], rows: [[String: Any]], run: Tool.Outcome) {
    for (path, bill) in bills { try scratch.write(path, bill) }
    let run = try await scratch.run(
      ["reconcile", "log.csv", "--json"] + bills.keys.sorted().flatMap { ["--bill", $0] } + words)
    let json = run.text.isEmpty ? [:] : try object(run.text)
    return (json, json["rows"] as? [[String: Any]] ?? [], run)
  }

  private func notes(_ json: [String: Any]) -> [String] { json["notes"] as? [String] ?? [] }

  @Test(
    "days of another time zone are the days that the bill names, and it is said",
    arguments: ["+02:00", "+09:00", "-07:00"])
  func localDays(zone: String) async throws {
    let (json, rows, run) = try await reconcile(["bill.csv": TwoDays.bill(Self.days(zone))])
    #expect(rows.map { $0["period"] as? String } == ["2026-10-05", "2026-10-06"])
    #expect(rows.allSatisfy { $0["class"] as? String == "matched" } && run.exitCode == 0)
    #expect(notes(json).contains { $0.contains("of another time zone than UTC") }, "\(json)")
    let utc = try await reconcile(["bill.csv": TwoDays.bill(Self.days())])
    #expect(!notes(utc.json).contains { $0.contains("time zone") })
  }

  @Test("a month of another time zone is that month", arguments: ["+02:00", "-07:00"])
  func localMonths(zone: String) async throws {
    let month = "2026-10-01T00:00:00\(zone),2026-11-01T00:00:00\(zone)"
    let (_, rows, run) = try await reconcile([
      "bill.csv": TwoDays.bill([
        "\(month),1500,Tokens,Input Tokens", "\(month),300,Tokens,Output Tokens",
      ])
    ])
    #expect(rows.map { $0["period"] as? String } == ["2026-10"] && run.exitCode == 0)
  }

  @Test("an hour is of its day in UTC, wherever it was told")
  func localHours() async throws {
    let (_, rows, _) = try await reconcile([
      "bill.csv": TwoDays.bill([
        "2026-10-06T08:00:00+09:00,2026-10-06T09:00:00+09:00,1000,Tokens,Input Tokens",
        "2026-10-05T23:00:00-07:00,2026-10-06T00:00:00-07:00,500,Tokens,Input Tokens",
      ])
    ])
    #expect(rows.map { $0["period"] as? String } == ["2026-10-05", "2026-10-06"])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [1000, 500])
  }

  @Test(
    "a unit that is no number of tokens is none of one token",
    arguments: [
      "1e6 Tokens", "10^6 Tokens", "tokens/hour", "Tokens per minute", "Token-Hours",
      "1.000 Tokens",
    ])
  func noUnits(unit: String) async throws {
    let odd = "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,7,\(unit),Input Tokens"
    let (json, rows, _) = try await reconcile(["bill.csv": TwoDays.bill(Self.days() + [odd])])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [1200, 600])
    #expect(notes(json) == ["bill.csv: 1 of 5 rows are not compared: not_tokens (\(unit))"])
  }

  @Test(
    "tokens that no answer is made of are left out and said",
    arguments: ["Context Caching Storage", "Fine-tuning Training Tokens"])
  func noAnswers(meter: String) async throws {
    let odd = "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,7,Tokens,\(meter)"
    let (json, rows, _) = try await reconcile(["bill.csv": TwoDays.bill(Self.days() + [odd])])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [1200, 600])
    #expect(notes(json) == ["bill.csv: 1 of 5 rows are not compared: not_inference (\(meter))"])
  }

  @Test(
    "a time that is none, and an end before the start, are told in their column",
    arguments: [
      ("soon", "2026-10-06T00:00:00Z", "Start"), ("2026-10-05", "soon", "End"),
      ("2026-10-06T00:00:00Z", "2026-10-05T00:00:00Z", "End"),
    ])
  func faultyTimes(start: String, end: String, column: String) async throws {
    let odd = "\(start),\(end),7,Tokens,Input Tokens"
    let (_, rows, run) = try await reconcile(["bill.csv": TwoDays.bill(Self.days() + [odd])])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [1200, 600] && run.exitCode == 1)
    #expect(
      run.errors.hasPrefix("bill.csv: row 5: error: ChargePeriod\(column): expected a time"),
      "\(run.errors)")
  }

  @Test("what was committed to and not used is no usage")
  func unusedCommitment() async throws {
    let lines = (Self.days() + ["2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,7,Tokens,Input Tokens"])
      .enumerated().map {
        "\($0.element),gpt-4o-mini,OpenAI,us-east-1,Usage,\(["", "Used", "", "", "Unused"][$0.offset])\n"
      }
    let bill = TwoDays.header + ",ChargeCategory,CommitmentDiscountStatus\n" + lines.joined()
    let (json, rows, _) = try await reconcile(["bill.csv": bill])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [1200, 600])
    #expect(notes(json) == ["bill.csv: 1 of 5 rows are not compared: not_usage (Unused)"])
  }

  @Test("a report of costs is no bill of 0 tokens")
  func costs() async throws {
    let page = """
      {"object": "page", "data": [{"object": "bucket", "start_time": 1791158400, "end_time": 1791244800,
        "results": [{"object": "organization.costs.result", "amount": {"value": 0.06, "currency": "usd"}}]}]}
      """
    let (_, _, run) = try await reconcile(["costs.json": page])
    #expect(run.exitCode == 3, "\(run.text)")
    #expect(
      run.errors.contains("none of its 1 rows says how many tokens were used: 1 no_quantity"),
      "\(run.errors)")
  }

  @Test(
    "a bill and a statement without rows are said to have none",
    arguments: ["", TwoDays.header + "\n"])
  func empty(bill: String) async throws {
    let (json, _, run) = try await reconcile(["bill.csv": bill])
    #expect(notes(json).contains("bill.csv: it has no rows") && run.exitCode == 1, "\(json)")
    let text = try await scratch.run("reconcile", "log.csv", "--bill", "bill.csv").text
    #expect(text.hasPrefix("no tokens are billed; the logs have 1,800\n"), "\(text)")
    try scratch.write("statement.csv", "month,location_based_kg\n")
    let stated = try await scratch.run(
      "reconcile", "log.csv", "--statement", "statement.csv", "--json")
    #expect(notes(try object(stated.text)).contains("statement.csv: it has no rows"))
  }

  @Test("a copy of a bill counts twice and is said; another account's bill is not")
  func copies() async throws {
    let (json, rows, _) = try await reconcile([
      "a.csv": TwoDays.bill(Self.days()), "b.csv": TwoDays.bill(Array(Self.days().prefix(2))),
    ])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [2400, 600])
    let told = notes(json).filter { $0.contains("counted twice") }
    #expect(told.count == 1, "\(told)")
    #expect(
      told.first?.hasPrefix("b.csv: 1,200 of its tokens are in a.csv too") ?? false, "\(told)")
    let other = Self.days().map { $0.replacingOccurrences(of: "00,Tokens", with: "01,Tokens") }
    let two = try await reconcile([
      "a.csv": TwoDays.bill(Self.days()), "b.csv": TwoDays.bill(other),
    ])
    #expect(!notes(two.json).contains { $0.contains("counted twice") })
  }

  @Test("days and the month that holds them are said to be both there")
  func sums() async throws {
    let month = "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,1500,Tokens,Input Tokens"
    let (json, rows, _) = try await reconcile(["bill.csv": TwoDays.bill(Self.days() + [month])])
    #expect(rows.map { $0["billed_tokens"] as? Int } == [3300])
    let told = notes(json).filter { $0.contains("counted twice") }
    #expect(told.first?.hasPrefix("1,500 tokens are billed for times that hold others") ?? false)
  }

  @Test(
    "a file of semicolons may have either mark, and what may be two numbers is none",
    arguments: [
      ("0,5", 500), ("0.5", 500), ("1.234,5", 1_234_500), ("1.234.567", 1_234_567_000),
      ("0.001", 1), ("1.000", nil),
    ] as [(String, Int?)])
  func marks(quantity: String, tokens: Int?) async throws {
    let row = "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,@,1K Tokens,Input Tokens"
    let other = "2026-10-06T00:00:00Z,2026-10-07T00:00:00Z,7,Tokens,Input Tokens"
    let bill = TwoDays.bill([row, other]).replacingOccurrences(of: ",", with: ";")
      .replacingOccurrences(of: "@", with: quantity)
    let (_, rows, run) = try await reconcile(["bill.csv": bill])
    let day = rows.first { $0["period"] as? String == "2026-10-05" }
    #expect(day?["billed_tokens"] as? Int == tokens ?? 0)
    #expect(run.errors.isEmpty == (tokens != nil), "\(run.errors)")
  }

  @Test("a month before or after all bills is not scaled to them, and its statement is spread")
  func otherMonths() async throws {
    try scratch.write("statement.csv", "month,provider,location_based_kg\n2026-10,openai,1.5\n")
    let september = Self.days().map { $0.replacingOccurrences(of: "2026-10", with: "2026-09") }
    let (json, _, _) = try await reconcile(
      ["bill.csv": TwoDays.bill(september)], "--statement", "statement.csv", "--map", "key=model")
    let bound = try #require(json["bound"] as? [[String: Any]])
    #expect(bound.map { $0["month"] as? String } == ["2026-09", "2026-10"])
    #expect(bound.map { $0["bill_carbon_g"] is NSNull } == [false, true])
    let shares = try #require((json["allocation"] as? [String: Any])?["rows"] as? [[String: Any]])
    #expect(shares.map { $0["share_of"] as? String } == ["key"])
    #expect(shares.map { $0["location_based_g"] as? Int } == [1500])
  }

  @Test("figures by two methods for one month are said to be added up")
  func versions() async throws {
    let rows = ["v3,1.5", "v4,1.25"].map { "2026-10,openai,\($0)\n" }.joined()
    try scratch.write("statement.csv", "month,provider,version,location_based_kg\n" + rows)
    let run = try await scratch.run(
      "reconcile", "log.csv", "--statement", "statement.csv", "--json")
    let json = try object(run.text)
    #expect((json["bound"] as? [[String: Any]])?.first?["stated_location_based_g"] as? Int == 2750)
    #expect(notes(json).contains { $0.contains("several methods (v3, v4)") }, "\(json)")
  }

  @Test(
    "what a statement does not state is said, and nothing that it does",
    arguments: [
      (",grid_g_per_kwh", ",400", ["no energy"]),
      (",energy_kwh", ",3", ["no factor of the grid (grid_g_per_kwh)"]),
      ("", "", ["no factor of the grid (grid_g_per_kwh) and no energy"]),
      (",grid_g_per_kwh,energy_kwh", ",400,3", []),
    ])
  func notStated(columns: String, cells: String, gaps: [String]) async throws {
    try scratch.write(
      "statement.csv",
      "month,provider,location_based_kg\(columns)\n2026-10,openai,1.5\(cells)\n")
    let run = try await scratch.run(
      "reconcile", "log.csv", "--statement", "statement.csv", "--json")
    let told = notes(try object(run.text)).filter { $0.hasPrefix("the statement states ") }
    let end = ": how much of the difference is theirs cannot be told"
    #expect(told == gaps.map { "the statement states \($0)\(end)" })
  }
}
