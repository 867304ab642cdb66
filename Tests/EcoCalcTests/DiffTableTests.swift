import EcoModel
import Testing

@testable import EcoModel
@testable import EcoResults

@Suite("DiffTable: two results differ where anything that is read of them does")
struct DiffTableTests {
  private let table = DiffTable(
    by: ["model"],
    old: DiffTable.Side(name: "a", records: 2, omitted: ["unknown_model": 1, "no_usage": 1]),
    new: DiffTable.Side(name: "b", records: 2, omitted: ["no_usage": 1, "unknown_model": 1]),
    parts: [.tokens])

  @Test("figures, records or reasons")
  func differences() {
    #expect(!table.isDifferent)
    var other = table
    other.differences = 1
    #expect(other.isDifferent)
    other = table
    other.new.records = 3
    #expect(other.isDifferent)
    // As many without a figure, for another reason.
    other = table
    other.new.omitted = ["unknown_region": 1, "no_usage": 1]
    #expect(other.isDifferent)
    other.new.omitted = ["unknown_model": 2]
    #expect(other.isDifferent)
  }
}

@Suite("LinePairs: lines of two summaries are matched where no match is a guess")
struct LinePairsTests {
  private static let model = "deepseek/deepseek-reasoner"

  /// The bundled tables with the day on which the model's name turns, put elsewhere.
  private static func estimator(turning day: String) throws -> EcoEstimator {
    let text = String(decoding: EcoTables.bundled[.models], as: UTF8.self)
    let edited = text.replacing(",assumed,2026-04-24,", with: ",assumed,\(day),")
    try #require(day == "2026-04-24" || edited != text)
    return try EcoEstimator(tables: EcoTables(replacing: [.models: Array(edited.utf8)]))
  }

  private static func line(_ eco: EcoEstimator, _ day: String) throws -> Ledger.Line {
    let date = try RequestDate.day(#require(UTCDay(day)))
    let rate = try eco.rate(model: model, region: "cn", at: date).get()
    var ledger = Ledger()
    ledger.add(
      rate.estimate(try #require(TokenUsage(promptTokens: 18, completionTokens: 26))))
    return ledger.lines[0]
  }

  private func matched(_ old: [Ledger.Line], _ new: [Ledger.Line]) -> [String] {
    LinePairs.matched(old, new, byAccuracy: false).map { pair in
      [pair.old, pair.new].map { line in
        line.map { $0.rate.basis.model.validFrom?.description ?? "always" } ?? "none"
      }.joined(separator: " ")
    }.sorted()
  }

  @Test("by the row's day, else by the year, and two to one never")
  func matches() throws {
    let (own, other) = try (
      Self.estimator(turning: "2026-04-24"), Self.estimator(turning: "2026-02-01")
    )
    let first = try Self.line(own, "2026-01-14")
    let second = try Self.line(own, "2026-05-01")
    let moved = try Self.line(other, "2026-05-01")
    #expect(
      matched([first, second], [second, first])
        == ["2026-04-24 2026-04-24", "always always"])
    #expect(matched([second], [moved]) == ["2026-04-24 2026-02-01"])
    // One of the two is meant, and nobody can say which.
    #expect(
      matched([first, second], [moved]) == ["2026-04-24 none", "always none", "none 2026-02-01"])
    #expect(
      matched([moved], [first, second]) == ["2026-02-01 none", "none 2026-04-24", "none always"])
    // Once one of them has its match, the other has the one that is left.
    let begun = try Self.line(other, "2026-01-14")
    #expect(
      matched([first, second], [begun, moved]) == ["2026-04-24 2026-02-01", "always always"])
    #expect(matched([], [first]) == ["none always"] && matched([first], []) == ["always none"])
  }
}

@Suite("ExactDecimal: plain decimals of any length")
struct ExactDecimalTests {
  @Test(
    "have one to nine places, or no point",
    arguments: [
      ("0", 0), ("1", 1_000_000_000), ("1.5", 1_500_000_000), ("0.000000001", 1),
      ("007", 7_000_000_000),
      ("1.000000000", 1_000_000_000),
      ("99999999999999999999.999999999", 99_999_999_999_999_999_999_999_999_999),
    ] as [(String, Int128)])
  func nanos(text: String, nanos: Int128) {
    #expect("\(DecimalText.nanos(text.utf8, wholeDigits: 39) ?? -1)" == "\(nanos)")
  }

  @Test(
    "and nothing else is one",
    arguments: [
      "", ".", "1.", ".5", "-1", "+1", "1.0000000001", "1e3", "1.2.3", "1,5", " 1", "1 ", "x",
      "9999999999999999999999999999999999999999",
    ])
  func none(text: String) {
    #expect(DecimalText.nanos(text.utf8, wholeDigits: 39) == nil)
  }

  @Test("a whole number is digits that 128 bits hold")
  func integers() {
    #expect(
      DecimalText.digits(
        Array("170141183460469231731687303715884105727".utf8).span, as: Int128.self) == .max)
    for text in ["170141183460469231731687303715884105728", "", "-1", "1.0", "1e3", " 1"] {
      #expect(DecimalText.digits(Array(text.utf8).span, as: Int128.self) == nil, "\(text)")
    }
    #expect(DecimalText.digits(Array("0018".utf8).span, as: Int128.self) == 18)
  }
}
