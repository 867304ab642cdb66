internal import EcoModel

/// Values for rows that lack them.
struct Assumptions: Sendable {
  var model: String?
  var provider: String?
  var region: String?

  /// The region for a row whose own is not in the table: only `world`, which needs no knowledge of
  /// where the row was served.
  var unknownRegion: String? {
    region.map(ModelID.folded) == "world" ? region : nil
  }
}
