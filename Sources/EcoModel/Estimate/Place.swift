/// Where requests are served and in which year: what of a rate is the same for each model.
///
/// A class, because all rates of a place share one.
final class Place: Sendable {
  let region: Region
  /// The zone's row for the year.
  let grid: GridIntensity
  /// Power usage effectiveness: the site's, else the methodology's default, else 1.
  let pue: Decimal9
  /// What the site's operator publishes of it; `nil`: nothing.
  let site: SitePUE?
  /// The caller's series for the place.
  let series: ZoneSeries?
  /// What the caller bought for the place.
  let market: ZoneSeries?
  /// The year of the request less the year of the grid's row; 0 where the date is not known.
  let factorAge: Int
  /// Between which grids the truth is, where the region is only the likeliest of several.
  let spread: PlaceSpread?
  /// Where other areas' rows are, and for which year; `nil`: nobody will ask.
  private let others: (rows: Grid, year: Int?)?
  /// Emissions of a watt-hour.
  let gramsPerWattHour: Rational

  init(
    _ region: Region, grid: GridIntensity, pue: Decimal9, site: SitePUE?,
    series: ZoneSeries? = nil, market: ZoneSeries? = nil, factorAge: Int,
    spread: PlaceSpread? = nil, others: (rows: Grid, year: Int?)? = nil
  ) {
    self.region = region
    self.grid = grid
    self.pue = pue
    self.site = site
    self.series = series
    self.market = market
    self.factorAge = factorAge
    self.spread = spread
    self.others = others
    gramsPerWattHour = Rational(grid.intensity) / Rational(1000)
  }

  /// The rows of the year for the other areas that could be defended.
  var areas: [GridIntensity] {
    guard let (grid, year) = others else { return [] }
    return region.areas.compactMap { zone in
      grid.find(zone: zone, year: year).map { grid.rows[$0] }
    }
  }
}

/// The rows that a place is of.
struct PlaceRows: Sendable {
  let place: Place
  let region: Int
  let grid: Int
  /// The rows of the grids between which the place's lies.
  var ends: (low: Int, high: Int)?
}

extension EcoEstimator {
  /// The place that a name means, or why that cannot be said.
  ///
  /// - Parameter others: other places where it may have been, which widen the interval of carbon; then a
  ///   PUE that the place publishes says nothing either. `nil`: it was in the region.
  func place(
    _ region: String, provider: String?, _ year: Int?, mayBe others: [String]? = nil
  ) -> Result<PlaceRows, Unclassified> {
    guard let regionIndex = regions.find(region, provider: provider) else {
      return .failure(.unknownRegion)
    }
    let row = regions.regions[regionIndex]
    guard let gridIndex = grid.find(zone: row.zone, year: year) else {
      return .failure(.noGridData)
    }
    let factor = grid.rows[gridIndex]
    let site = others == nil ? site(of: row, year) : nil
    let spread = others.map {
      self.spread(around: gridIndex, $0, provider: provider, year: year)
    }
    return .success(
      PlaceRows(
        place: Place(
          row, grid: factor, pue: pue(of: site), site: site, series: series(of: row),
          market: market(of: row), factorAge: year.map { $0 - factor.year } ?? 0,
          spread: spread?.spread, others: (grid, year)),
        region: regionIndex, grid: gridIndex, ends: spread.map { ($0.low, $0.high) }))
  }
}
