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

/// The printed figures of one request in billionths, without references. They are handed on several
/// times for each record: in 128 bytes and less that takes a few instructions.
package struct EcoFigures {
  package let energy: Int128
  package let carbon: Int128
  package let carbonPer1k: Int128
  package let accuracy: Accuracy
  /// The figures at full precision, for totals: they are what the printed ones round to.
  package let exactEnergy: Int128
  package let exactCarbon: Int128

  /// - Parameter slot: what carbon is charged by where the caller brought factors by time.
  @inline(__always)
  package init(
    _ scales: borrowing FigureScales, _ charge: FigureScales.Charge, by slot: ZoneSeries.Slot?,
    significantDigits: Int?
  ) {
    let energy = scales.energy(charge)
    let carbon = scales.carbon(charge, by: slot)
    let carbonPer1k = scales.carbonPer1kTokens(charge, by: slot)
    accuracy = charge.accuracy
    exactEnergy = energy.rounded
    exactCarbon = carbon.rounded
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
