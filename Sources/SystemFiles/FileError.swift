package import PlainText

/// A file that cannot be read or written: which, doing what, and what the system says.
package struct FileError: Fault {
  let path: String
  let action: String
  let reason: String

  package init(_ path: String, _ action: String, reason: String) {
    self.path = path
    self.action = action
    self.reason = reason
  }

  /// With the reason of the system call that just failed.
  init(_ path: String, _ action: String, _ reason: Errno = .last) {
    self.init(path, action, reason: "\(reason)")
  }

  package var family: FaultFamily { .file }
  package var description: String { "\(path): cannot \(action): \(reason)" }
}
