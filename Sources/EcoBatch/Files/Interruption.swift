#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What is cleaned up when a signal ends the process: temporary files that are being written.
///
/// A handler may only do little, so the paths stand in fixed memory, and it unlinks them, restores
/// the signal's own effect and raises it again.
enum Interruption {
  private static let capacity = 16
  private static let pathSize = 4096

  /// `capacity` paths of `pathSize` bytes each; an empty one is free. Written by the main thread only,
  /// the first byte last; read by the handler.
  nonisolated(unsafe) private static let paths: UnsafeMutablePointer<CChar> = {
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: capacity * pathSize)
    unsafe memory.initialize(repeating: 0, count: capacity * pathSize)
    return unsafe memory
  }()

  /// Installs the handlers; a closed pipe becomes an error of `write` instead of a signal.
  static func install() {
    _ = unsafe paths
    _ = signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number) { number in
        Interruption.removeAll()
        _ = signal(number, SIG_DFL)
        _ = raise(number)
      }
    }
  }

  /// A file that is to go when the process is interrupted.
  static func willLeave(_ path: String) {
    let bytes = Array(path.utf8)
    guard bytes.count < pathSize else { return }
    for slot in 0..<capacity where unsafe paths[slot * pathSize] == 0 {
      for index in stride(from: bytes.count, through: 0, by: -1) {
        unsafe paths[slot * pathSize + index] =
          index < bytes.count ? CChar(bitPattern: bytes[index]) : 0
      }
      return
    }
  }

  /// A file that is there to stay, or gone already.
  static func hasLeft(_ path: String) {
    for slot in 0..<capacity {
      let entry = unsafe paths + slot * pathSize
      let isSame = unsafe path.withCString { unsafe strcmp($0, entry) == 0 }
      if isSame { unsafe entry.pointee = 0 }
    }
  }

  private static func removeAll() {
    for slot in 0..<capacity where unsafe paths[slot * pathSize] != 0 {
      _ = unsafe unlink(paths + slot * pathSize)
    }
  }
}
