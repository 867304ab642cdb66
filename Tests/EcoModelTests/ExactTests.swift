import EcoModel
import Foundation
import Testing

@Suite("Decimal text")
struct DecimalTextTests {
  @Test(
    "writes what a reader writes: no exponent, no trailing zeros, at most nine places",
    arguments: [
      (0, "0"), (1, "0.000000001"), (10, "0.00000001"), (999_999_999, "0.999999999"),
      (1_000_000_000, "1"), (1_500_000_000, "1.5"), (12_000_000_000, "12"),
      (9_999_999_999, "9.999999999"), (10_000_000_001, "10.000000001"), (-1, "-0.000000001"),
      (-12_340_000_000, "-12.34"), (Int128(UInt64.max), "18446744073.709551615"),
      (Int128(UInt64.max) + 1, "18446744073.709551616"),
      (Int128.max, "170141183460469231731687303715.884105727"),
      (Int128.min, "-170141183460469231731687303715.884105728"),
      (1_000_000_000_000_000_000_000_000_000, "1000000000000000000"),
      (1_000_000_000_000_000_000_000_000_000_000_000_000, "1000000000000000000000000000"),
    ] as [(Int128, String)])
  func writes(nanos: Int128, text: String) {
    #expect(WattHours(nanos: nanos).description == text)
    #expect(DecimalText.utf8(nanos: nanos) == Array(text.utf8))
    #expect(text.utf8.count <= DecimalText.maximumCount)
  }

  @Test("writes integers of any length as the standard library does")
  func integers() {
    var generator = SeededGenerator(seed: 3)
    for bits in 0...128 {
      let value =
        bits == 0 ? 0 : UInt128.random(in: 0...UInt128.max, using: &generator) >> (128 - bits)
      #expect(DecimalText.utf8(integer: value) == Array(value.description.utf8))
    }
    #expect(DecimalText.utf8(integer: UInt128.max) == Array(UInt128.max.description.utf8))
  }

  @Test("reads back what it writes, of every magnitude")
  func roundTrip() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<5000 {
      let limit = (0..<Int.random(in: 1...26, using: &generator)).reduce(Int128(1)) { p, _ in p * 10
      }
      let nanos = Int128.random(in: 0...limit, using: &generator)
      #expect(DecimalText.nanos(DecimalText.utf8(nanos: nanos), places: 9) == nanos)
    }
  }

  @Test(
    "reads plain decimals",
    arguments: [
      ("0", 0), ("12", 12_000_000_000), ("0.45", 450_000_000), ("007", 7_000_000_000),
      ("1.000000001", 1_000_000_001), ("0.0", 0),
      ("999999999999999999", 999_999_999_999_999_999_000_000_000),
      ("999999999999999999.999999999", 999_999_999_999_999_999_999_999_999),
    ] as [(String, Int128)])
  func reads(text: String, nanos: Int128) {
    #expect(DecimalText.nanos(text.utf8, places: 9) == nanos)
  }

  @Test(
    "takes nothing else for a number",
    arguments: [
      "", ".", ".5", "5.", "-1", "+1", "1e3", "1 ", " 1", "1,5", "0x1", "1.2.3", "1..2", "NaN",
      "inf",
      "1.0000000001", "1000000000000000000", "١", "1\0",
    ])
  func refuses(text: String) {
    #expect(DecimalText.nanos(text.utf8, places: 9) == nil)
  }

  @Test("counts the places that a table allows")
  func places() {
    #expect(DecimalText.nanos("1.5".utf8, places: 1) == 1_500_000_000)
    #expect(DecimalText.nanos("1.50".utf8, places: 1) == nil)
    #expect(DecimalText.nanos("1.0".utf8, places: 0) == nil)
  }
}

@Suite("An exact quotient")
struct ExactQuotientTests {
  @Test(
    "rounds half to even",
    arguments: [
      (0, .zero, 0), (0, .belowHalf, 0), (0, .half, 0), (0, .aboveHalf, 1), (1, .belowHalf, 1),
      (1, .half, 2), (2, .half, 2), (2, .aboveHalf, 3), (3, .half, 4), (3, .zero, 3),
    ] as [(UInt128, ExactQuotient.Rest, Int128)])
  func ties(floor: UInt128, rest: ExactQuotient.Rest, rounded: Int128) {
    #expect(ExactQuotient(floor: floor, rest: rest).rounded == rounded)
  }

  @Test(
    "rounds to significant digits from the exact value, never from a rounded one",
    arguments: [
      (2_121_393, .aboveHalf, 2, 2_100_000), (574_706, .aboveHalf, 2, 570_000),
      (13_061_518, .aboveHalf, 2, 13_000_000), (2_500_000, .zero, 1, 2_000_000),
      (2_500_000, .belowHalf, 1, 3_000_000), (3_500_000, .zero, 1, 4_000_000),
      (2_450_000, .zero, 2, 2_400_000), (2_449_999, .aboveHalf, 2, 2_400_000),
      (9_960_000, .zero, 2, 10_000_000), (99, .half, 2, 100), (0, .aboveHalf, 1, 1),
      (9, .half, 1, 10),
      (5, .half, 0, 6), (123, .half, -4, 100), (123, .half, 9, 124), (123, .half, 20, 124),
      (123, .half, 39, 124), (123, .half, .max, 124),
      (340_282_366_920_938_463_463, .zero, 3, 340_000_000_000_000_000_000),
    ] as [(UInt128, ExactQuotient.Rest, Int, Int128)])
  func significantDigits(floor: UInt128, rest: ExactQuotient.Rest, digits: Int, rounded: Int128) {
    #expect(ExactQuotient(floor: floor, rest: rest).rounded(significantDigits: digits) == rounded)
  }

  @Test("of a scale is right for every width, against integers of any size")
  func scales() throws {
    var generator = SeededGenerator(seed: 5)
    func number(_ bits: ClosedRange<Int>) -> UInt128 {
      let bits = Int.random(in: bits, using: &generator)
      let number = UInt128.random(in: 1...UInt128.max, using: &generator) >> (128 - bits)
      return max(1, number)
    }
    for round in 0..<20_000 {
      // Mostly what a rate has: a factor below 1 and a value in 64 bits; sometimes the widest.
      let isWide = round % 4 == 0
      let value = number(isWide ? 1...110 : 1...64)
      let denominator = number(isWide ? 1...100 : 2...66)
      let numerator = isWide ? number(1...100) : min(number(1...66), denominator)
      let divisor = round % 3 == 0 ? 1 : number(isWide ? 1...71 : 1...41)
      guard Wide(value) * Wide(numerator) < Wide(UInt128.max) * Wide(denominator) else { continue }
      let quotient = Scale(numerator, over: denominator).apply(value, dividedBy: divisor)
      check(quotient, Wide(value) * Wide(numerator), over: Wide(denominator) * Wide(divisor))
    }
  }

  @Test("of a scale is right at ties and next to whole numbers")
  func scaleTies() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<5000 {
      // value / (2 · half), with values around each multiple of the half.
      let half = UInt128.random(in: 1...(1 << 61), using: &generator)
      let count = UInt128.random(in: 1...max(1, (1 << 63) / half), using: &generator)
      for value in [half * count - 1, half * count, half * count + 1] where value > 0 {
        check(Scale(1, over: 2 * half).apply(value), Wide(value), over: Wide(2 * half))
        check(
          Scale(1, over: half).apply(value, dividedBy: 2), Wide(value), over: Wide(2 * half))
      }
    }
  }

  @Test("of a number in two halves is that of the whole")
  func halves() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<5000 {
      let high = UInt128.random(in: 0...(1 << 100), using: &generator)
      let low = UInt128.random(in: 0...(1 << 100), using: &generator)
      let denominator = UInt128.random(in: (1 << 60)...(1 << 90), using: &generator)
      let numerator = UInt128.random(in: 1...(1 << 50), using: &generator)
      check(
        Scale(numerator, over: denominator).apply(high: high, low: low, lowBits: 32),
        (Wide(high) * Wide(UInt64(1) << 32) + Wide(low)) * Wide(numerator), over: Wide(denominator))
    }
  }

  private func check(
    _ quotient: ExactQuotient, _ dividend: Wide, over divisor: Wide,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let floor = Wide(quotient.floor)
    let isFloor = !(dividend < floor * divisor) && dividend < (floor + Wide(1)) * divisor
    #expect(isFloor, sourceLocation: sourceLocation)
    let (twice, middle) = (dividend + dividend, (floor + floor + Wide(1)) * divisor)
    let rest: ExactQuotient.Rest =
      dividend == floor * divisor
      ? .zero : twice == middle ? .half : twice < middle ? .belowHalf : .aboveHalf
    #expect(quotient.rest == rest, sourceLocation: sourceLocation)
  }
}
