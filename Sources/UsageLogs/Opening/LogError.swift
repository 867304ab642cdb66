package import PlainText

/// A log that cannot be read as one: which, and what is wrong.
package struct LogError: Fault {
  let path: String
  let message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  package var family: FaultFamily { .file }
  package var description: String { "\(path): \(message)" }
}
