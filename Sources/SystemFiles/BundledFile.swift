internal import CEcoData
package import EcoModel

/// Files that came with this version beside the tables: what its figures are checked and
/// compared with.
package enum BundledFile: Sendable {
  /// Measured energies of accelerators, for comparison.
  case measuredEnergy
  /// How the logs of the world say what a request was.
  case logFormats
  /// Where providers say that they serve.
  case providers
  /// Conformance vectors over the bundled tables of an edition.
  case bundledVectors(Edition)
  /// Conformance vectors over tables made to reach every corner.
  case syntheticVectors(Edition)

  /// The bytes of the file.
  package var bytes: [UInt8] {
    let file =
      switch self {
      case .measuredEnergy: unsafe eco_measured_energy_csv()
      case .logFormats: unsafe eco_log_formats_csv()
      case .providers: unsafe eco_providers_csv()
      case .bundledVectors(.november2026): unsafe eco_2026_11_vectors_bundled_csv()
      case .bundledVectors(.december2026): unsafe eco_vectors_bundled_csv()
      case .syntheticVectors(.november2026): unsafe eco_2026_11_vectors_synthetic_csv()
      case .syntheticVectors(.december2026): unsafe eco_vectors_synthetic_csv()
      }
    // The bytes live as long as the process and are never written.
    return unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}

extension EcoTables {
  /// The tables of an edition's synthetic conformance vectors.
  package static func synthetic(_ edition: Edition) -> EcoTables {
    var own: [Name: [UInt8]] = [:]
    for name in edition.files {
      let table =
        switch (edition, name) {
        case (.november2026, .accelerators): unsafe EcoTable()
        case (.november2026, .gridIntensity): unsafe eco_2026_11_synthetic_grid_intensity_csv()
        case (.november2026, .models): unsafe eco_2026_11_synthetic_models_csv()
        case (.november2026, .regions): unsafe eco_2026_11_synthetic_regions_csv()
        case (.december2026, .accelerators): unsafe eco_synthetic_accelerators_csv()
        // The edition has none.
        case (.november2026, .idRules):
          unsafe EcoTable(bytes: eco_synthetic_id_rules_csv().bytes, count: 0)
        case (.december2026, .gridIntensity): unsafe eco_synthetic_grid_intensity_csv()
        case (.december2026, .idRules): unsafe eco_synthetic_id_rules_csv()
        case (.december2026, .models): unsafe eco_synthetic_models_csv()
        case (.december2026, .pue): unsafe eco_synthetic_pue_csv()
        case (.december2026, .regions): unsafe eco_synthetic_regions_csv()
        case (.november2026, .pue): unsafe EcoTable(bytes: nil, count: 0)
        }
      // The bytes live as long as the process and are never written.
      own[name] = unsafe Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
    }
    return EcoTables(replacing: own, edition: edition)
  }
}
