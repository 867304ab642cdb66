package import EcoModel

/// Values for rows that lack them.
package struct Assumptions: Sendable {
  package var model: String?
  package var provider: String?
  package var region: String?
  /// Where providers say that they serve, if that is to be taken: `region` is `provider` then.
  package var providers: Providers?
  /// Concurrent sequences.
  package var concurrency: Concurrency?
  /// The accelerator that GPU-seconds are of, by its name in `accelerators.csv`.
  package var accelerator: String?
  /// Whether a model whose size nobody published has a figure where its accelerators were measured.
  package var measuredUnknown = false

  /// The region for a row whose own is not in the table: only `world`, which needs no knowledge of
  /// where the row was served.
  package var unknownRegion: String? {
    region.map(Spelling.folded) == "world" ? region : nil
  }
}
