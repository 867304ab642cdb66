package import EcoModel

extension VectorSet {
  /// The sets that came with this version, the first over tables that may be a caller's own.
  package static func shipped(
    _ tables: EcoTables, methodologies: [Methodology] = Methodology.all
  ) throws -> [VectorSet] {
    [
      try VectorSet(
        name: "bundled",
        vectors: ConformanceVector.all(BundledFile.bundledVectors.bytes, file: "bundled.csv"),
        tables: tables, methodologies: methodologies, hasOtherTables: tables != .bundled),
      try VectorSet(
        name: "synthetic",
        vectors: ConformanceVector.all(BundledFile.syntheticVectors.bytes, file: "synthetic.csv"),
        tables: .synthetic, methodologies: methodologies),
    ]
  }
}
