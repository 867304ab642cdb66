import EcoModel
import Testing

@testable import EcoModel
@testable import UsageLogs

@Suite("A period is a time for which every table gives one answer")
struct PeriodTests {
  private let estimator = EcoEstimator()

  @Test("it begins on the first day of a year, and on each day on which a model's name turns")
  func days() throws {
    let periods = Periods(estimator)
    func period(_ text: String) throws -> String {
      let day = try #require(UTCDay(text)).daysSinceEpoch
      let first = try #require(periods.period(of: day).day)
      return UTCDay(daysSinceEpoch: first).description
    }
    // deepseek/deepseek-reasoner, in data/models.csv.
    #expect(try period("2026-04-24") == "2026-04-24")
    #expect(try period("2026-04-25") == "2026-04-24")
    #expect(try period("2026-04-23") != "2026-04-24")
    #expect(try period("2027-01-01") == "2027-01-01" && period("2027-12-31") == "2027-01-01")
    #expect(try period("1990-06-01") == "1990-01-01")
  }

  @Test("what a day's period answers is what the day does, for every model around every turn")
  func answers() throws {
    let periods = Periods(estimator)
    let models = Set(
      estimator.catalogue.models.filter { $0.validFrom != nil }.map(\.id)
    ).sorted()
    #expect(models.count > 1)
    for turn in estimator.turningDays {
      for day in [-1, 0, 1].map({ turn.daysSinceEpoch + $0 }) {
        for model in models {
          func size(_ date: RequestDate) -> String? {
            (try? estimator.rate(model: model, region: "eu-west", at: date).get())
              .map { "\($0.basis.model.line) \($0.basis.grid.line) \($0.basis.factorAge)" }
          }
          #expect(
            size(periods.period(of: day).date) == size(.day(UTCDay(daysSinceEpoch: day))),
            "\(model), \(UTCDay(daysSinceEpoch: day))")
        }
      }
    }
  }
}

@Suite("A lane's rates are found by the bytes of a record")
struct RateTableTests {
  private func key(_ model: String, _ region: String = "eu-west") -> RateKey {
    var key = RateKey()
    let (model, region) = (Array(model.utf8), Array(region.utf8))
    key.set(
      model: model.span, 0..<model.count, provider: model.span, 0..<0, region: region.span,
      0..<region.count, regionAssumed: false, Period(day: 20_000))
    return key
  }

  @Test("also after so many spellings that all were forgotten")
  func forgetting() throws {
    let estimator = EcoEstimator()
    var table = RateTable(estimator: estimator, assumptions: Assumptions())
    func model(_ name: String) -> String {
      switch table.answer(key(name)) {
      case .rate(let index), .unsized(let index): table.rates[Int(index)].basis.model.id
      case .none(let reason): reason.code
      }
    }
    let known = [
      "gpt-4o-mini": "openai/gpt-4o-mini", "openai/gpt-4o": "openai/gpt-4o",
      "o3": "undisclosed_parameters",
    ]
    for round in 0..<5 {
      // Once as it is learned, once as it is remembered.
      for (name, answer) in known {
        for _ in 0..<2 { #expect(model(name) == answer, "round \(round)") }
      }
      // More than are remembered, in all.
      for number in 0..<4200 {
        let answer = model("x\(round)-\(number)")
        if answer != "unknown_model" { Issue.record("x\(round)-\(number) is \(answer)") }
      }
    }
    // What was met is one rate for each place, however often it was forgotten.
    #expect(table.rates.count == 2)
  }

  @Test("how requests were served is forgotten with the rates")
  func forgettingServings() throws {
    var table = RateTable(estimator: EcoEstimator(), assumptions: Assumptions())
    func number(_ model: String) throws -> Int {
      guard case .rate(let number) = table.answer(key(model)) else {
        throw Unclassified.unknownModel
      }
      return Int(number)
    }
    let metered = try #require(Serving(acceleratorEnergy: WattHours(nanos: 1)))
    let first = try number("openai/gpt-4o")
    let served = table.number(first, metered)
    #expect(table.servings[served].serving.basis == .metered)
    table.removeAll()
    for model in ["openai/gpt-4o", "openai/gpt-4o-mini"] {
      let number = try number(model)
      #expect(table.servings[number].serving.basis == .assumed, "\(model)")
    }
  }

  @Test("a part's end is part of the key")
  func ends() {
    let keys = [
      ("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc"), ("abcdefgh", "c"), ("abcdefgh\0", "c"),
    ]
    for (index, first) in keys.enumerated() {
      for (other, second) in keys.enumerated() {
        let (a, b) = (key(first.0, first.1), key(second.0, second.1))
        #expect((a.digest == b.digest) == (index == other), "\(first), \(second)")
        #expect(a.request.model == first.0 && a.request.region == first.1)
      }
    }
  }
}
