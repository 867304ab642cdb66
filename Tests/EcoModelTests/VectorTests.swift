import EcoModel
import Foundation
import Testing

/// Figures made by `Scripts/reference.py`, which shares no code with the product.
@Suite("Every figure equals the reference to the last digit")
struct VectorTests {
  @Test(
    "over the bundled tables",
    arguments: try Edition.allCases.flatMap { try Vector.all("bundled.csv", of: $0) })
  func bundled(vector: Vector) {
    #expect(vector.differences(from: EcoEstimator.bundled) == [])
  }

  @Test(
    "over tables made to reach every corner",
    arguments: try Edition.allCases.flatMap { try Vector.all("synthetic.csv", of: $0) })
  func synthetic(vector: Vector) throws {
    let estimators = try #require(Self.synthetic.get()[vector.edition])
    #expect(vector.differences(from: estimators) == [])
  }

  private static let synthetic = Result {
    Dictionary(
      uniqueKeysWithValues: try Edition.allCases.map { edition in
        let tables = try Repository.tables(in: "\(Vector.folder(edition))/tables", of: edition)
        return (edition, try EcoEstimator.each(over: tables))
      })
  }
}

/// The block of the product's public example, and the digits behind it.
@Suite("The public example")
struct WorkedExampleTests {
  private let cost: Estimate
  private let usage: TokenUsage

  init() throws {
    usage = try #require(TokenUsage(promptTokens: 18, completionTokens: 26))
    cost = try Self.rate(.newest).estimate(usage)
  }

  private static func rate(_ methodology: Methodology) throws -> Rate {
    try EcoEstimator(methodology: methodology).rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west",
      at: .unixSeconds(1_714_150_000)
    ).get()
  }

  @Test("comes out digit for digit")
  func digits() {
    #expect(cost.energy.description == "0.002107239")
    #expect(cost.carbon.description == "0.000570872")
    #expect(cost.energyPer1kTokens.description == "0.047891795")
    #expect(cost.carbonPer1kTokens.description == "0.012974366")
    #expect(cost.accuracy == .accurate && cost.basis == .assumed)
    #expect(cost.methodologyVersion == "v2-2026-12")
  }

  @Test("comes out digit for digit as it did under the version before")
  func before() throws {
    let cost = try Self.rate(.v1_2026_11).estimate(usage)
    #expect(cost.energy.description == "0.002121394")
    #expect(cost.carbon.description == "0.000574707")
    #expect(cost.energyPer1kTokens.description == "0.048213499")
    #expect(cost.carbonPer1kTokens.description == "0.013061519")
    #expect(cost.accuracy == .accurate)
    #expect(cost.methodologyVersion == "v1-2026-11")
  }

  @Test("prints the documented block at two significant digits")
  func documentedBlock() {
    #expect(
      cost.jsonBlock(significantDigits: 2)
        == #"{"energy_wh":0.0021,"carbon_g":0.00057,"carbon_per_1k_tokens_g":0.013,"#
        + #""accuracy":"accurate","methodology_version":"v2-2026-12"}"#)
  }

  @Test("prints all digits where none are asked away")
  func fullBlock() {
    #expect(
      cost.jsonBlock()
        == #"{"energy_wh":0.002107239,"carbon_g":0.000570872,"#
        + #""carbon_per_1k_tokens_g":0.012974366,"#
        + #""accuracy":"accurate","methodology_version":"v2-2026-12"}"#)
  }

  @Test("names the rows that it was worked out from")
  func basis() {
    let basis = cost.rate.basis
    #expect(basis.model.id == "openai/gpt-4o-mini")
    #expect(basis.region.zone == "IE")
    #expect(basis.grid.year == 2024)
    #expect(basis.grid.intensity.description == "270.91")
    #expect(basis.pue.description == "1.11")
    #expect(basis.factorAge == 0)
    #expect(basis.modelSteps == [])
  }
}
