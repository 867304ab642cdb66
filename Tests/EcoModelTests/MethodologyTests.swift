import EcoModel
import Foundation
import Testing

@Suite("METHODOLOGY.md of the first edition")
struct MethodologyTests {
  private let text: String

  init() throws { text = try Repository.text("data/editions/2026-11/METHODOLOGY.md") }

  /// The lines under a heading.
  private func section(_ heading: String) throws -> Substring {
    let start = try #require(text.range(of: "\n## \(heading)\n"), "no section \(heading)")
    let rest = text[start.upperBound...]
    return rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
  }

  @Test("has every constant of the code, with its exact text and in order")
  func constants() throws {
    let table = try section("Constants").split(separator: "\n")
      .compactMap { $0.firstMatch(of: /^\| `([^`]+)` \|/).map { String($0.1) } }
    let code =
      Methodology.v1_2026_11.constants + Methodology.sharedConstants
      + Methodology.ecologits_0_4.constants
    #expect(table == code.map(\.text))
  }

  @Test("works its example with the code's constants")
  func workedExample() throws {
    let names = Dictionary(
      uniqueKeysWithValues: Methodology.v1_2026_11.constants.map { ($0.name, $0.text) })
    func constant(_ name: String) throws -> Decimal {
      let text = try #require(names[name])
      return try #require(Decimal(string: text))
    }
    let (u, o, widths) = (Decimal(18), Decimal(26), Decimal(131_072))
    func joules(_ billions: Decimal, widths: Decimal) throws -> [Decimal] {
      let terms = try [
        constant("prefill") * billions * u, constant("attention") * widths * u * u / 2,
        o * (constant("step") + constant("active") * billions),
        constant("read") * widths * o * (u + o / 2),
      ]
      return terms + [terms.reduce(0, +)]
    }
    let rate = try EcoEstimator(methodology: .v1_2026_11).rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024)
    ).get()
    let usage = try #require(TokenUsage(promptTokens: 18, completionTokens: 26))
    let cost = rate.estimate(usage)
    let figures = [
      cost.energy.description, cost.carbon.description, cost.energyPer1kTokens.description,
      cost.carbonPer1kTokens.description, cost.uncertainty.energy.low.description,
      cost.uncertainty.energy.high.description,
    ]
    let section = try section("Worked example")
    for number in try joules(8, widths: widths) + joules(8, widths: widths / 4)
      + joules(28, widths: widths * 2)
    {
      #expect(section.contains("\(number)"), "\(number)")
    }
    for figure in figures { #expect(section.contains("= \(figure)\n"), "\(figure)") }
  }

  @Test("lists the decorations of ids that the code takes off")
  func decorations() throws {
    let rows = try section("Models").split(separator: "\n")
    func listed(_ row: String) throws -> [String] {
      let line = try #require(rows.first { $0.hasPrefix("| \(row)") })
      return line.matches(of: /`([^`]+)`/).map { String($0.1) }
    }
    for provider in try listed("providers") { expect("\(provider)/m", gives: "m") }
    for prefix in try listed("prefixes") where prefix.hasSuffix(".") {
      expect("\(prefix)m", gives: "m")
    }
    for suffix in try listed("suffixes") where suffix.hasPrefix(":") {
      expect("m\(suffix)", gives: "m")
    }
    for suffix in ["-v1:0", "@20240620", "-20240620", "-2024-07-18"] {
      expect("m\(suffix)", gives: "m")
    }
  }

  private func expect(_ id: String, gives plain: String) {
    let found = ModelID.firstForm(of: id) { $0.text == plain ? true : nil }
    #expect(found != nil, "\(id)")
  }

  @Test("and every shipped methodology, of which the present page speaks, can be called by its id")
  func ids() throws {
    let text = try Repository.text("METHODOLOGY.md")
    #expect(
      Methodology.all.map(\.id) == [
        "v2-2026-12", "v1-2026-11", "ecologits-0.4", "v1-2026-12", "ecologits-0.4-2026-12",
      ])
    for methodology in Methodology.all {
      #expect(Methodology.named(methodology.id)?.id == methodology.id)
      #expect(text.contains("`\(methodology.id)`"))
      #expect(EcoEstimator(methodology: methodology).methodologyVersion == methodology.id)
    }
    #expect(Methodology.named("v1") == nil)
    #expect(Methodology.newest.id == "v2-2026-12")
  }
}

@Suite("METHODOLOGY.md")
struct MethodologyPageTests {
  private let text: String

  init() throws { text = try Repository.text("METHODOLOGY.md") }

  /// The lines under a heading.
  private func section(_ heading: String) throws -> Substring {
    let start = try #require(text.range(of: "\n## \(heading)\n"), "no section \(heading)")
    let rest = text[start.upperBound...]
    return rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
  }

  @Test("has every constant of v2, with its exact text and in order")
  func constants() throws {
    let table = try section("Constants").split(separator: "\n")
      .compactMap { $0.firstMatch(of: /^\| `([^`]+)` \|/).map { String($0.1) } }
    #expect(table == Methodology.v2_2026_12.constants.map(\.text))
  }

  @Test("works its example and both ends of its interval with the code's constants")
  func workedExample() throws {
    let names = Dictionary(
      uniqueKeysWithValues: Methodology.v2_2026_12.constants.map { ($0.name, $0.text) })
    func constant(_ name: String) throws -> Decimal {
      let text = try #require(names[name], "\(name)")
      return try #require(Decimal(string: text))
    }
    let (u, o) = (Decimal(18), Decimal(26))
    /// The lines of a dense model at 16 bits or at some share of them, and their sum. The parameters
    /// read are those of the page, rounded to whole ones there.
    func lines(
      _ billions: Decimal, widths: Decimal, bits: Decimal, read: String, prompt: Decimal,
      attention: Decimal
    ) throws -> [Decimal] {
      let r = try #require(Decimal(string: read))
      let terms = try [
        (constant("base") + constant("bit") * bits) * billions * (prompt * u + o),
        constant("attention") * widths * u * u / 2 * attention,
        o * (constant("step") + constant("reading") * bits * r),
        constant("read") * widths * o * (u + o / 2),
      ]
      return terms + [terms.reduce(0, +)]
    }
    let section = try section("Worked example")
    let numbers =
      try lines(
        8, widths: 131_072, bits: 1, read: "0.123076923", prompt: 1, attention: 1)
      + lines(
        8, widths: 32_768, bits: Decimal(1) / 4, read: "0.031128405",
        prompt: constant("prompt low"), attention: constant("attention low"))
      + lines(
        28, widths: 262_144, bits: 1, read: "1.647058824",
        prompt: constant("prompt high"), attention: constant("attention high"))
    for number in numbers { #expect(section.contains("\(number)"), "\(number)") }

    let rate = try EcoEstimator().rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024)
    ).get()
    let cost = rate.estimate(try #require(TokenUsage(promptTokens: 18, completionTokens: 26)))
    for figure in [
      cost.energy.description, cost.carbon.description, cost.energyPer1kTokens.description,
      cost.carbonPer1kTokens.description, cost.uncertainty.energy.low.description,
      cost.uncertainty.energy.high.description,
    ] {
      #expect(section.contains("= \(figure)\n"), "\(figure)")
    }
  }
}
