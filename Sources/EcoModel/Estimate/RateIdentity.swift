/// What a line of a summary says about its rate: enough to find the same table rows again.
package struct RateIdentity: Sendable {
  package let model: String
  /// As it is printed; `nil` where the row holds always.
  package let modelValidFrom: String?
  /// As the id named it; `nil` where it is the row's.
  package let bits: NamedBits?
  package let region: String
  package let provider: String?
  package let zone: String
  package let gridYear: Int
  /// Of the site's PUE; `nil` where it is not published, or in the region's row.
  package let pueYear: Int?
  package let factorAge: Int
  package let regionAssumed: Bool
  package let isLocal: Bool
  /// The zones and years of the grids between which the place's lies, the lower one first.
  package let spread: [(zone: String, year: Int)]

  package init(
    model: String, modelValidFrom: String?, bits: NamedBits?, region: String, provider: String?,
    zone: String, gridYear: Int, pueYear: Int?, factorAge: Int, regionAssumed: Bool,
    isLocal: Bool = false, spread: [(zone: String, year: Int)] = []
  ) {
    self.model = model
    self.modelValidFrom = modelValidFrom
    self.bits = bits
    self.region = region
    self.provider = provider
    self.zone = zone
    self.gridYear = gridYear
    self.pueYear = pueYear
    self.factorAge = factorAge
    self.regionAssumed = regionAssumed
    self.isLocal = isLocal
    self.spread = spread
  }
}

extension EcoEstimator {
  /// The rate of the rows that an identity names, or `nil` where the tables have no such rows.
  ///
  /// Unlike a request, an identity names rows and not spellings: nothing is folded, and no other row
  /// is tried.
  ///
  /// - Parameter sizeNeeded: whether a model whose size nobody published has no rate.
  package func rate(_ identity: RateIdentity, sizeNeeded: Bool = true) -> Rate? {
    let model = catalogue.rows(of: identity.model).first {
      catalogue.models[$0].validFrom?.description == identity.modelValidFrom
    }
    let region = regions.row(identity.region, identity.provider)
    let factor = grid.find(zone: identity.zone, year: identity.gridYear)
    guard let model, let region, let factor,
      catalogue.models[model].evidence != .notCompletion,
      catalogue.models[model].size != nil || !sizeNeeded,
      grid.rows[factor].year == identity.gridYear,
      regions.regions[region].zone == identity.zone, (0...9999).contains(identity.factorAge)
    else { return nil }
    let place = regions.regions[region]
    // A year that is said must have a row, and where none is said there must be none.
    let site = identity.spread.isEmpty ? site(of: place, identity.pueYear) : nil
    guard site?.yearInTable == identity.pueYear else { return nil }
    let ends = identity.spread.compactMap { end in
      grid.find(zone: end.zone, year: end.year).flatMap {
        grid.rows[$0].year == end.year ? $0 : nil
      }
    }
    guard ends.count == identity.spread.count else { return nil }
    let spread = ends.isEmpty ? nil : self.spread([factor] + ends)
    let row = catalogue.models[model]
    let served = ServedModel(
      row, size: row.size.map { $0.served(in: identity.bits) },
      sequences: identity.isLocal ? .local : .assumed, methodology: methodology)
    let basis = Rate.Basis(
      served,
      Place(
        place, grid: grid.rows[factor], pue: pue(of: site), site: site, series: series(of: place),
        factorAge: identity.factorAge, spread: spread?.spread, others: (grid, identity.gridYear)),
      regionAssumed: identity.regionAssumed)
    return Rate(
      basis: basis, kernel: ModelKernel(served), methodologyVersion: methodologyVersion,
      key: Rate.Key(
        model: model, bits: identity.bits, region: region, grid: factor, site: site?.line ?? 0,
        factorAge: identity.factorAge, regionAssumed: identity.regionAssumed,
        isLocal: identity.isLocal, ends: spread.map { ($0.low, $0.high) }))
  }
}
