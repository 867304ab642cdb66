import EcoModel
import PlainText
import Testing

@Suite("numbers for people")
struct ReadableTests {
  @Test(
    "three significant digits in a unit that fits",
    arguments: [
      (0, "0 mWh"), (1, "0.000001 mWh"), (2_107_239, "2.11 mWh"), (999_499_999, "999 mWh"),
      (999_500_000, "1.00 Wh"), (1_000_000_000, "1.00 Wh"), (12_340_000_000, "12.3 Wh"),
      (12_350_000_000, "12.4 Wh"), (12_450_000_000, "12.4 Wh"), (999_400_000_000, "999 Wh"),
      (458_938_151_699_041, "459 kWh"), (1_000_000_000_000_000_000, "1.00 GWh"),
      (1_234_567_000_000_000_000_000, "1,230 GWh"), (-2_107_239, "-2.11 mWh"),
      (50_000_000, "50.0 mWh"), (10_000, "0.0100 mWh"),
    ] as [(Int128, String)])
  func energy(nanos: Int128, text: String) {
    #expect(Readable.text(WattHours(nanos: nanos)) == text)
  }

  @Test(
    "a mass has the units of masses",
    arguments: [
      (570_872, "0.571 mg"), (570_872_000_000, "571 g"), (279_890_195_271_446, "280 kg"),
      (1_500_000_000_000_000, "1.50 t"),
    ] as [(Int128, String)])
  func mass(nanos: Int128, text: String) {
    #expect(Readable.text(GramsCO2e(nanos: nanos)) == text)
  }

  @Test("an interval is in the unit of its value")
  func interval() {
    let text = Readable.text(
      WattHours(nanos: 458_938_151_699_041), low: WattHours(nanos: 279_890_195_271_446),
      high: WattHours(nanos: 1_074_876_569_388_405))
    #expect(text == "459 kWh (280 to 1,070)")
    let small = Readable.text(
      WattHours(nanos: 1_000_000_000), low: WattHours(nanos: 40_000_000), high: .zero)
    #expect(small == "1.00 Wh (0.0400 to 0)")
  }

  @Test(
    "counts are exact, with their thousands set apart",
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (1_204_000, "1,204,000"), (-12_345, "-12,345"),
    ] as [(Int128, String)])
  func count(value: Int128, text: String) {
    #expect(Readable.text(value) == text)
  }

  @Test(
    "only all is 100 %, only nothing is 0 %",
    arguments: [
      (0, 0, "0 %"), (0, 7, "0 %"), (7, 7, "100 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"),
      (1, 1_000_000, "under 0.1 %"), (999_999, 1_000_000, "over 99.9 %"), (1, 2000, "under 0.1 %"),
      (3, 2000, "0.2 %"), (Int128.max / 2, Int128.max, "50.0 %"),
    ] as [(Int128, Int128, String)])
  func share(part: Int128, whole: Int128, text: String) {
    #expect(Readable.share(part, of: whole) == text)
  }

  @Test("the largest value of all has a text")
  func extreme() {
    #expect(Readable.text(WattHours(nanos: .max)).hasSuffix(" GWh"))
    #expect(Readable.text(GramsCO2e(nanos: .min)).hasPrefix("-"))
  }
}
