package import EcoModel

/// The making of the hardware, of each line's sum rounded once; nothing where the methodology has none.
package struct EmbodiedTotals {
  package private(set) var carbon = GramsCO2e.zero
  package private(set) var low = GramsCO2e.zero
  package private(set) var high = GramsCO2e.zero

  package init(_ lines: [Ledger.Line]) {
    for embodied in lines.embodied {
      carbon += embodied.carbon
      low += embodied.interval.low
      high += embodied.interval.high
    }
  }
}
