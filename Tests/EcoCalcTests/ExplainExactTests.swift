import Testing

@testable import EcoAudit

@Suite("The exact numbers of a derivation")
struct ExplainExactTests {
  @Test("divide as 128-bit integers do, and their quotients multiply back beyond them")
  func division() {
    var state: UInt64 = 20_261_121
    func next() -> UInt128 {
      var word: UInt128 = 0
      for _ in 0..<2 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        word = word << 64 | UInt128(state)
      }
      // All lengths, and limbs of zeros and ones, where an estimated digit is likely to be too high.
      let length = state >> 32 & 127
      return (state & 3 == 0 ? word | 0xFFFF_FFFF_0000_0000_FFFF_FFFF : word) >> UInt128(length)
    }
    for _ in 0..<3000 {
      let (a, b) = (next(), next() | 1)
      let (quotient, remainder) = Natural(a).divided(by: Natural(b))
      #expect(quotient == Natural(a / b) && remainder == Natural(a % b))
      let wide =
        Natural(a) * Natural(b) * Natural(next()) + Natural(remainder == Natural(0) ? 0 : 1)
      let (back, rest) = wide.divided(by: Natural(b))
      #expect(back * Natural(b) + rest == wide && rest < Natural(b))
    }
  }

  @Test(
    "read and write decimals exactly",
    arguments: [
      ("6e-12", "0.000000000006"), ("0.010", "0.01"), ("270.91", "270.91"), ("2", "2"),
      ("1.43e-3", "0.00143"), ("1000000000000000000000000", "1000000000000000000000000"),
    ])
  func decimals(text: String, exact: String) {
    #expect(Fraction(text)?.description == exact)
  }

  @Test("are refused where they are no plain number", arguments: ["", "-1", "1.", ".5", "1e", "x"])
  func refused(text: String) {
    #expect(Fraction(text) == nil)
  }

  @Test("round once, half to even")
  func rounding() throws {
    for (text, rounded) in [
      ("0.0000000005", "0"), ("0.0000000015", "0.000000002"), ("0.0000000025", "0.000000002"),
      ("0.00000000250000001", "0.000000003"), ("1.9999999996", "2"), ("12.5", "12.5"),
    ] {
      #expect(try #require(Fraction(text)).rounded(places: 9) == rounded)
    }
    #expect((Fraction(2) / Fraction(3)).description == "2/3")
    #expect((Fraction(2) / Fraction(3)).rounded(significantDigits: 4) == "0.6667")
    #expect((Fraction(200_000) / Fraction(3)).rounded(significantDigits: 4) == "66667")
    #expect((Fraction(1) - Fraction(3)).description == "-2")
  }

  @Test("keep brackets where a formula needs them")
  func brackets() throws {
    let (a, b, c) = (Formula.number(7), Formula.number(3), Formula.number(2))
    for (formula, text) in [
      (a - (b - c), "7 - (3 - 2)"), (a - (b + c), "7 - (3 + 2)"), (a / (b * c), "7 / (3 * 2)"),
      (a * (b / c), "7 * (3 / 2)"), ((a + b) * c, "(7 + 3) * 2"), (a + b * c, "7 + 3 * 2"),
      (a / (b / c), "7 / (3 / 2)"), (a - b - c, "7 - 3 - 2"), (a / b / c, "7 / 3 / 2"),
    ] {
      #expect(formula.exact == text)
    }
  }
}
