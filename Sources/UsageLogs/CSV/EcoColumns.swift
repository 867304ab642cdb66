/// The columns of a delimited log that hold the figures.
enum EcoColumns {
  /// The columns that a delimited record gets, in order.
  static let names = [
    "eco.energy_wh", "eco.carbon_g", "eco.carbon_per_1k_tokens_g", "eco.accuracy",
    "eco.methodology_version", "eco.omitted",
  ]

  /// What the column of a field beside the block is called.
  static func more(_ name: String) -> String { "eco.\(name)" }
}
