/// What is released.
package enum Release {
  /// The version of eco-calc, stated here alone: help, report, manual page and archive take it from
  /// here, and tests hold the changelog to it. The methodology has its own.
  package static let version: StaticString = "1.0.0"
}
