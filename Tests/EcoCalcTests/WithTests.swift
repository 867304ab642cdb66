import Foundation
import Testing

@Suite("--with: fields beside the block")
struct WithTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let log =
    "created_at,resolved_model,provider,region,prompt_tokens,completion_tokens,accelerator_wh,note\n"
    + "2024-04-26,openai/gpt-4o-mini,openai,eu-west,18,26,,a\n"
    + "2024-04-26,openai/gpt-4o-mini,openai,eu-west,18,26,0.5,b\n"
    + "2024-04-26,nobody,openai,eu-west,18,26,,c\n"

  private static let values: [String: [String]] = [
    "interval": ["0.000692978", "0.0204007", "0.000187735", "0.005526754"],
    "basis": ["assumed"], "embodied": ["0.000079733", "0.000009365", "0.001562216"],
    "all": [
      "0.000692978", "0.0204007", "0.000187735", "0.005526754", "assumed", "0.000079733",
      "0.000009365", "0.001562216",
    ],
  ]

  @Test("are columns after the others, in their own order, as the reference has them")
  func columns() throws {
    try scratch.write("log.csv", Self.log)
    try scratch.run(["log.csv", "-o", "plain.csv"])
    for (words, key) in [
      ("interval", "interval"), ("basis", "basis"), ("embodied", "embodied"),
      ("embodied,basis,interval", "all"),
    ] {
      try scratch.run(["log.csv", "-o", "out.csv", "--with", words])
      let (plain, rows) = (
        try scratch.text("plain.csv").split(separator: "\n"),
        try scratch.text("out.csv").split(separator: "\n")
      )
      let values = try #require(Self.values[key])
      for (before, after) in zip(plain, rows) { #expect(after.hasPrefix(before)) }
      #expect(String(rows[1].dropFirst(plain[1].count)) == "," + values.joined(separator: ","))
      #expect(rows[3].dropFirst(plain[3].count).allSatisfy { $0 == "," })
      #expect(rows[3].dropFirst(plain[3].count).count == values.count)
    }
    #expect(try scratch.text("out.csv").contains(",0.804279661,1.100898,"))
    #expect(try scratch.text("out.csv").contains(",metered,0.03591,0.010868644,0.084303\n"))
  }

  @Test("are replaced where they are there already, and emptied where nobody asks for them")
  func again() throws {
    try scratch.write("log.csv", Self.log)
    try scratch.run(["log.csv", "-o", "once.csv", "--with", "interval,basis"])
    try scratch.run(["once.csv", "-o", "twice.csv", "--with", "interval,basis"])
    #expect(try scratch.text("twice.csv") == scratch.text("once.csv"))
    try scratch.run(["once.csv", "-o", "plain.csv"])
    let rows = try Delimited.rows(scratch.text("plain.csv"))
    #expect(rows.allSatisfy { $0["eco.basis"] == "" && $0["eco.carbon_high_g"] == "" })
    #expect(rows[0]["eco.energy_wh"] == "0.002107239")
  }

  @Test("are a member after the block in JSON, which goes where nobody asks for it")
  func json() throws {
    let record =
      #"{"created_at":"2024-04-26","resolved_model":"openai/gpt-4o-mini","provider":"openai","#
      + #""region":"eu-west","prompt_tokens":18,"completion_tokens":26}"# + "\n"
    try scratch.write("log.jsonl", record)
    try scratch.run(["log.jsonl", "-o", "plain.jsonl"])
    try scratch.run(["log.jsonl", "-o", "out.jsonl", "--with", "basis,embodied"])
    let plain = try scratch.text("plain.jsonl")
    let more =
      #","eco_more":{"basis":"assumed","embodied_g":0.000079733,"embodied_low_g":0.000009365,"#
      + #""embodied_high_g":0.001562216}"#
    #expect(try scratch.text("out.jsonl") == "\(plain.dropLast(2))\(more)}\n")
    try scratch.run(["out.jsonl", "-o", "twice.jsonl", "--with", "basis,embodied"])
    #expect(try scratch.text("twice.jsonl") == scratch.text("out.jsonl"))
    try scratch.run(["out.jsonl", "-o", "again.jsonl"])
    #expect(try scratch.text("again.jsonl") == plain)
    try scratch.run(["log.jsonl", "-o", "out.csv", "-t", "csv", "--with", "basis"])
    let row = try #require(Delimited.rows(scratch.text("out.csv")).first)
    #expect(row["eco.basis"] == "assumed" && row["eco.omitted"] == "")
  }

  @Test("that do not exist are refused")
  func unknown() throws {
    try scratch.write("log.csv", Self.log)
    #expect(try scratch.run(["log.csv", "--with", "water"]).exitCode == 2)
  }
}
