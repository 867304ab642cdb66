/// The figures of one request as they are printed: the `eco` object of a gateway's response.
public struct EcoBlock: Sendable, Hashable {
  /// Energy of the request.
  public let energy: WattHours
  /// Emissions of the request.
  public let carbon: GramsCO2e
  /// Emissions for each 1000 tokens.
  public let carbonPer1kTokens: GramsCO2e
  /// How well the inputs are known.
  public let accuracy: Accuracy
  /// Coefficients and data behind the figures.
  public let methodologyVersion: String

  init(_ figures: EcoFigures, methodologyVersion: String) {
    energy = WattHours(nanos: figures.energy)
    carbon = GramsCO2e(nanos: figures.carbon)
    carbonPer1kTokens = GramsCO2e(nanos: figures.carbonPer1k)
    accuracy = figures.accuracy
    self.methodologyVersion = methodologyVersion
  }

  /// The block as one JSON object without spaces.
  public var json: String {
    #"{"energy_wh":\#(energy),"carbon_g":\#(carbon),"carbon_per_1k_tokens_g":\#(carbonPer1kTokens)"#
      + #","accuracy":"\#(accuracy.rawValue)","methodology_version":"\#(methodologyVersion)"}"#
  }
}

/// The printed figures of one request in billionths, without references.
package struct EcoFigures {
  package let energy: Int128
  package let carbon: Int128
  package let carbonPer1k: Int128
  package let accuracy: Accuracy
  /// The figures at full precision, for totals: they are what the printed ones round to.
  package let exactEnergy: Int128
  package let exactCarbon: Int128
  /// Carbon by the factor of what the caller bought, where there is one; at full precision, and printed.
  package let market: (exact: Int128, printed: Int128)?

  /// - Parameter slots: what carbon is charged by where the caller brought factors by time.
  @inline(__always)
  package init(
    kernel: borrowing RateKernel, usage: TokenUsage, by slots: SeriesSlots = SeriesSlots(),
    significantDigits: Int?
  ) {
    self.init(
      kernel.scales, kernel.charge(usage, isBySlot: slots.grid != nil), by: slots,
      significantDigits: significantDigits)
  }

  @inline(__always)
  package init(
    _ scales: borrowing FigureScales, _ charge: FigureScales.Charge,
    by slots: SeriesSlots = SeriesSlots(), significantDigits: Int?
  ) {
    let energy = scales.energy(charge)
    let carbon = scales.carbon(charge, by: slots.grid)
    let carbonPer1k = scales.carbonPer1kTokens(charge, by: slots.grid)
    accuracy = charge.accuracy
    exactEnergy = energy.rounded
    exactCarbon = carbon.rounded
    if slots.market != nil {
      let carbon = scales.carbon(charge, by: slots.market)
      let printed = significantDigits.map { carbon.rounded(significantDigits: $0) }
      market = (carbon.rounded, printed ?? carbon.rounded)
    } else {
      market = nil
    }
    if let significantDigits {
      self.energy = energy.rounded(significantDigits: significantDigits)
      self.carbon = carbon.rounded(significantDigits: significantDigits)
      self.carbonPer1k = carbonPer1k.rounded(significantDigits: significantDigits)
    } else {
      self.energy = exactEnergy
      self.carbon = exactCarbon
      self.carbonPer1k = carbonPer1k.rounded
    }
  }
}
