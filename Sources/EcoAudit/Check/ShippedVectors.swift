package import EcoModel
internal import SystemFiles

extension VectorSet {
  /// The sets that came with this version, those of the newest edition first; of them the first is
  /// over tables that may be a caller's own.
  package static func shipped(
    _ tables: EcoTables, methodologies: [Methodology] = Methodology.all
  ) throws -> [VectorSet] {
    var sets: [VectorSet] = []
    for edition in Edition.allCases.reversed() {
      let own = edition == tables.edition ? tables : EcoTables(edition: edition)
      sets.append(
        try VectorSet(
          name: "bundled \(edition.rawValue)",
          vectors: ConformanceVector.all(
            BundledFile.bundledVectors(edition).bytes, file: "bundled.csv"),
          tables: own, methodologies: methodologies, newest: .newest(of: edition),
          hasOtherTables: !own.isBundled))
      sets.append(
        try VectorSet(
          name: "synthetic \(edition.rawValue)",
          vectors: ConformanceVector.all(
            BundledFile.syntheticVectors(edition).bytes, file: "synthetic.csv"),
          tables: .synthetic(edition), methodologies: methodologies,
          newest: .newest(of: edition)))
    }
    return sets
  }
}
