import EcoModel
import Testing

@testable import EcoResults
@testable import UsageLogs

@Suite("Bills and statements: what their texts say")
struct PaperTests {
  @Test(
    "a quantity is exact, rounded half to even beyond a billionth",
    arguments: [
      ("685000000", 1, "685000000"), ("0.2", 1000, "200"), ("1e-3", 1_000_000, "1000"),
      ("1,234,567.5", 1, "1234567.5"), ("-3", 1000, "-3000"), ("+7", 1, "7"),
      ("1.5E+6", 1, "1500000"), ("0.30000000000000004", 1, "0.3"), ("0.0000000005", 1, "0"),
      ("0.0000000015", 1, "0.000000002"), ("0.00000000250000001", 1, "0.000000003"),
      ("4.312345678901234", 1_000_000, "4312345.678901234"), ("0", 1000, "0"),
    ])
  func quantities(text: String, unit: Int, expected: String) {
    let value = SignedDecimal.read(
      Array(text.utf8), times: Int128(unit) * 1_000_000_000, decimalComma: false)
    #expect(value.map { "\(Decimal9(nanos: $0))" } == expected)
  }

  @Test(
    "what is no number is none",
    arguments: [
      "", "-", "1.2.3", "12,34", "1234,567", "1,23.4", "abc", "0x1F", "1e", "1e999", "∞", "1 000",
      "--1", ".", "1e31", "9999999999999999999999999999999",
    ])
  func noQuantities(text: String) {
    let value = SignedDecimal.read(Array(text.utf8), times: 1_000_000_000, decimalComma: false)
    #expect(value == nil)
  }

  @Test("a decimal comma is one where the file has it")
  func decimalComma() {
    let value = SignedDecimal.read(Array("1,5".utf8), times: 1000, decimalComma: true)
    #expect(value == 1500)
  }

  @Test(
    "a unit is a number of tokens, or none",
    arguments: [
      ("Tokens", 1), ("token", 1), ("1K Tokens", 1000), ("1K tokens", 1000), ("1000 Tokens", 1000),
      ("1,000,000 Tokens", 1_000_000), ("1M Tokens", 1_000_000),
      ("Million Input Tokens", 1_000_000),
      ("Thousand tokens", 1000), ("MTok", 1_000_000), ("1000000 Tokens", 1_000_000),
      ("kTokens", 1000), ("Kilo tokens", 1000), ("1e6 Tokens", nil), ("tokens/hour", nil),
      ("1\u{A0}000 Tokens", nil), ("Hours", nil), ("1 GB", nil), ("Units", nil), ("1K", nil),
      ("", nil), ("Images", nil),
    ] as [(String, Int?)])
  func tokenUnits(text: String, tokens: Int?) {
    #expect(PaperUnit.tokens(text) == tokens.map { Int128($0) })
  }

  @Test(
    "a unit of mass is a number of grams, or none",
    arguments: [
      ("MTCO2e", 1_000_000), ("tCO2e", 1_000_000), ("metric tons CO2e", 1_000_000),
      ("kgCO2e", 1000), ("kg", 1000), ("kg CO2eq", 1000), ("gCO2e", 1), ("g", 1),
      ("kg CO₂e", 1000), ("tons", nil), ("Mt", nil), ("mg", nil), ("µg", nil), ("", nil),
    ] as [(String, Int?)])
  func massUnits(text: String, grams: Int?) {
    #expect(PaperUnit.nanograms(text) == grams.map { Int128($0) * 1_000_000_000 })
    // The pound of 1959 is 0.45359237 kg.
    #expect(PaperUnit.nanograms("lb") == 453_592_370_000)
  }

  @Test(
    "a meter says what it counts",
    arguments: [
      ("Input Tokens", .prompt), ("Output Tokens", .completion), ("Input Cache", .cachedPrompt),
      ("InputCachedRead", .cachedPrompt), ("InputCachedWrite", .prompt),
      ("USE1-Claude3Sonnet-input-tokens", .prompt),
      ("USE1-Claude4Sonnet-cache-write-input-token-count-1-hour", .prompt),
      ("USE1-MP:USE1_CacheReadInputTokenCount-Units", .cachedPrompt),
      ("USE1-MP:USE1_OutputTokenCount_Global-Units", .completion),
      ("gpt 4o 1120 cached Inp glbl Tokens", .cachedPrompt), ("5.4 ShortCo Cd Wr Std Gl", .prompt),
      ("gpt-4o-0513 Outp glbl Tokens", .completion), ("Tokens", .unknown),
    ] as [(String, TokenKind)])
  func kinds(meter: String, kind: TokenKind) {
    #expect(TokenKind(meter: NameWords(meter).words) == kind)
  }

  @Test("shares add up to the whole, are fair to one, and do not depend on the order")
  func spread() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let weights = (0..<Int.random(in: 1...9, using: &random)).map {
        (name: "\($0)", weight: Int128(Int.random(in: 0...1_000_000_007, using: &random)))
      }
      let value = Int128(Int.random(in: 0...1_000_000_000_000_000, using: &random))
      let parts = Proportion.spread(value, weights)
      let total = weights.reduce(Int128(0)) { $0 + $1.weight }
      guard total > 0 else { continue }
      #expect(parts.reduce(0, +) == value)
      for (part, weight) in zip(parts, weights) {
        #expect((part * total - value * weight.weight).magnitude < total.magnitude)
      }
      let other = weights.shuffled(using: &random)
      let again = Proportion.spread(value, other)
      for (name, part) in zip(weights.map(\.name), parts) {
        #expect(again[other.firstIndex { $0.name == name } ?? 0] == part)
      }
    }
  }

  @Test("of equal shares the first by name gets what is left")
  func ties() {
    let parts = Proportion.spread(5, [("c", 1), ("a", 1), ("b", 1)])
    #expect(parts == [1, 2, 2])
  }
}
