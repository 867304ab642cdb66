/// Why a request has no figure. The raw values are stable codes.
public enum Unclassified: String, Error, CaseIterable, Sendable {
  /// The model is not in the table (a routing pseudo-model is not either: use the resolved one).
  case unknownModel = "unknown_model"
  /// The model is listed, but nobody credible published its size.
  case undisclosedParameters = "undisclosed_parameters"
  /// The region is not in the table, or none is given.
  case unknownRegion = "unknown_region"
  /// There are no token counts, or no token was used.
  case noUsage = "no_usage"
  /// The request made no text: embeddings, images, audio, moderation.
  case notCompletion = "not_completion"
  /// The response was replayed from a cache; no model ran.
  case notInferred = "not_inferred"
  /// The zone has no factor that early.
  case noGridData = "no_grid_data"

  /// The stable code, for logs.
  public var code: String { rawValue }
}

extension Unclassified {
  /// Its place among all reasons, from 0.
  package var ordinal: Int {
    switch self {
    case .unknownModel: 0
    case .undisclosedParameters: 1
    case .unknownRegion: 2
    case .noUsage: 3
    case .notCompletion: 4
    case .notInferred: 5
    case .noGridData: 6
    }
  }

  /// The code without the cost of a string.
  package var staticCode: StaticString {
    switch self {
    case .unknownModel: "unknown_model"
    case .undisclosedParameters: "undisclosed_parameters"
    case .unknownRegion: "unknown_region"
    case .noUsage: "no_usage"
    case .notCompletion: "not_completion"
    case .notInferred: "not_inferred"
    case .noGridData: "no_grid_data"
    }
  }
}
