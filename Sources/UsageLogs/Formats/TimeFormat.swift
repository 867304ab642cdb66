/// How times are written that would say different days in different countries, or are only numbers.
///
/// ISO 8601 and the time since 1970 are read in any log; one of these only where it is said to be there.
enum TimeFormat: String, CaseIterable, Sendable {
  /// Nothing but those.
  case iso
  /// `6/3/2025, 2:03:04.123 PM` is of 3 June.
  case monthFirst = "m/d/y"
  /// `3.6.2025 14:03` is of 3 June.
  case dayFirst = "d/m/y"
  /// A spreadsheet's days since 30 December 1899: `45811.5`.
  case serialDay = "serial_day"
}
