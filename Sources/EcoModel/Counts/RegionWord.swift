/// What stands where a region is named and names none.
package enum RegionWord {
  private static let none: Set = ["not_available", "n/a", "unknown"]
  /// What says that the provider chooses.
  private static let any: Set = ["global", "default", "auto"]

  /// Whether it is no region, so that what is assumed holds in its place.
  ///
  /// - Parameter providerChooses: whether what is assumed is what the provider says of itself.
  package static func isNoRegion(_ region: String, providerChooses: Bool) -> Bool {
    let region = Spelling.folded(region)
    return region.isEmpty || none.contains(region) || (providerChooses && any.contains(region))
  }
}
