/// What is released.
package enum Release {
  /// The version of eco-calc; the methodology has its own.
  package static let version = "1.0.0"
}
