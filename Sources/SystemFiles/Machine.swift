#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The processors that this process may use.
package enum Processors {
  package static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// The environment; it decides colours and nothing else.
package enum Environment {
  /// Whether a variable is there and not empty.
  package static func isSet(_ name: String) -> Bool {
    guard let value = unsafe getenv(name) else { return false }
    return unsafe value.pointee != 0
  }
}
