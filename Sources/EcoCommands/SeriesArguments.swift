internal import EcoModel
internal import PlainText
internal import SystemFiles

/// The options that give factors of the caller's own by time.
enum SeriesArguments {
  static let grid = OptionSpec(
    name: "grid", value: "[ZONE=]FILE",
    help: "your own carbon intensities by time, before the table's; repeatable")

  static let market = OptionSpec(
    name: "market", value: "FILE",
    help: "factors of the electricity you bought, for carbon_market_g; repeatable")

  /// An estimator over the tables of a directory, with the caller's factors.
  ///
  /// - Throws: `UsageError` where the methodology takes none, or no place is theirs; what reading files
  ///   throws.
  static func estimator(
    _ methodology: Methodology, data directory: String?, grid: [String], market: [String] = []
  ) throws -> EcoEstimator {
    let series = try OwnSeries.load(grid)
    guard series == nil || methodology.knowsSeries else {
      throw UsageError(
        "--grid: \(methodology.id) takes a year's factor only; name a newer --methodology")
    }
    let estimator = try EcoEstimator(
      tables: Tables.load(directory, for: methodology), methodology: methodology,
      series: series, market: OwnSeries.load(market: market))
    for (option, series) in [("grid", estimator.series), ("market", estimator.market)] {
      guard let series, !estimator.hasPlace(for: series) else { continue }
      let names = series.zones.prefix(5).map(\.zone).joined(separator: ", ")
      throw UsageError(
        "--\(option): no zone or region of the tables is called \(names); write ZONE=FILE")
    }
    return estimator
  }
}
