internal import CEcoData

/// Files that came with this version beside the three tables: what its figures are checked and
/// compared with.
package enum BundledFile: Sendable {
  /// Measured energies of accelerators, for comparison.
  case measuredEnergy
  /// Conformance vectors over the bundled tables.
  case bundledVectors
  /// Conformance vectors over tables made to reach every corner.
  case syntheticVectors

  /// The bytes of the file.
  package var bytes: [UInt8] {
    let file =
      switch self {
      case .measuredEnergy: unsafe eco_measured_energy_csv()
      case .bundledVectors: unsafe eco_vectors_bundled_csv()
      case .syntheticVectors: unsafe eco_vectors_synthetic_csv()
      }
    // The bytes live as long as the process and are never written.
    return unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}

extension EcoTables {
  /// The tables of the synthetic conformance vectors.
  package static var synthetic: EcoTables {
    var own: [Name: [UInt8]] = [:]
    for name in Name.allCases {
      let table =
        switch name {
        case .gridIntensity: unsafe eco_synthetic_grid_intensity_csv()
        case .models: unsafe eco_synthetic_models_csv()
        case .regions: unsafe eco_synthetic_regions_csv()
        }
      // The bytes live as long as the process and are never written.
      own[name] = unsafe Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
    }
    return EcoTables(replacing: own)
  }
}
