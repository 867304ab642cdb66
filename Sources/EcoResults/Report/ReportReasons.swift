package import EcoModel

/// Why requests have no figure, and what would give them one, in words for people.
extension Unclassified {
  /// What it means, to follow a count: `1,204 records have no region …`.
  package var words: String {
    switch self {
    case .unknownModel: "name a model that is not in the table"
    case .undisclosedParameters: "name a model whose size nobody credible has published"
    case .unknownRegion: "have no region, or one that is not in the table"
    case .noUsage: "have no token counts"
    case .notCompletion: "made no text (embeddings, images, audio)"
    case .notInferred: "were answered from a cache; no model ran"
    case .noGridData: "are older than the grid data of their region"
    }
  }

  /// What gives such records a figure; `nil` where nothing does, or nothing should.
  package var remedy: String? {
    switch self {
    case .unknownModel: "eco-calc explain LOG ID shows the nearest names and the line to add"
    case .unknownRegion: "--assume region=NAME, if you know where they were served"
    case .noUsage: "eco-calc data formats shows which members are read; --map names others"
    case .undisclosedParameters, .notCompletion, .notInferred, .noGridData: nil
    }
  }
}
