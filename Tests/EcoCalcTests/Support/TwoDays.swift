/// A log of one model on two days, and what a provider charges for them.
enum TwoDays {
  static let log = """
    time,model,provider,region,prompt_tokens,completion_tokens
    2026-10-05T08:00:00Z,gpt-4o-mini,openai,us-east-1,1000,200
    2026-10-06T08:00:00Z,gpt-4o-mini,openai,us-east-1,500,100

    """
  static let header =
    "ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,SkuMeter,x_Model,ProviderName,RegionId"

  /// A bill of rows: start, end, quantity, unit, meter.
  static func bill(_ rows: [String], model: String = "gpt-4o-mini") -> String {
    header + "\n" + rows.map { "\($0),\(model),OpenAI,us-east-1\n" }.joined()
  }
}
