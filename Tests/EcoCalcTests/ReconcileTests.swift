import Foundation
import Testing

@Suite("reconcile")
struct ReconcileTests {
  private static let whole = [
    "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,1000,Tokens,Input Tokens",
    "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,0.2,1K Tokens,Output Tokens",
    "2026-10-06T00:00:00Z,2026-10-07T00:00:00Z,5e2,Tokens,Input Tokens",
    "2026-10-06T00:00:00Z,2026-10-07T00:00:00Z,0.0001,1000000 Tokens,Output Tokens",
  ]

  private func rows(_ bill: String, _ options: String..., log: String = TwoDays.log) async throws
    -> (
      rows: [[String: String]], run: Tool.Outcome
    )
  {
    let scratch = try Scratch()
    try scratch.write("log.csv", log)
    try scratch.write("bill.csv", bill)
    let run = try await scratch.run(
      ["reconcile", "log.csv", "--bill", "bill.csv", "--csv"] + options)
    return (Delimited.rows(run.text), run)
  }

  @Test("a bill and a log of the same tokens match, in whatever units, and exit with 0")
  func matched() async throws {
    let (rows, run) = try await rows(TwoDays.bill(Self.whole))
    #expect(rows.map { $0["class"] } == ["matched", "matched"])
    #expect(rows.map { $0["billed_tokens"] } == ["1200", "600"])
    #expect(run.exitCode == 0 && run.errors.isEmpty)
  }

  @Test("amounts match within a tolerance of the larger one")
  func tolerance() async throws {
    let bill = TwoDays.bill(
      Self.whole.map { $0.replacingOccurrences(of: "1000,Tokens", with: "1010,Tokens") })
    for (tolerance, outcome) in [("0%", "amount_differs"), ("1%", "matched")] {
      let (rows, run) = try await rows(bill, "--tolerance", tolerance)
      #expect(rows.map { $0["class"] } == [outcome, "matched"])
      #expect(run.exitCode == (outcome == "matched" ? 0 : 1))
    }
  }

  @Test("the same tokens as prompt and as completion do not match")
  func kinds() async throws {
    let bill = TwoDays.bill([
      "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,200,Tokens,Input Tokens",
      "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,1000,Tokens,Output Tokens",
    ])
    #expect(try await rows(bill).rows.first?["class"] == "amount_differs")
  }

  @Test("a bill by months is held against months of the log")
  func months() async throws {
    let (rows, run) = try await rows(
      TwoDays.bill([
        "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,1500,Tokens,Input Tokens",
        "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,300,Tokens,Output Tokens",
      ]))
    #expect(rows.map { $0["period"] } == ["2026-10"])
    #expect(rows.map { $0["class"] } == ["matched"] && run.exitCode == 0)
  }

  @Test("rows come in the order of their texts, whatever is compared by days and by months")
  func order() async throws {
    let months = [
      "2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,9,Tokens,Input Tokens,gpt-4o-mini,acme,us-east-1",
      "2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,9,Tokens,Input Tokens,gpt-4o-mini,zeta,us-east-1",
      ",,9,Tokens,Input Tokens,o4-mini,zeta,us-east-1",
    ]
    let (rows, run) = try await rows(
      TwoDays.bill(Self.whole) + months.joined(separator: "\n") + "\n")
    let texts = rows.map { row in
      ["period", "provider", "model", "region"].map { row[$0] ?? "" }
    }
    #expect(
      texts.map(\.[0]) == ["", "2026-09", "2026-10", "2026-10-05", "2026-10-06"], "\(run.text)")
    let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(texts == sorted)
  }

  @Test("a correction takes tokens off")
  func corrections() async throws {
    let more = "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,-30,Tokens,Output Tokens"
    let (rows, _) = try await rows(TwoDays.bill(Self.whole + [more]))
    #expect(rows.first?["billed_completion_tokens"] == "170")
    #expect(rows.first?["not_in_bill_tokens"] == "30")
  }

  @Test("usage in another unit is left out and said, not counted")
  func otherUnits() async throws {
    let more = "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,7,Images,Images Generated"
    let (rows, run) = try await rows(TwoDays.bill(Self.whole + [more]))
    #expect(rows.map { $0["class"] } == ["matched", "matched"] && run.exitCode == 0)
    let scratch = try Scratch()
    try scratch.write("log.csv", TwoDays.log)
    try scratch.write("bill.csv", TwoDays.bill(Self.whole + [more]))
    let text = try await scratch.run("reconcile", "log.csv", "--bill", "bill.csv").text
    #expect(text.contains("bill.csv: 1 of 5 rows are not compared: not_tokens (Images)"))
  }

  @Test("a quantity that is none is told with its row, and exits with 1")
  func faults() async throws {
    let more = "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,many,Tokens,Input Tokens"
    let (rows, run) = try await rows(TwoDays.bill(Self.whole + [more]))
    #expect(rows.map { $0["class"] } == ["matched", "matched"])
    #expect(
      run.errors
        == "bill.csv: row 5: error: ConsumedQuantity: expected a number, found \"many\"\n")
    #expect(run.exitCode == 1)
  }

  @Test("quantities beyond all reason do no harm", arguments: ["999999999999999999999", "1e20"])
  func extremes(quantity: String) async throws {
    let many = (0..<300).map { _ in
      "2026-10-05T00:00:00Z,2026-10-06T00:00:00Z,\(quantity),Tokens,Input Tokens"
    }
    let scratch = try Scratch()
    try scratch.write("log.csv", TwoDays.log)
    try scratch.write("bill.csv", TwoDays.bill(many + Self.whole))
    for form in ["--json", "--csv", "--color=never"] {
      let run = try await scratch.run("reconcile", "log.csv", "--bill", "bill.csv", form)
      #expect(run.exitCode == 1 && run.signal == nil && !run.text.isEmpty)
    }
  }

  @Test("columns that a bill lacks are named", arguments: ["ConsumedUnit", "ConsumedQuantity"])
  func missingColumns(column: String) async throws {
    let columns = TwoDays.header.split(separator: ",").map(String.init)
    let place = try #require(columns.firstIndex(of: column))
    let lines = TwoDays.bill(Self.whole).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset != place }.map(\.element).joined(separator: ",")
    }
    let (_, run) = try await rows(lines.joined(separator: "\n") + "\n")
    #expect(run.exitCode == 3 && run.errors.contains(column), "\(run.errors)")
  }

  @Test("a model that nothing knows is said, and --same says which it is")
  func unknownModel() async throws {
    let bill = TwoDays.bill(Self.whole, model: "Deployment Seven")
    let before = try await rows(bill)
    #expect(before.rows.map { $0["class"] } == ["bill_only", "log_only", "bill_only", "log_only"])
    let after = try await rows(bill, "--same", "Deployment Seven=gpt-4o-mini")
    #expect(after.rows.map { $0["class"] } == ["matched", "matched"])
  }

  @Test(
    "a model on a bill is the log's under every name that meters give it",
    arguments: [
      ("claude-sonnet-4-20250514", "USE1-Claude4Sonnet-input-tokens"),
      ("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet (Amazon Bedrock Edition)"),
      ("gpt-4o", "gpt 4o 1120 cached Inp glbl Tokens"),
      ("gpt-4o-mini", "gpt-4o-mini-0718-Outp-regnl Tokens"),
      ("meta-llama/llama-3.3-70b-instruct", "USW2-Llama3-3-70B-output-tokens-batch"),
      ("gpt-4.1-mini", "gpt 4.1 mini Inp Data Zone Tokens"),
    ])
  func modelNames(logged: String, billed: String) async throws {
    let log = TwoDays.log.replacingOccurrences(of: "gpt-4o-mini", with: logged)
    let rows = TwoDays.bill(Self.whole).replacingOccurrences(of: "x_Model", with: "x_SkuMeterName")
      .replacingOccurrences(of: "gpt-4o-mini", with: billed)
    let bill = rows.replacingOccurrences(of: "SkuMeter,", with: "SkuPriceDetails,")
      .replacingOccurrences(of: "Input Tokens", with: #""{""TokenDirection"":""Input""}""#)
      .replacingOccurrences(of: "Output Tokens", with: #""{""TokenDirection"":""Output""}""#)
    let found = try await self.rows(bill, log: log)
    #expect(found.rows.map { $0["class"] } == ["matched", "matched"], "\(found.run.text)")
  }

  @Test("o4-mini and gpt-4o-mini are two models")
  func nearNames() async throws {
    let (rows, _) = try await rows(TwoDays.bill(Self.whole, model: "o4 mini"))
    #expect(Set(rows.map { $0["class"] }) == ["bill_only", "log_only"])
  }

  @Test("records without a figure are in the log all the same")
  func withoutFigures() async throws {
    let log = TwoDays.log.replacingOccurrences(of: "gpt-4o-mini", with: "acme-13b")
    let (rows, run) = try await rows(TwoDays.bill(Self.whole, model: "Acme 13B"), log: log)
    #expect(rows.map { $0["class"] } == ["matched", "matched"] && run.exitCode == 0)
    #expect(rows.map { $0["model"] } == ["acme-13b", "acme-13b"])
  }

  @Test("answers from a cache are not charged, and not compared")
  func replays() async throws {
    let log =
      TwoDays.log.replacingOccurrences(of: "tokens\n", with: "tokens,cached\n")
      .replacingOccurrences(of: "00\n", with: "00,false\n")
      + "2026-10-06T09:00:00Z,gpt-4o-mini,openai,us-east-1,500,100,true\n"
    let (rows, run) = try await rows(
      TwoDays.bill(Self.whole), "--map", "replay=cached", log: log)
    #expect(rows.map { $0["class"] } == ["matched", "matched"], "\(run.text)\(run.errors)")
  }

  @Test("records of a log that cannot be read are said, and exit with 1")
  func rejects() async throws {
    let scratch = try Scratch()
    try scratch.write(
      "log.csv", TwoDays.log + "2026-10-06T09:00:00Z,gpt-4o-mini,openai,us-east-1,x,y\n")
    try scratch.write("bill.csv", TwoDays.bill(Self.whole))
    let run = try await scratch.run("reconcile", "log.csv", "--bill", "bill.csv")
    #expect(run.exitCode == 1)
    #expect(run.text.contains("note: log.csv: 1 of 3 records cannot be read"), "\(run.text)")
  }

  @Test("a bill in any columns is read with --bill-map")
  func billMap() async throws {
    let bill = """
      when,what,how much,in,of
      2026-10-05,Input Tokens,1000,tokens,gpt-4o-mini
      2026-10-05,Output Tokens,200,tokens,gpt-4o-mini
      2026-10-06,Input Tokens,500,tokens,gpt-4o-mini
      2026-10-06,Output Tokens,100,tokens,gpt-4o-mini

      """
    let maps = ["time=when", "meter=what", "quantity=how much", "unit=in", "model=of"]
    let scratch = try Scratch()
    try scratch.write("log.csv", TwoDays.log)
    try scratch.write("bill.csv", bill)
    let run = try await scratch.run(
      ["reconcile", "log.csv", "--bill", "bill.csv", "--csv"]
        + maps.flatMap { ["--bill-map", $0] })
    #expect(
      Delimited.rows(run.text).map { $0["class"] } == ["matched", "matched"], "\(run.errors)")
  }

  @Test("bills and statements are no logs, and each is told from the other")
  func holdings() async throws {
    let scratch = try Scratch()
    for (words, message) in [
      (["aws-cur.csv"], "it is a bill (aws-cur), not a log"),
      (["reconcile", "log.csv", "--bill", "aws-carbon.csv"], "it is a statement (aws-carbon)"),
      (["reconcile", "log.csv", "--statement", "focus-1.2.csv"], "it is a bill (focus)"),
    ] {
      let run = try await scratch.run(words, in: ReconcileSampleTests.root)
      #expect(run.exitCode == 3 && run.errors.contains(message), "\(run.errors)")
    }
  }

  @Test(
    "a command line that cannot be carried out exits with 2",
    arguments: [
      "reconcile", "reconcile log.csv", "reconcile --bill aws-cur.csv",
      "reconcile log.csv --bill aws-cur.csv --bill aws-cur.csv",
      "reconcile log.csv --bill aws-cur.csv --csv --json",
      "reconcile log.csv --bill aws-cur.csv --by colour",
      "reconcile log.csv --bill aws-cur.csv --tolerance 5",
      "reconcile log.csv --bill aws-cur.csv --bill-map colour=x",
    ])
  func usage(words: String) async throws {
    let run = try await Scratch().run(
      words.split(separator: " ").map(String.init), in: ReconcileSampleTests.root)
    #expect(run.exitCode == 2 && run.text.isEmpty && run.errors.hasPrefix("eco-calc: "))
  }
}
