package import EcoModel

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The time of day, for what is about today; no figure depends on it.
package enum Clock {
  /// The present day in UTC.
  package static var today: UTCDay { UTCDay(unixSeconds: Int64(time(nil))) }
}
