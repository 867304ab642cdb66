/// The days of which a record may be, counted from 1970.
package enum RecordDays {
  /// 1970 and the years before it say that a clock was never set, or that something took a number for a
  /// time.
  @inlinable
  package static var first: Int { 365 }
}
