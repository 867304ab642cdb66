internal import EcoModel
internal import UsageLogs

/// The carbon of making the hardware: each line's share, rounded once.
struct EmbodiedTotals {
  private(set) var carbon = GramsCO2e.zero
  private(set) var low = GramsCO2e.zero
  private(set) var high = GramsCO2e.zero

  init(_ lines: [Ledger.Line]) {
    for embodied in lines.compactMap(\.embodied) {
      carbon += embodied.carbon
      low += embodied.interval.low
      high += embodied.interval.high
    }
  }
}
