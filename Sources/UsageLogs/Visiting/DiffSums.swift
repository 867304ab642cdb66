/// Energy and carbon in billionths, and how many records they are of.
package struct DiffSums: Equatable {
  package var records = 0
  package var energy: Int128 = 0
  package var carbon: Int128 = 0

  package init(records: Int = 0, energy: Int128 = 0, carbon: Int128 = 0) {
    self.records = records
    self.energy = energy
    self.carbon = carbon
  }

  package mutating func add(records: Int, energy: Int128, carbon: Int128) {
    self.records += records
    self.energy += energy
    self.carbon += carbon
  }

  package mutating func add(_ other: DiffSums) {
    add(records: other.records, energy: other.energy, carbon: other.carbon)
  }
}
