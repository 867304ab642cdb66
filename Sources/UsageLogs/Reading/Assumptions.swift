internal import EcoModel

/// Values for rows that lack them.
package struct Assumptions: Sendable {
  package var model: String?
  package var provider: String?
  package var region: String?

  /// The region for a row whose own is not in the table: only `world`, which needs no knowledge of
  /// where the row was served.
  package var unknownRegion: String? {
    region.map(Spelling.folded) == "world" ? region : nil
  }
}
