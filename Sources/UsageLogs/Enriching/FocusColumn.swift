package import PlainText

/// A column of the rows that `--to focus` writes.
package struct FocusColumn: Sendable {
  package enum Kind: String, Sendable {
    case text = "STRING"
    case number = "DECIMAL"
    case time = "DATETIME"
  }

  package let name: String
  package let kind: Kind
  /// Of numbers; empty for counts without one.
  package let unit: String
  package let meaning: String
  /// Which field of the block it holds.
  let block: Int?

  private init(
    _ name: String, _ meaning: String, _ kind: Kind = .text, unit: String = "", block: Int? = nil
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.meaning = meaning
    self.block = block
  }

  /// The version of the specification.
  package static let specification = "1.2"

  private static let unknown = "null: a log does not tell"

  /// Those of the specification, in its order, then ours.
  package static let all: [FocusColumn] =
    [
      FocusColumn("BilledCost", unknown, .number), FocusColumn("BillingAccountId", unknown),
      FocusColumn("BillingAccountName", unknown), FocusColumn("BillingCurrency", unknown),
      FocusColumn("BillingPeriodEnd", unknown, .time),
      FocusColumn("BillingPeriodStart", unknown, .time),
      FocusColumn("ChargeCategory", "Usage"), FocusColumn("ChargeClass", "null: no correction"),
      FocusColumn("ChargeDescription", "the model in words"),
      FocusColumn("ChargeFrequency", "Usage-Based"),
      FocusColumn(
        "ChargePeriodEnd", "the end, exclusive; null for a sum of several requests", .time),
      FocusColumn(
        "ChargePeriodStart", "the minute, or the day, in which the record's time lies", .time),
      FocusColumn("ConsumedQuantity", "prompt and completion tokens", .number, unit: "Tokens"),
      FocusColumn("ConsumedUnit", "Tokens"), FocusColumn("ContractedCost", unknown, .number),
      FocusColumn("EffectiveCost", unknown, .number), FocusColumn("InvoiceId", unknown),
      FocusColumn("InvoiceIssuerName", unknown), FocusColumn("ListCost", unknown, .number),
      FocusColumn("PricingQuantity", unknown, .number), FocusColumn("PricingUnit", unknown),
      FocusColumn("ProviderName", "who served it, as the record says"),
      FocusColumn("PublisherName", unknown), FocusColumn("RegionId", "as the record says"),
      FocusColumn("RegionName", unknown), FocusColumn("ServiceCategory", "AI and Machine Learning"),
      FocusColumn("ServiceName", unknown), FocusColumn("ServiceSubcategory", "Generative AI"),
      FocusColumn("x_RecordId", "the request's id"), FocusColumn("x_ModelId", "as the record says"),
      FocusColumn("x_Key", "whose key paid"),
      FocusColumn("x_Requests", "how many requests the record is about", .number),
      FocusColumn("x_PromptTokens", "cached ones included", .number, unit: "Tokens"),
      FocusColumn("x_CachedPromptTokens", "from a prompt cache", .number, unit: "Tokens"),
      FocusColumn("x_CompletionTokens", "generated", .number, unit: "Tokens"),
    ] + figures

  private static let figures: [FocusColumn] = [
    FocusColumn("x_EnergyConsumption", "at the facility's meter", .number, unit: "Wh", block: 0),
    FocusColumn("x_EnergyConsumptionLow", "the interval's low end", .number, unit: "Wh"),
    FocusColumn("x_EnergyConsumptionHigh", "the interval's high end", .number, unit: "Wh"),
    FocusColumn(
      "x_CarbonEmissionEquivalentLocationBased", "by the grid where it was served", .number,
      unit: "g CO2e", block: 1),
    FocusColumn(
      "x_CarbonEmissionEquivalentLocationBasedLow", "the interval's low end", .number,
      unit: "g CO2e"),
    FocusColumn(
      "x_CarbonEmissionEquivalentLocationBasedHigh", "the interval's high end", .number,
      unit: "g CO2e"),
    FocusColumn(
      "x_CarbonEmissionEquivalentMarketBased", "by the factors of --market; null without one",
      .number, unit: "g CO2e"),
    FocusColumn(
      "x_EmbodiedCarbon", "making the hardware: in no other column", .number, unit: "g CO2e"),
    FocusColumn("x_GridEmissionFactor", "location-based", .number, unit: "g CO2e/kWh"),
    FocusColumn("x_PUE", "power usage effectiveness: facility over IT energy", .number),
    FocusColumn("x_DataQuality", "Estimated or Measured: what the energy is"),
    FocusColumn("x_Basis", "what the energy was worked out from, as --with basis has it"),
    FocusColumn("x_Accuracy", "the label of the inputs", block: 3),
    FocusColumn("x_MethodologyVersion", "coefficients and tables", block: 4),
    FocusColumn("x_Omitted", "why there is no figure", block: 5),
  ]

  /// The fields beside the block that rows take, in their own order.
  package static let fields: [MoreField] = MoreField.allCases

  /// The column of each field beside the block.
  static let beside = [
    "energy_low_wh": "x_EnergyConsumptionLow", "energy_high_wh": "x_EnergyConsumptionHigh",
    "carbon_low_g": "x_CarbonEmissionEquivalentLocationBasedLow",
    "carbon_high_g": "x_CarbonEmissionEquivalentLocationBasedHigh", "basis": "x_Basis",
    "embodied_g": "x_EmbodiedCarbon", "carbon_market_g": "x_CarbonEmissionEquivalentMarketBased",
    "g_per_kwh": "x_GridEmissionFactor", "pue": "x_PUE",
  ]

  /// The schema as FOCUS metadata, which rows need: it has their units.
  package static var metadata: JSONValue {
    .object([
      ("FocusVersion", .string(specification)),
      (
        "ColumnDefinition",
        .array(
          all.map { column in
            let scale: [(String, JSONValue)] =
              column.kind == .number ? [("NumberScale", .integer(9))] : []
            let unit: [(String, JSONValue)] =
              column.unit.isEmpty ? [] : [("x_Unit", .string(column.unit))]
            return .object(
              [("ColumnName", .string(column.name)), ("DataType", .string(column.kind.rawValue))]
                + scale + unit + [("x_Meaning", .string(column.meaning))])
          })
      ),
    ])
  }
}
