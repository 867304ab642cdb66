/// The grids of the places in which a request may have been served that names none.
package struct PlaceSpread: Sendable, Hashable {
  /// The row of the least carbon-intensive of them.
  package let low: GridIntensity
  /// The row of the most carbon-intensive of them.
  package let high: GridIntensity
}
