/// The energy and carbon at one end of an interval, or of one part of it.
struct EndKernel: Sendable {
  /// Which sums of parameters read count.
  private let size: RangeEnd
  private let coefficients: Coefficients
  /// For each parameter read, where the concurrency is said.
  private let perParameter: UInt64
  /// Whether a measured quantity is charged and not tokens.
  private let isMeasured: Bool
  private let energy: Scale
  private let carbon: Scale
  /// The energy by which a slot of the caller's series is multiplied: as far from the point as the grid
  /// of the end is from the place's, where the place is one of several.
  private let energyBySlot: Scale

  /// An end of what tokens are charged.
  ///
  /// - Parameters:
  ///   - sequences: how many share the weights; `nil` where that is said with each request.
  ///   - factor: what the end is multiplied by.
  ///   - grid: which end of the grids, where the place is one of several.
  init(
    _ basis: Rate.Basis, _ formula: EnergyFormula, size: RangeEnd, among sequences: Concurrency?,
    factor: Rational, grid: RangeEnd
  ) {
    let reading = sequences == nil ? formula.reading?.perParameter : nil
    let common = CommonUnit(formula.terms(among: sequences) + (reading.map { [$0] } ?? []))
    let units = common.integers.map { UInt64($0) }
    self.size = size
    coefficients = Coefficients(units.prefix(5))
    perParameter = reading == nil ? 0 : units[5]
    isMeasured = false
    let nanos = basis.wattHours * common.unit * Rational(Decimal9.one.nanos) * factor
    energy = Scale(nanos)
    carbon = Scale(nanos * basis.gramsPerWattHour(grid))
    energyBySlot = Scale(nanos * basis.gridRatio(grid))
  }

  /// An end of what is measured.
  ///
  /// - Parameters:
  ///   - nanos: what one unit of the quantity comes to.
  ///   - grid: which end of the grids, where the place is one of several.
  init(measured nanos: Rational, _ basis: Rate.Basis, grid: RangeEnd = .point) {
    size = .point
    coefficients = Coefficients([])
    perParameter = 0
    isMeasured = true
    energy = Scale(nanos)
    carbon = Scale(nanos * basis.gramsPerWattHour(grid))
    energyBySlot = Scale(nanos * basis.gridRatio(grid))
  }

  /// Energy and carbon of one usage, its carbon by a slot of the caller's series where there is one.
  func figures(
    _ usage: TokenUsage, _ sums: ChargeSums, by slot: ZoneSeries.Slot? = nil
  ) -> (energy: WattHours, carbon: GramsCO2e) {
    let requests = UInt128(isMeasured ? 1 : usage.requestCount)
    let units =
      isMeasured
      ? sums.quantity
      : coefficients.units(of: UsageSums(usage), requests: requests)
        + UInt128(perParameter) * sums.parametersRead(size) * requests
    let bySlot = slot.map {
      energyBySlot.apply(
        units, times: $0.weight, dividedBy: requests * (1000 * UInt128($0.unitsPerGram)))
    }
    return (
      WattHours(nanos: energy.apply(units, dividedBy: requests).rounded),
      GramsCO2e(nanos: (bySlot ?? carbon.apply(units, dividedBy: requests)).rounded)
    )
  }

  /// Energy and carbon of the sum of many requests.
  ///
  /// - Parameter weighted: the same sums by their slots, where carbon was charged by a series.
  func figures(
    _ sums: ChargeSums, _ weighted: WeightedSums? = nil
  ) -> (energy: WattHours, carbon: GramsCO2e) {
    let bySlot = weighted.map {
      energyBySlot.apply(
        isMeasured ? $0.quantity.natural : $0.units(coefficients, perParameter, size),
        dividedBy: 1000 * UInt128($0.unitsPerGram)
      ).rounded
    }
    return (
      WattHours(nanos: figure(energy, sums)),
      GramsCO2e(nanos: bySlot ?? figure(carbon, sums))
    )
  }

  private func figure(_ scale: Scale, _ sums: ChargeSums) -> Int128 {
    // In the unit of the rate a hostile log may exceed 128 bits long before its figures do.
    let bits: UInt128 = 32
    let mask: UInt128 = (1 << bits) - 1
    if isMeasured {
      return scale.apply(
        high: sums.quantity >> bits, low: sums.quantity & mask, lowBits: bits
      ).rounded
    }
    let (high, low) = sums.usage.halves(lowBits: bits)
    let (read, each) = (sums.parametersRead(size), UInt128(perParameter))
    return scale.apply(
      high: coefficients.units(of: high) + each * (read >> bits),
      low: coefficients.units(of: low) + each * (read & mask), lowBits: bits
    ).rounded
  }
}
