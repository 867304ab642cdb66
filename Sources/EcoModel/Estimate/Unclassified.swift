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
