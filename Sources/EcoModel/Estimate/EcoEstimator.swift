/// Works out rates from a set of tables under a methodology. Immutable but for its memory of what it
/// has worked out, which changes no answer; safe to share.
///
/// ```swift
/// let eco = EcoEstimator()
/// let rate = try eco.rate(
///   model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024)).get()
/// ```
public struct EcoEstimator: Sendable {
  /// The methodology.
  public let methodology: Methodology
  /// The tables: the caller's own, and for the rest those of the methodology's edition.
  public let tables: EcoTables
  /// Coefficients and data: the methodology's id, and a suffix where the tables are a caller's own.
  public let methodologyVersion: String

  private let rows: TableRows
  /// Factors of the caller's own by time.
  package let series: GridSeries?
  /// Factors of what the caller bought.
  package let market: GridSeries?
  private let memory = RateMemory()

  /// An estimator over the bundled tables.
  ///
  /// Finding its way in them takes a tenth of a millisecond: make one and keep it.
  ///
  /// - Parameter methodology: how energy is worked out; the newest where none is given.
  public init(methodology: Methodology = .newest) {
    do {
      try self.init(tables: .bundled, methodology: methodology)
    } catch {
      // A test loads the bundled tables; a release with faulty ones cannot have passed it.
      preconditionFailure("bundled tables: \(error)")
    }
  }

  /// An estimator over a caller's own tables.
  ///
  /// - Parameters:
  ///   - tables: the bytes of the CSV files; nothing of a faulty one is used.
  ///   - methodology: how energy is worked out; the newest where none is given.
  ///   - series: factors of the caller's own by time, which go before the table's; methodologies
  ///     before v2 do not know them and leave them out.
  ///   - market: factors of the electricity that the caller bought, for carbon beside the block; it
  ///     moves no figure in it.
  /// - Throws: the first fault in the tables, with file, line and column.
  public init(
    tables: EcoTables, methodology: Methodology = .newest, series: GridSeries? = nil,
    market: GridSeries? = nil
  ) throws(DataError) {
    let series = methodology.knowsSeries ? series : nil
    self.series = series
    self.market = market
    let tables = tables.filled(from: methodology.edition)
    self.tables = tables
    self.methodology = methodology
    methodologyVersion = methodology.id + tables.versionSuffix + (series?.versionSuffix ?? "")
    rows = try TableRows(tables)
  }

  package var catalogue: Catalogue { rows.catalogue }
  package var grid: Grid { rows.grid }
  package var regions: Regions { rows.regions }
  package var accelerators: Accelerators { rows.accelerators }
  package var pues: SitePUEs? { rows.pues }

  /// The row of an accelerator, trimmed and folded to lower case; `nil` where there is none, as in an
  /// edition without the table.
  public func accelerator(_ name: String) -> Accelerator? { accelerators.find(name) }

  /// What tokens cost, or why that cannot be said.
  ///
  /// The reasons are looked for in this order: the model, the region, the grid's year.
  ///
  /// - Parameters:
  ///   - model: the id of the model that answered, in any spelling that the table or the listed
  ///     prefixes and suffixes cover.
  ///   - provider: who served it; it selects a region's row where providers mean different places.
  ///   - region: what the gateway or the cloud calls the place; an ISO 3166 code of a country too.
  ///   - date: when; it selects the model's row and the grid's year.
  ///   - regionAssumed: whether the region is the caller's assumption; the label is `gross` then.
  /// - Complexity: a few lookups by name, and the first time exact rational arithmetic for the
  ///   coefficients: some microseconds. Keep the rate where many requests share it.
  public func rate(
    model: String, provider: String? = nil, region: String, at date: RequestDate = .unknown,
    regionAssumed: Bool = false
  ) -> Result<Rate, Unclassified> {
    rate(
      model: model, provider: provider, region: region, at: date, regionAssumed: regionAssumed,
      sizeNeeded: true)
  }

  /// - Parameters:
  ///   - others: other places where it may have been, which widen the interval of carbon; then a PUE that
  ///     the place publishes says nothing either. `nil`: it was in the region.
  ///   - sizeNeeded: whether a model whose size nobody published has no rate; without a size a rate is
  ///     good for measured energy and GPU-seconds only.
  package func rate(
    model: String, provider: String?, region: String, at date: RequestDate, regionAssumed: Bool,
    mayBe others: [String]? = nil, sizeNeeded: Bool
  ) -> Result<Rate, Unclassified> {
    let isLocal = methodology.knowsServing && Self.isLocal(provider)
    let period = date.lastDay.map { day in turningDays.count { $0 <= day } }
    let found = memory.model(model, in: period, isLocal: isLocal) {
      self.model(model, on: date.lastDay, isLocal: isLocal)
    }
    guard let found else { return .failure(.unknownModel) }
    if found.served.model.evidence == .notCompletion { return .failure(.notCompletion) }
    if found.served.size == nil, sizeNeeded { return .failure(.undisclosedParameters) }
    func rate(_ place: PlaceRows) -> Rate {
      Rate(
        basis: Rate.Basis(found.served, place.place, regionAssumed: regionAssumed),
        kernel: found.kernel, methodologyVersion: methodologyVersion,
        key: Rate.Key(
          model: found.row, bits: found.bits, region: place.region, grid: place.grid,
          site: place.place.site?.line ?? 0, factorAge: place.place.factorAge,
          regionAssumed: regionAssumed, isLocal: isLocal, ends: place.ends))
    }
    // One of several places is asked for by few logs, and not remembered.
    if let others {
      return place(region, provider: provider, date.year, mayBe: others).map(rate)
    }
    return memory.place(region, provider: provider, date.year) {
      place(region, provider: provider, date.year)
    }.map { place in
      memory.rate(found, place, regionAssumed: regionAssumed) { rate(place) }
    }
  }

  /// The model that an id means on a day.
  private func model(_ id: String, on day: UTCDay?, isLocal: Bool) -> FoundModel? {
    catalogue.find(id, on: day).map { match in
      let served = ServedModel(
        match.model, size: match.size, steps: match.steps,
        sequences: isLocal ? .local : .assumed, methodology: methodology)
      return FoundModel(
        served: served, kernel: ModelKernel(served), row: match.index, bits: match.bits)
    }
  }

  /// What tokens cost, with a second region to be taken where the tables do not know the first; its
  /// grid factor counts as assumed.
  package func rate(
    model: String, provider: String?, region: String, at date: RequestDate, regionAssumed: Bool,
    mayBe others: [String]? = nil, orIn fallback: String?, sizeNeeded: Bool = true
  ) -> Result<Rate, Unclassified> {
    let result = rate(
      model: model, provider: provider, region: region, at: date, regionAssumed: regionAssumed,
      mayBe: others, sizeNeeded: sizeNeeded)
    guard case .failure(.unknownRegion) = result, let fallback else { return result }
    return rate(
      model: model, provider: provider, region: fallback, at: date, regionAssumed: true,
      sizeNeeded: sizeNeeded)
  }

  /// A rate and an estimate in one call, for occasional use: as costly as `rate`.
  ///
  /// - Parameters:
  ///   - model: as in `rate`, like the next three.
  ///   - provider: who served it.
  ///   - region: the place.
  ///   - date: when.
  ///   - usage: the tokens; `nil`, which `TokenUsage` gives for counts of nothing, has no figure,
  ///     and that is found before anything else is looked at.
  ///   - serving: how it was served, as far as that is known.
  ///   - measuredUnknown: whether a model whose size nobody published has a figure where `serving` is
  ///     measured.
  public func estimate(
    model: String, provider: String? = nil, region: String, at date: RequestDate = .unknown,
    usage: TokenUsage?, serving: Serving = .assumed, measuredUnknown: Bool = false
  ) -> Result<Estimate, Unclassified> {
    guard let usage else { return .failure(.noUsage) }
    let isMeasured = methodology.knowsServing && serving.isMeasured
    return rate(
      model: model, provider: provider, region: region, at: date, regionAssumed: false,
      sizeNeeded: !(measuredUnknown && isMeasured)
    ).map { $0.estimate(usage, serving: serving) }
  }

  /// Runners on somebody's own machine: they serve one sequence unless somebody says otherwise.
  private static let localRunners: Set = ["ollama", "llama.cpp", "lmstudio"]

  private static func isLocal(_ provider: String?) -> Bool {
    provider.map { localRunners.contains(Spelling.folded($0)) } ?? false
  }

  /// The days on which any table starts to answer differently within a year, in order.
  package var turningDays: [UTCDay] { catalogue.turningDays }

  /// Whether the tables have a place for any zone of a series.
  package func hasPlace(for series: GridSeries) -> Bool {
    regions.regions.contains { series.find($0) != nil }
  }

  /// What the caller bought for a place.
  func market(of place: Region) -> ZoneSeries? {
    market.flatMap { market in market.find(place).map { market.zones[$0] } }
  }

  /// The caller's series for a place.
  func series(of place: Region) -> ZoneSeries? {
    series.flatMap { series in series.find(place).map { series.zones[$0] } }
  }

  func pue(of site: SitePUE?) -> Decimal9 { site?.pue ?? methodology.defaultPUE ?? .one }

  /// What is published of a place's PUE for a year, `nil`: for the newest.
  package func site(of place: Region, _ year: Int?) -> SitePUE? {
    guard methodology.defaultPUE != nil else { return nil }
    return SitePUE(place)
      ?? pues.flatMap { pues in pues.find(place, year: year).map { pues.rows[$0] } }
  }
}

/// The rows of all tables. A class, since estimators are handed on by value.
private final class TableRows: Sendable {
  let grid: Grid
  let regions: Regions
  let pues: SitePUEs?
  let catalogue: Catalogue
  let accelerators: Accelerators

  /// - Throws: the first fault in a caller's own tables.
  init(_ tables: EcoTables) throws(DataError) {
    grid = try Grid(tables)
    regions = try Regions(tables, grid: grid)
    pues = try SitePUEs(tables)
    catalogue = try Catalogue(tables)
    accelerators = try Accelerators(tables)
  }
}
